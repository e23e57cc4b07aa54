import { PhoneOutlined } from "@ant-design/icons";
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../desk.module.css";
import { cleanNumber } from "../model";
import { deskSession } from "../session";
import { label } from "../shortcuts";

export function DialBox({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [typed, setTyped] = useState("");
  const [dialling, setDialling] = useState(false);
  const number = cleanNumber(typed);

  async function dial(): Promise<void> {
    if (!enabled || number === null || dialling) return;
    setDialling(true);
    try {
      await deskSession.dial(number);
      setTyped("");
    } catch (error) {
      fail(error);
    } finally {
      setDialling(false);
    }
  }

  return (
    <Space.Compact className={styles.dial}>
      <Input
        id="dial-number"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={() => void dial()}
        placeholder={`${t("desk.dial_number")} (${label("dial")})`}
        aria-label={t("desk.dial_number")}
        aria-keyshortcuts={label("dial")}
        status={typed !== "" && number === null ? "error" : ""}
        inputMode="tel"
        autoComplete="off"
      />
      <Button
        type="primary"
        icon={<PhoneOutlined />}
        loading={dialling}
        disabled={!enabled || number === null}
        onClick={() => void dial()}
        aria-label={t("desk.dial")}
        title={enabled ? t("desk.dial") : t("desk.dial_not_now")}
      />
    </Space.Compact>
  );
}
