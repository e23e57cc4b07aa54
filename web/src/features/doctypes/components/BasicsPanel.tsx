import { Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import { cleaned, findingsAt, type TypeDraft } from "../model";
import type { TypeEditor } from "../useType";
import { Choice, Item, Many, useOptions, WordsInput, Wrong } from "./inputs";

const PERIODS = ["day", "month", "year", "never"] as const;

/** Name, numbers, who sees it, where a closed one is taken up again. */
export function BasicsPanel({ editor, names }: { editor: TypeEditor; names: Names }) {
  const { t } = useTranslation();
  const { document: type, edit, findings } = editor;
  const options = useOptions(type, names);
  const set = (change: Partial<TypeDraft>) => edit((now) => cleaned({ ...now, ...change }), "basics");
  const numbering = type.numbering ?? {};
  const tasks = type.process.nodes
    .filter((node) => node.kind === "task" || node.kind === "visit")
    .map((node) => node.code);
  return (
    <div className={styles.stack} style={{ maxWidth: 560 }}>
      <Wrong
        findings={findingsAt(
          findings,
          "name",
          "numbering",
          "confidential",
          "surveys",
          "reopen",
          "family",
          "description",
        )}
      />
      <WordsInput label={t("doctypes.name")} value={type.name} onChange={(name) => set({ name })} />
      <WordsInput
        label={t("doctypes.description")}
        value={type.description}
        onChange={(words) => set({ description: words.zh || words.en ? words : undefined })}
      />
      <Item label={t("doctypes.prefix")}>
        <Input
          aria-label={t("doctypes.prefix")}
          value={numbering.prefix ?? ""}
          maxLength={8}
          onChange={(event) => set({ numbering: { ...numbering, prefix: event.target.value.toUpperCase() } })}
        />
      </Item>
      <Choice
        label={t("doctypes.period")}
        value={numbering.period ?? "day"}
        options={PERIODS.map((period) => ({ value: period, label: t(`doctypes.period_is.${period}`) }))}
        onChange={(period) => set({ numbering: { ...numbering, period } })}
      />
      <Item label={t("doctypes.digits")}>
        <InputNumber
          aria-label={t("doctypes.digits")}
          min={3}
          max={8}
          precision={0}
          value={numbering.digits ?? 4}
          onChange={(digits) => set({ numbering: { ...numbering, digits: digits ?? 4 } })}
        />
      </Item>
      <Many
        label={t("doctypes.confidential")}
        value={type.confidential?.roles}
        hint={t("doctypes.not_confidential")}
        options={options.named("role")}
        onChange={(roles) => set({ confidential: roles.length > 0 ? { roles } : undefined })}
      />
      <Many
        label={t("doctypes.type_surveys")}
        value={type.surveys}
        hint={t("doctypes.type_surveys_hint")}
        options={options.named("questionnaire")}
        onChange={(surveys) => set({ surveys: surveys.length > 0 ? surveys : undefined })}
      />
      <Choice
        label={t("doctypes.reopen")}
        value={type.reopen}
        clear
        hint={t("doctypes.stays_closed")}
        options={options.nodes.filter((one) => tasks.includes(one.value))}
        onChange={(reopen) => set({ reopen })}
      />
    </div>
  );
}
