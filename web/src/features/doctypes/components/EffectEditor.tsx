import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Words } from "@/shared/fields/definitions";
import styles from "../doctypes.module.css";
import type { Effect } from "../model";
import { Choice, Item, Many, type Options, WordsInput } from "./inputs";

const KINDS = ["notify", "set", "create", "send", "call_back", "certify"] as const;
const PEOPLE = ["handler", "superior", "creator", "watchers", "head"] as const;

interface Props {
  value: Effect;
  options: Options;
  onChange: (effect: Effect) => void;
  onRemove: () => void;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** One thing that a trigger does. */
export function EffectEditor({ value, options, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const set = (change: Partial<Effect>) => onChange({ ...value, ...change });
  const start: Record<string, Effect> = {
    notify: { do: "notify", to: ["handler"], text: { zh: "", en: "" } },
    set: { do: "set", field: "", to: {} },
    create: { do: "create", type: "", title: "{title}" },
    send: { do: "send", template: "" },
    call_back: { do: "call_back", queue: "" },
    certify: { do: "certify" },
  };
  const reached = [{ value: "customer", label: t("doctypes.the_customer") }, ...options.fields("phone", "text")];
  const given = (value.to ?? {}) as { value?: unknown; field?: string };
  return (
    <div className={styles.block}>
      <div className={styles.bar}>
        <div style={{ flex: 1 }}>
          <Choice
            label={t("doctypes.effect")}
            value={value.do}
            options={KINDS.map((kind) => ({ value: kind, label: t(`doctypes.does.${kind}`) }))}
            onChange={(kind) => onChange(start[kind ?? "notify"] ?? value)}
          />
        </div>
        <Button type="text" icon={<DeleteOutlined />} aria-label={t("doctypes.effect_remove")} onClick={onRemove} />
      </div>
      {value.do === "notify" && (
        <>
          <Many
            label={t("doctypes.notify_whom")}
            value={value.to as string[]}
            options={[
              ...PEOPLE.map((one) => ({ value: one as string, label: t(`doctypes.person.${one}`) })),
              ...options.named("role").map((one) => ({ value: `role:${one.value}`, label: one.label })),
              ...options.named("unit").map((one) => ({ value: `unit:${one.value}`, label: one.label })),
              ...options.fields("user", "unit").map((one) => ({ value: `field:${one.value}`, label: one.label })),
            ]}
            onChange={(to) => set({ to })}
          />
          <WordsInput
            label={t("doctypes.text")}
            value={value.text as Words}
            onChange={(words) => set({ text: words })}
          />
        </>
      )}
      {value.do === "set" && (
        <>
          <Choice
            label={t("doctypes.set_field")}
            value={text(value.field)}
            options={options.fields()}
            onChange={(field) => set({ field })}
          />
          <Choice
            label={t("doctypes.set_from")}
            value={given.field}
            clear
            hint={t("doctypes.set_value")}
            options={options.fields()}
            onChange={(field) => set({ to: field ? { field } : { value: "" } })}
          />
          {!given.field && (
            <Item label={t("doctypes.set_value")}>
              <Input
                aria-label={t("doctypes.set_value")}
                value={text(given.value)}
                onChange={(event) => set({ to: { value: event.target.value } })}
              />
            </Item>
          )}
        </>
      )}
      {value.do === "create" && (
        <>
          <Choice
            label={t("documents.type")}
            value={text(value.type)}
            options={options.named("document_type")}
            onChange={(type) => set({ type })}
          />
          <Item label={t("doctypes.create_title")}>
            <Input
              aria-label={t("doctypes.create_title")}
              value={text(value.title)}
              onChange={(event) => set({ title: event.target.value })}
            />
          </Item>
        </>
      )}
      {value.do === "send" && (
        <>
          <Choice
            label={t("doctypes.template")}
            value={text(value.template)}
            options={options.named("template")}
            onChange={(template) => set({ template })}
          />
          <Choice
            label={t("doctypes.send_to")}
            value={text(value.to) || "customer"}
            options={reached}
            onChange={(to) => set({ to })}
          />
        </>
      )}
      {value.do === "call_back" && (
        <>
          <Choice
            label={t("words.queue")}
            value={text(value.queue)}
            options={options.named("queue")}
            onChange={(queue) => set({ queue })}
          />
          <Choice
            label={t("doctypes.call_whom")}
            value={text(value.number) || "customer"}
            options={reached}
            onChange={(number) => set({ number })}
          />
        </>
      )}
    </div>
  );
}
