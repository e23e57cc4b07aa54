import { Alert, Form, Radio } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { makeFlow, readFlows, useTemplates } from "../api";
import { type FlowTemplate, flowFrom, freeId, greetingOf, madeBy, type Setup } from "../model";
import styles from "../setup.module.css";
import { NameFields } from "./NameFields";
import { StepForm } from "./StepForm";

interface Values {
  template: string;
  name: { zh: string; en: string };
  greeting: { zh: string; en: string };
}

/** What callers hear first: one of the shipped flows, in the company's name. */
export function FlowStep({ setup }: { setup: Setup }) {
  const { t, i18n } = useTranslation();
  const queue = madeBy(setup, "queue", "queue");
  const templates = useTemplates(queue?.id ?? "service");
  if (templates.error) return <Alert type="error" showIcon title={errorText(templates.error, t, i18n.language)} />;
  return templates.data ? <Fields templates={templates.data} /> : <Loading />;
}

function Fields({ templates }: { templates: FlowTemplate[] }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const chosen = (id: string | undefined) => templates.find((one) => one.id === id) ?? templates[0];
  const first = templates.find((one) => one.id === "menu") ?? templates[0];
  const template = Form.useWatch("template", form);

  // The greeting is the template's until somebody writes his own.
  useEffect(() => {
    if (template && !form.isFieldTouched(["greeting", "zh"]))
      form.setFieldsValue({ greeting: greetingOf(templates.find((one) => one.id === template)) as Values["greeting"] });
  }, [template, form, templates]);

  return (
    <StepForm<Values>
      step="flow"
      form={form}
      initial={{
        template: first?.id ?? "",
        name: { zh: t("setup.flow_name", { lng: "zh-CN" }), en: t("setup.flow_name", { lng: "en" }) },
        greeting: greetingOf(first) as Values["greeting"],
      }}
      onSave={async (values) => {
        const wanted = chosen(values.template);
        if (!wanted) return [];
        const taken = (await readFlows()).map((flow) => flow.id);
        const flow = await makeFlow(
          flowFrom(wanted, { id: freeId("hotline", taken), name: values.name, greeting: values.greeting }),
        );
        return [{ kind: "flow", id: flow.id, name: pickText(flow.name, i18n.language) }];
      }}
    >
      <Form.Item name="template" label={t("setup.template")}>
        <Radio.Group className={styles.cards}>
          {templates.map((one) => (
            <Radio key={one.id} value={one.id}>
              <b>{pickText({ ...one.name }, i18n.language)}</b>
              <span>{t([`setup.templates.${one.id}` as "setup.templates.menu", "setup.templates.other"])}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <NameFields name="greeting" long />
      <NameFields name="name" />
    </StepForm>
  );
}
