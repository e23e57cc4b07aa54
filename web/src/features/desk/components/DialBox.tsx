import { PhoneOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../desk.module.css";
import { cleanNumber } from "../model";
import { deskSession } from "../session";
import { label } from "../shortcuts";
import { useDialMatches } from "../useDialMatches";

/** A number to dial; a name finds colleagues and customers. */
export default function DialBox({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [typed, setTyped] = useState("");
  const [dialling, setDialling] = useState(false);
  const number = cleanNumber(typed);
  const matches = useDialMatches(typed, enabled);

  async function dial(wanted = number): Promise<void> {
    if (!enabled || wanted === null || dialling) return;
    setDialling(true);
    try {
      await deskSession.dial(wanted);
      setTyped("");
    } catch (error) {
      fail(error);
    } finally {
      setDialling(false);
    }
  }

  return (
    <Space.Compact className={styles.dial}>
      <AutoComplete
        id="dial-number"
        value={typed}
        options={matches}
        popupMatchSelectWidth={300}
        defaultActiveFirstOption={false}
        onChange={setTyped}
        onSelect={(value: string) => setTyped(value)}
        style={{ flex: 1, minWidth: 0 }}
      >
        <Input
          onPressEnter={() => void dial()}
          placeholder={`${t("desk.dial_number")} (${label("dial")})`}
          aria-label={t("desk.dial_number")}
          aria-keyshortcuts={label("dial")}
          status={typed !== "" && number === null && matches.length === 0 ? "error" : ""}
          autoComplete="off"
        />
      </AutoComplete>
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
