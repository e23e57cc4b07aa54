import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { hasDesk } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { useDesk } from "@/features/desk/session";
import { useConnection, useLive } from "@/live/hooks";
import { usePhoneState } from "@/phone/usePhoneState";
import styles from "../frame.module.css";
import { type Lamp, phoneLamp, serverLamp, switchLamp } from "../model";

function Light({ label, lamp, text, hint }: { label: string; lamp: Lamp; text: string; hint: string }) {
  return (
    <Tooltip title={hint}>
      <span className={styles.lamp} role="status" aria-label={`${label}: ${text}`}>
        <span className={`${styles.dot} ${styles[lamp]}`} aria-hidden />
        {label} {text}
      </span>
    </Tooltip>
  );
}

/** Whether what is seen is current and the phone can ring. */
export function Health() {
  const { t } = useTranslation();
  const user = useUser();
  const connection = useConnection();
  const coreUp = useLive((state) => state.coreUp);
  const switchUp = useLive((state) => state.switchUp);
  const desk = useDesk();
  const phone = usePhoneState(desk.phone);
  const server = serverLamp(connection.status);
  const node = switchLamp(connection.status, coreUp, switchUp);
  return (
    <div className={styles.health}>
      <Light
        label={t("frame.server")}
        {...server}
        text={t(`frame.health.${server.word}`)}
        hint={t("frame.server_hint")}
      />
      <Light label={t("frame.switch")} {...node} text={t(`frame.health.${node.word}`)} hint={t("frame.switch_hint")} />
      {hasDesk(user) && (
        <Light
          label={t("frame.phone")}
          {...phoneLamp(desk.kind, phone.registration)}
          text={t(`frame.health.${phoneLamp(desk.kind, phone.registration).word}`)}
          hint={t("frame.phone_hint")}
        />
      )}
    </div>
  );
}
