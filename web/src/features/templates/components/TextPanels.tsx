import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/shared/ui/Panel";
import { LANGUAGES, type TemplateForm, type TextPlace, textAt, withText } from "../model";
import styles from "../templates.module.css";
import { isAt, Wrong } from "./Wrong";

interface Props {
  form: TemplateForm;
  error: unknown;
  onChange: (form: TemplateForm) => void;
  onFocus: (place: TextPlace, field: HTMLInputElement | HTMLTextAreaElement) => void;
}

/** The words by channel and language. */
export function TextPanels(props: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t("templates.sms")}>
        <p className={styles.hint}>{t("templates.sms_help")}</p>
        <div className={styles.pair}>
          {LANGUAGES.map((language) => (
            <Text
              key={language}
              {...props}
              place={`sms.${language}`}
              label={`${t("templates.sms")} (${t(`settings.in_${language}`)})`}
              rows={4}
            />
          ))}
        </div>
      </Panel>
      <Panel title={t("templates.email")}>
        <p className={styles.hint}>{t("templates.email_help")}</p>
        <div className={styles.pair}>
          {LANGUAGES.map((language) => (
            <div key={language} className={styles.mail}>
              <Text
                {...props}
                place={`email.${language}.subject`}
                label={`${t("templates.subject")} (${t(`settings.in_${language}`)})`}
              />
              <Text
                {...props}
                place={`email.${language}.body`}
                label={`${t("templates.body")} (${t(`settings.in_${language}`)})`}
                rows={8}
              />
            </div>
          ))}
        </div>
      </Panel>
    </>
  );
}

interface TextProps extends Props {
  place: TextPlace;
  label: string;
  /** None: a single line. */
  rows?: number;
}

function Text({ form, error, onChange, onFocus, place, label, rows }: TextProps) {
  const id = `text-${place.replaceAll(".", "-")}`;
  const common = {
    id,
    value: textAt(form, place),
    status: isAt(error, place) ? ("error" as const) : ("" as const),
    onFocus: (event: React.FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => onFocus(place, event.target),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      onChange(withText(form, place, event.target.value)),
  };
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <Input {...common} maxLength={300} />
      ) : (
        <Input.TextArea {...common} maxLength={20_000} autoSize={{ minRows: rows, maxRows: 20 }} />
      )}
      <Wrong form={form} error={error} at={place} />
    </div>
  );
}
