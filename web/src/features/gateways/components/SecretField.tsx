import { Checkbox, Input } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../gateways.module.css";

interface Props {
  label: string;
  /** One is kept; nobody is shown it. */
  kept: boolean;
  value: string | undefined;
  /** "" forgets the one that is kept, undefined leaves it. */
  onChange: (value: string | undefined) => void;
}

/** A secret is written and never shown: an empty field leaves what is kept. */
export function SecretField({ label, kept, value, onChange }: Props) {
  const { t } = useTranslation();
  const forgets = value === "";
  return (
    <div className={styles.field}>
      <span className={styles.label}>{label}</span>
      <Input.Password
        aria-label={label}
        autoComplete="new-password"
        disabled={forgets}
        value={value ?? ""}
        maxLength={1000}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
      <small>{t(kept ? "gateways.secret_kept" : "gateways.secret_none")}</small>
      {kept && (
        <Checkbox checked={forgets} onChange={(event) => onChange(event.target.checked ? "" : undefined)}>
          {t("gateways.secret_forget")}
        </Checkbox>
      )}
    </div>
  );
}
