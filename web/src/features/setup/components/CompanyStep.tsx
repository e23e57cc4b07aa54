import { Form, Input, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { Waiting } from "@/shared/ui/Waiting";
import { type Company, saveCompany, useCompany } from "../api";
import styles from "../setup.module.css";
import { NameFields } from "./NameFields";
import { StepForm } from "./StepForm";

const ZONES = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }));

/** Language, time zone, name and area code: what everything else is told by. */
export function CompanyStep() {
  const company = useCompany();
  return company.data ? <Fields company={company.data} /> : <Waiting query={company} />;
}

function Fields({ company }: { company: Company }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Company>();
  return (
    <StepForm
      step="company"
      form={form}
      initial={company}
      onSave={async (values) => {
        const saved = await saveCompany({ ...company, ...values });
        return [{ kind: "company", id: "company", name: pickText({ ...saved.name }, i18n.language) }];
      }}
    >
      <NameFields name="name" />
      <Form.Item name="language" label={t("setup.language")} extra={t("setup.language_help")}>
        <Radio.Group
          options={[
            { value: "zh", label: t("setup.chinese") },
            { value: "en", label: t("setup.english") },
          ]}
        />
      </Form.Item>
      <div className={styles.two}>
        <Form.Item name="zone" label={t("setup.zone")} extra={t("setup.zone_help")}>
          <Select showSearch options={ZONES} />
        </Form.Item>
        <Form.Item
          name="area_code"
          label={t("setup.area_code")}
          extra={t("setup.area_code_help")}
          rules={[{ pattern: /^(0\d{2,3})?$/, message: t("setup.area_code_wrong") }]}
        >
          <Input inputMode="numeric" maxLength={4} />
        </Form.Item>
      </div>
    </StepForm>
  );
}
