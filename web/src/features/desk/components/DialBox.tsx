import { NumberOutlined, PhoneOutlined } from "@ant-design/icons";
import { AutoComplete, Button, Input, Popover, Space } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Keys } from "@/shared/ui/Keypad";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../desk.module.css";
import { cleanNumber } from "../model";
import { deskSession } from "../session";
import { label } from "../shortcuts";
import { useDialMatches } from "../useDialMatches";

/** A number to dial, typed or by a telephone's keys; a name finds colleagues and customers. */
export default function DialBox({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [typed, setTyped] = useState("");
  const [pad, setPad] = useState(false);
  const [dialling, setDialling] = useState(false);
  /** The match that was chosen from the list; what is typed is older than it while one key does both. */
  const chosen = useRef<string | null>(null);
  const number = cleanNumber(typed);
  const matches = useDialMatches(typed, enabled);

  function change(text: string): void {
    if (text !== chosen.current) chosen.current = null;
    setTyped(text);
  }

  async function dial(wanted: string | null): Promise<void> {
    if (!enabled || wanted === null || dialling) return;
    setDialling(true);
    try {
      await deskSession.dial(wanted);
      chosen.current = null;
      setTyped("");
      setPad(false);
    } catch (error) {
      fail(error);
    } finally {
      setDialling(false);
    }
  }

  /** Comes when the list has taken the key: the match that is marked is chosen by then. */
  function pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.repeat || event.nativeEvent.isComposing) return;
    void dial(chosen.current === null ? number : cleanNumber(chosen.current));
  }

  return (
    <Space.Compact className={styles.dial}>
      <AutoComplete
        id="dial-number"
        value={typed}
        options={matches}
        popupMatchSelectWidth={300}
        defaultActiveFirstOption={false}
        onChange={change}
        onSelect={(value: string) => {
          chosen.current = value;
          setTyped(value);
        }}
        onKeyDown={pressed}
        style={{ flex: 1, minWidth: 0 }}
      >
        <Input
          placeholder={`${t("desk.dial_number")} (${label("dial")})`}
          aria-label={t("desk.dial_number")}
          aria-keyshortcuts={label("dial")}
          status={typed !== "" && number === null && matches.length === 0 ? "error" : ""}
          autoComplete="off"
        />
      </AutoComplete>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={pad && enabled}
        onOpenChange={setPad}
        destroyOnHidden
        content={
          <section className={styles.dialPad} aria-label={t("desk.dial_pad")}>
            <Keys onKey={(key) => change(typed + key)} />
            <Space.Compact block>
              <Button block disabled={typed === ""} onClick={() => change(typed.slice(0, -1))}>
                {t("desk.delete_key")}
              </Button>
              <Button
                block
                type="primary"
                loading={dialling}
                disabled={number === null}
                onClick={() => void dial(number)}
              >
                {t("desk.dial")}
              </Button>
            </Space.Compact>
          </section>
        }
      >
        <Button
          icon={<NumberOutlined />}
          disabled={!enabled}
          aria-expanded={pad && enabled}
          aria-label={t("desk.dial_pad")}
          title={enabled ? t("desk.dial_pad") : t("desk.dial_not_now")}
        />
      </Popover>
      <Button
        type="primary"
        icon={<PhoneOutlined />}
        loading={dialling}
        disabled={!enabled || number === null}
        onClick={() => void dial(number)}
        aria-label={t("desk.dial")}
        title={enabled ? t("desk.dial") : t("desk.dial_not_now")}
      />
    </Space.Compact>
  );
}
