import { PhoneOutlined } from "@ant-design/icons";
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TestPhone } from "@/api/types";
import { cleanNumber } from "@/features/desk/model";
import styles from "../testphone.module.css";

const FIRST_NUMBER = "1000";

interface Props {
  numbers: TestPhone["numbers"];
  /** The number that is there to be dialled, if it is not the main one. */
  first?: string | undefined;
  ready: boolean;
  onDial: (number: string) => void;
}

export function DialForm({ numbers, first = FIRST_NUMBER, ready, onDial }: Props) {
  const { t, i18n } = useTranslation();
  const listed = numbers.filter((entry) => entry.number !== "*");
  const [typed, setTyped] = useState(
    listed.some((entry) => entry.number === first) ? first : (listed[0]?.number ?? first),
  );
  const number = cleanNumber(typed);
  return (
    <>
      <p>{t(ready ? "testphone.choose" : "testphone.connecting")}</p>
      <div className={styles.numbers}>
        {listed.map((entry) => (
          <Button key={entry.number} className={styles.number} disabled={!ready} onClick={() => onDial(entry.number)}>
            <span>{i18n.language === "en" ? entry.name_en : entry.name_zh}</span>
            <b className="figure">{entry.number}</b>
          </Button>
        ))}
      </div>
      <Space.Compact block>
        <Input
          size="large"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={() => ready && number !== null && onDial(number)}
          aria-label={t("testphone.number")}
          inputMode="tel"
        />
        <Button
          size="large"
          type="primary"
          icon={<PhoneOutlined />}
          disabled={!ready || number === null}
          onClick={() => number !== null && onDial(number)}
        >
          {t("testphone.dial")}
        </Button>
      </Space.Compact>
    </>
  );
}
