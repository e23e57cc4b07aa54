import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Empty, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import { ConditionEditor } from "@/shared/fields/ConditionEditor";
import { pickText } from "@/shared/format";
import { freeCode } from "@/shared/freeCode";
import type { Names } from "../api";
import styles from "../doctypes.module.css";
import {
  AT_NODES,
  atMoment,
  cleaned,
  type Effect,
  fieldsOf,
  findingsAt,
  nodeOf,
  type Trigger,
  type TypeDraft,
} from "../model";
import type { TypeEditor } from "../useType";
import { EffectEditor } from "./EffectEditor";
import { Choice, Item, useOptions, Wrong } from "./inputs";

const WHENS = ["entry", "exit", "deadline", "appointment", "field", "timer"] as const;

/** What happens by itself: when, under which condition, and what. */
export function TriggersPanel({ editor, names }: { editor: TypeEditor; names: Names }) {
  const { t, i18n } = useTranslation();
  const { document: type, edit } = editor;
  const options = useOptions(type, names);
  const triggers = type.triggers ?? [];
  const put = (next: Trigger[], group: string | null = null) =>
    edit((now): TypeDraft => ({ ...now, triggers: next }), group);
  return (
    <div className={styles.stack}>
      <p className={styles.hint}>{t("doctypes.triggers_help")}</p>
      {triggers.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("doctypes.no_triggers")} />}
      {triggers.map((trigger) => {
        const set = (change: Partial<Trigger>) =>
          put(
            triggers.map((one) => (one.code === trigger.code ? cleaned({ ...trigger, ...change }) : one)),
            `trigger.${trigger.code}`,
          );
        const effects = (next: Effect[]) => set({ do: next });
        const node = trigger.node ? nodeOf(type, trigger.node) : undefined;
        return (
          <section key={trigger.code} className={styles.block} aria-label={trigger.code}>
            <Wrong findings={findingsAt(editor.findings, `triggers.${trigger.code}`)} />
            <Choice
              label={t("doctypes.when")}
              value={trigger.when}
              options={WHENS.map((when) => ({ value: when, label: t(`doctypes.when_is.${when}`) }))}
              onChange={(when) => set(atMoment(trigger, when ?? "entry"))}
            />
            {AT_NODES.includes(trigger.when) && (
              <Choice
                label={t("doctypes.at_node")}
                value={trigger.node}
                clear
                hint={t("doctypes.any_node")}
                options={options.nodes}
                onChange={(code) => set({ node: code, outcome: undefined })}
              />
            )}
            {trigger.when === "exit" && node?.outcomes && (
              <Choice
                label={t("doctypes.by_outcome")}
                value={trigger.outcome}
                clear
                options={node.outcomes.map((one) => ({
                  value: one.code,
                  label: pickText(one.name, i18n.language) || one.code,
                }))}
                onChange={(outcome) => set({ outcome })}
              />
            )}
            {trigger.when === "timer" && (
              <Item label={t("doctypes.after")}>
                <InputNumber
                  aria-label={t("doctypes.after")}
                  min={0.1}
                  value={trigger.after ? trigger.after / 60 : null}
                  onChange={(hours) => set({ after: hours ? Math.round(hours * 60) : undefined })}
                />
              </Item>
            )}
            <ConditionEditor
              label={t("doctypes.trigger_if")}
              value={trigger.if}
              fields={fieldsOf(type)}
              onChange={(condition) => set({ if: condition })}
            />
            {trigger.do.map((effect, index) => (
              <EffectEditor
                // biome-ignore lint/suspicious/noArrayIndexKey: effects are carried out in their order
                key={index}
                value={effect}
                options={options}
                onChange={(next) => effects(trigger.do.map((one, other) => (other === index ? next : one)))}
                onRemove={() => effects(trigger.do.filter((_, other) => other !== index))}
              />
            ))}
            <div className={styles.bar}>
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => effects([...trigger.do, { do: "notify", to: ["handler"], text: { zh: "", en: "" } }])}
              >
                {t("doctypes.effect_add")}
              </Button>
              <Button
                size="small"
                icon={<DeleteOutlined />}
                onClick={() => put(triggers.filter((one) => one.code !== trigger.code))}
              >
                {t("doctypes.trigger_remove")}
              </Button>
            </div>
          </section>
        );
      })}
      <Button
        icon={<PlusOutlined />}
        onClick={() =>
          put([
            ...triggers,
            {
              code: freeCode(
                "trigger",
                triggers.map((one) => one.code),
              ),
              when: "entry",
              do: [{ do: "notify", to: ["handler"], text: { zh: "", en: "" } }],
            },
          ])
        }
      >
        {t("doctypes.trigger_add")}
      </Button>
    </div>
  );
}
