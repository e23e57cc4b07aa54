import { Input } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/shared/ui/Panel";
import { LANGUAGES, type TemplateForm } from "../model";
import styles from "../templates.module.css";
import { isAt, Wrong } from "./Wrong";

interface Props {
  form: TemplateForm;
  error: unknown;
  onChange: (form: TemplateForm) => void;
}

/** What people call the template, and what the SMS provider calls it. */
export function NamePanel({ form, error, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Panel title={t("templates.name")}>
      <div className={styles.pair}>
        {LANGUAGES.map((language) => {
          const label = `${t("templates.name")} (${t(`settings.in_${language}`)})`;
          return (
            <div key={language}>
              <label htmlFor={`name-${language}`}>{label}</label>
              <Input
                id={`name-${language}`}
                maxLength={200}
                status={isAt(error, `name.${language}`) ? "error" : ""}
                value={form.name[language]}
                onChange={(event) => onChange({ ...form, name: { ...form.name, [language]: event.target.value } })}
              />
              <Wrong form={form} error={error} at={`name.${language}`} />
            </div>
          );
        })}
        <div>
          <label htmlFor="provider-id">{t("templates.provider_id")}</label>
          <Input
            id="provider-id"
            maxLength={64}
            aria-describedby="provider-id-help"
            value={form.provider_id}
            onChange={(event) => onChange({ ...form, provider_id: event.target.value })}
          />
          <p id="provider-id-help" className={styles.hint}>
            {t("templates.provider_help")}
          </p>
        </div>
      </div>
    </Panel>
  );
}
