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
import { matchedNumber, useDialMatches } from "../useDialMatches";

/** A number to dial, typed or by a telephone's keys; a name finds colleagues and customers. */
export default function DialBox({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  const fail = useErrorNotice();
  const [typed, setTyped] = useState("");
  const [pad, setPad] = useState(false);
  const [dialling, setDialling] = useState(false);
  /** Whether the agent has gone to a match with the arrow keys. Nothing else that marks one (a mouse that rests there)
   * makes Enter dial another number than the typed one. */
  const marked = useRef(false);
  /** While the list handles Enter or Tab: the match that it chose. */
  const keyed = useRef<{ match: string | null } | null>(null);
  const number = cleanNumber(typed);
  const matches = useDialMatches(typed, enabled);

  function change(text: string): void {
    if (matchedNumber(text) !== null) return;
    marked.current = false;
    setTyped(text);
  }

  async function dial(wanted: string | null): Promise<void> {
    if (!enabled || wanted === null || dialling) return;
    setDialling(true);
    try {
      await deskSession.dial(wanted);
      setTyped("");
      setPad(false);
    } catch (error) {
      fail(error);
    } finally {
      setDialling(false);
    }
  }

  function choose(value: string): void {
    const match = matchedNumber(value);
    if (keyed.current === null) setTyped(match ?? "");
    else if (marked.current) keyed.current.match = match;
  }

  /** Before the list takes the key. */
  function pressing({ key }: KeyboardEvent): void {
    if (key === "ArrowDown" || key === "ArrowUp") marked.current = true;
    if (key === "Enter" || key === "Tab") keyed.current = { match: null };
  }

  /** After it. */
  function pressed(event: KeyboardEvent): void {
    const match = keyed.current?.match ?? null;
    keyed.current = null;
    if (match !== null) setTyped(match);
    if (event.key !== "Enter" || event.repeat || event.nativeEvent.isComposing) return;
    void dial(match === null ? number : cleanNumber(match));
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
        onSelect={choose}
        onKeyDown={pressed}
        style={{ flex: 1, minWidth: 0 }}
      >
        <Input
          onKeyDown={pressing}
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
