import { AudioMutedOutlined, AudioOutlined, PhoneOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { SoftPhone } from "@/phone/softphone";
import type { Leg } from "@/phone/types";
import { formatDuration, secondsSince } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useNow } from "@/shared/time/useNow";
import { Keypad } from "@/shared/ui/Keypad";
import styles from "../testphone.module.css";

export function Handset({ leg, phone }: { leg: Leg; phone: SoftPhone }) {
  const { t } = useTranslation();
  const formatNumber = useNumber();
  const now = useNow();
  const talking = leg.phase === "talking";
  return (
    <div className={styles.handset}>
      <div>
        <div className={styles.remote}>{formatNumber(leg.remote)}</div>
        <div className={`${styles.time} figure`} aria-live="polite">
          {talking ? formatDuration(secondsSince(leg.answeredAt, now)) : t("testphone.ringing")}
        </div>
      </div>
      <Keypad onKey={(key) => phone.sendKey(key)} disabled={!talking} />
      <div className={styles.actions}>
        <Button
          size="large"
          disabled={!talking}
          type={leg.muted ? "primary" : "default"}
          icon={leg.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
          onClick={() => phone.setMuted(!leg.muted)}
        >
          {t(leg.muted ? "desk.unmute" : "desk.mute")}
        </Button>
        <Button size="large" danger type="primary" icon={<PhoneOutlined rotate={225} />} onClick={() => phone.hangup()}>
          {t("desk.hangup")}
        </Button>
      </div>
    </div>
  );
}
