import { Button, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../doctypes.module.css";
import { cleaned, type Deadline, type Handler } from "../model";
import { Choice, Item, type Options } from "./inputs";

const RULES = [
  "creator",
  "same",
  "unit",
  "head",
  "superior",
  "previous",
  "role",
  "position",
  "user",
  "field",
  "outlet",
] as const;
const SHARES = ["pool", "round_robin", "load"] as const;

interface HandlerProps {
  value: Handler | undefined;
  onChange: (handler: Handler) => void;
  options: Options;
}

/** Who handles a step, by choosing a rule and whom it is about. */
export function HandlerEditor({ value, onChange, options }: HandlerProps) {
  const { t } = useTranslation();
  const handler = value ?? { by: "unit" };
  const set = (change: Partial<Handler>) => onChange(cleaned({ ...handler, ...change }));
  const many = ["unit", "role", "position", "field", "outlet"].includes(handler.by);
  return (
    <>
      <Choice
        label={t("doctypes.handler")}
        value={handler.by}
        options={RULES.map((rule) => ({ value: rule, label: t(`doctypes.by.${rule}`) }))}
        onChange={(by) => onChange({ by: by ?? "unit" })}
      />
      {handler.by === "role" && (
        <Choice
          label={t("doctypes.role")}
          value={handler.role}
          options={options.named("role")}
          onChange={(role) => set({ role })}
        />
      )}
      {handler.by === "user" && (
        <Choice
          label={t("doctypes.user")}
          value={handler.user}
          options={options.users}
          onChange={(user) => set({ user })}
        />
      )}
      {handler.by === "position" && (
        <Choice
          label={t("doctypes.position")}
          value={handler.position}
          options={options.named("position")}
          onChange={(position) => set({ position })}
        />
      )}
      {["unit", "head", "position"].includes(handler.by) && (
        <Choice
          label={t("doctypes.unit")}
          value={handler.unit}
          clear
          hint={t("doctypes.own_unit")}
          options={options.named("unit")}
          onChange={(unit) => set({ unit })}
        />
      )}
      {(handler.by === "field" || handler.by === "outlet") && (
        <Choice
          label={t("doctypes.handler_field")}
          value={handler.field}
          clear={handler.by === "outlet"}
          options={options.fields("user", "unit")}
          onChange={(field) => set({ field })}
        />
      )}
      {handler.by === "outlet" && (
        <Choice
          label={t("doctypes.handler_region")}
          value={handler.region}
          clear
          hint={t("doctypes.customers_region")}
          options={options.fields("text", "choice")}
          onChange={(region) => set({ region })}
        />
      )}
      {many && (
        <Choice
          label={t("doctypes.share")}
          value={handler.share ?? "pool"}
          options={SHARES.map((share) => ({ value: share, label: t(`doctypes.share_by.${share}`) }))}
          onChange={(share) => set({ share: share === "pool" ? undefined : (share as Handler["share"]) })}
        />
      )}
    </>
  );
}

interface DeadlineProps {
  value: Deadline | null | undefined;
  onChange: (deadline: Deadline | undefined) => void;
  options: Options;
}

/** Until when a step is to be done. */
export function DeadlineEditor({ value, onChange, options }: DeadlineProps) {
  const { t } = useTranslation();
  if (!value)
    return (
      <Button size="small" onClick={() => onChange({ minutes: 240 })}>
        {t("doctypes.deadline_add")}
      </Button>
    );
  const set = (change: Partial<Deadline>) => onChange(cleaned({ ...value, ...change }));
  return (
    <fieldset className={styles.condition}>
      <legend>{t("doctypes.deadline")}</legend>
      <div className={styles.stack} style={{ width: "100%" }}>
        <Item label={t("doctypes.deadline_hours")}>
          <InputNumber
            aria-label={t("doctypes.deadline_hours")}
            min={0.1}
            step={1}
            value={value.minutes ? value.minutes / 60 : null}
            onChange={(hours) => set({ minutes: hours ? Math.round(hours * 60) : undefined })}
          />
        </Item>
        <Choice
          label={t("doctypes.calendar")}
          value={value.hours}
          clear
          hint={t("doctypes.round_the_clock")}
          options={options.named("calendar")}
          onChange={(hours) => set({ hours })}
        />
        <Choice
          label={t("doctypes.deadline_field")}
          value={value.field}
          clear
          options={options.fields("datetime")}
          onChange={(field) => set({ field })}
        />
        <Item label={t("doctypes.warn")}>
          <InputNumber
            aria-label={t("doctypes.warn")}
            min={0}
            precision={0}
            value={value.warn ?? 0}
            onChange={(warn) => set({ warn: warn || undefined })}
          />
        </Item>
        <Button size="small" onClick={() => onChange(undefined)}>
          {t("doctypes.deadline_remove")}
        </Button>
      </div>
    </fieldset>
  );
}
