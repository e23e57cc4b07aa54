import { CaretRightOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { formatDuration, pickText } from "@/shared/format";
import { Trouble } from "@/shared/ui/Trouble";
import { tryFlow } from "../api";
import { type FlowDocument, nameOf, nodeOf } from "../model";
import styles from "./panels.module.css";

interface Props {
  document: FlowDocument;
  calendars: string[];
  onShow: (id: string) => void;
}

/** The flow tried with keys, without a telephone: what the caller hears and where he ends. */
export function TryPanel({ document, calendars, onShow }: Props) {
  const { t, i18n } = useTranslation();
  const [keys, setKeys] = useState("");
  const [language, setLanguage] = useState<"zh" | "en">(i18n.language === "en" ? "en" : "zh");
  const [open, setOpen] = useState<string[]>([]);
  const trial = useMutation({ mutationFn: () => tryFlow(document, { keys, language, open }) });
  return (
    <div className={styles.stack}>
      <form
        className={styles.bar}
        onSubmit={(event) => {
          event.preventDefault();
          trial.mutate();
        }}
      >
        <Input
          value={keys}
          onChange={(event) => setKeys(event.target.value)}
          placeholder={t("flows.keys_example")}
          aria-label={t("flows.keys")}
          style={{ width: 220 }}
        />
        <Segmented
          value={language}
          options={[
            { value: "zh", label: t("flows.language_zh") },
            { value: "en", label: t("flows.language_en") },
          ]}
          onChange={(one) => setLanguage(one as "zh" | "en")}
          aria-label={t("flows.caller_language")}
        />
        {calendars.length > 0 && (
          <Select
            mode="multiple"
            style={{ minWidth: 180 }}
            value={open}
            placeholder={t("flows.as_if_open")}
            aria-label={t("flows.as_if_open")}
            options={calendars.map((name) => ({ value: name }))}
            onChange={setOpen}
          />
        )}
        <Button type="primary" htmlType="submit" icon={<CaretRightOutlined />} loading={trial.isPending}>
          {t("flows.try")}
        </Button>
      </form>
      <p className={styles.hint}>{t("flows.keys_help")}</p>
      {trial.error && <Trouble title={errorText(trial.error, t, i18n.language)} />}
      {trial.data && (
        <>
          <table className={styles.transcript}>
            <tbody>
              {trial.data.lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line of a transcript is where it is
                <tr key={index}>
                  <td>{formatDuration(line.at)}</td>
                  <td>
                    <button type="button" onClick={() => onShow(line.node)}>
                      {(line.flow === document.flow && pickText(nameOf(nodeOf(document, line.node)), i18n.language)) ||
                        line.node}
                    </button>
                  </td>
                  <td>{t(`flows.trial.${line.what}`, { defaultValue: line.what })}</td>
                  <td>{line.text}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <strong>{t("flows.outcome", { outcome: trial.data.outcome })}</strong>
        </>
      )}
    </div>
  );
}
