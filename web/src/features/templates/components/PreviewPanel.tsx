import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import type { Rendered, TemplateForm } from "../model";
import styles from "../templates.module.css";

/** Characters after which the outbox cuts a text message off. */
const SMS_LONGEST = 500;

interface Props {
  form: TemplateForm;
  values: Readonly<Record<string, string>>;
  onValue: (name: string, text: string) => void;
  rendered: readonly Rendered[];
  /** A text cannot be filled in as it stands; the place itself says why. */
  wrong: boolean;
  /** It was asked for the first time. */
  loading: boolean;
}

/** What the recipient gets, with values to try; nothing is sent. */
export function PreviewPanel({ form, values, onValue, rendered, wrong, loading }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <Panel title={t("templates.preview")} className={styles.preview}>
      <div aria-live="polite">
        {wrong && <p className={styles.wrong}>{t("templates.preview_wrong")}</p>}
        {!wrong && !loading && rendered.length === 0 && <p className={styles.hint}>{t("templates.preview_empty")}</p>}
        {rendered.map((one) => (
          <section
            key={`${one.kind} ${one.language}`}
            aria-label={`${t("templates.preview")}: ${t(`templates.${one.kind}`)} (${t(`settings.in_${one.language}`)})`}
          >
            <header className={styles.bar}>
              <span>
                {t(`templates.${one.kind}`)} · {t(`settings.in_${one.language}`)}
              </span>
              <span className="figure">{t("templates.length", { count: one.length })}</span>
            </header>
            <div className={styles.bubble} lang={one.language}>
              {one.subject && <strong>{one.subject}</strong>}
              <p>{one.body}</p>
            </div>
            {one.kind === "sms" && one.length >= SMS_LONGEST && (
              <p className={styles.wrong}>{t("templates.too_long", { count: SMS_LONGEST })}</p>
            )}
          </section>
        ))}
      </div>
      {form.variables.length > 0 && (
        <>
          <h3 className={styles.heading}>{t("templates.try_values")}</h3>
          {form.variables.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being typed
            <div key={at} className={styles.value}>
              <label htmlFor={`value-${at}`}>
                {pickText({ zh: one.zh, en: one.en }, i18n.language) || one.name || "–"}
              </label>
              <Input
                id={`value-${at}`}
                size="small"
                value={values[one.name] ?? one.example}
                onChange={(event) => onValue(one.name, event.target.value)}
              />
            </div>
          ))}
        </>
      )}
    </Panel>
  );
}
