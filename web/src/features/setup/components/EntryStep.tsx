import { Alert, Checkbox, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { Waiting } from "@/shared/ui/Waiting";
import { type Entry, makeEntry, moveEntry, useCompany, useEntries } from "../api";
import { type Made, madeBy, type Setup } from "../model";
import { StepForm } from "./StepForm";

interface Values {
  number: string;
  others: boolean;
}

const REST = "*";

/** The number that callers dial, and what all other numbers lead to. */
export function EntryStep({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const entries = useEntries();
  const flow = madeBy(setup, "flow", "flow");
  if (!flow) return <Alert type="info" showIcon title={t("setup.flow_first")} />;
  return entries.data ? <Fields entries={entries.data} flow={flow} /> : <Waiting query={entries} />;
}

function Fields({ entries, flow }: { entries: Entry[]; flow: Made }) {
  const { t, i18n } = useTranslation();
  const company = useCompany();
  const [form] = Form.useForm<Values>();
  const number = Form.useWatch("number", form);
  const others = Form.useWatch("others", form);
  const led = entries.filter((entry) => entry.number === number || (others && entry.number === REST));

  async function lead(to: string): Promise<Made> {
    const name = company.data?.name ?? { zh: flow.name, en: flow.name };
    const there = entries.some((entry) => entry.number === to);
    const entry = there
      ? await moveEntry(to, { flow: flow.id, name })
      : await makeEntry({ number: to, flow: flow.id, name });
    return { kind: "entry", id: entry.number, name: entry.number };
  }

  return (
    <StepForm<Values>
      step="entry"
      form={form}
      initial={{ number: "1000", others: true }}
      onSave={async (values) => {
        const made = [await lead(values.number)];
        return values.others ? [...made, await lead(REST)] : made;
      }}
    >
      <Form.Item
        name="number"
        label={t("setup.number")}
        extra={t("setup.number_help")}
        rules={[{ required: true, pattern: /^\+?\d{2,20}$/, message: t("setup.entry_wrong") }]}
      >
        <Input inputMode="tel" maxLength={21} style={{ maxWidth: 280 }} />
      </Form.Item>
      <Form.Item name="others" valuePropName="checked">
        <Checkbox>{t("setup.others")}</Checkbox>
      </Form.Item>
      {led.length > 0 && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 24 }}
          title={t("setup.leads_elsewhere", {
            flow: flow.name,
            numbers: led
              .map(
                (entry) =>
                  `${entry.number === REST ? t("setup.all_others") : entry.number} (${pickText({ ...entry.name }, i18n.language)})`,
              )
              .join(", "),
          })}
        />
      )}
    </StepForm>
  );
}
