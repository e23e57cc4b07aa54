import { Col, Form, Row, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { AROUND, CUSTOMER_KINDS, type FieldForm } from "../model";

/** When a field is required: one of the customer's own properties is one of some values. */
export function RequiredRule() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<FieldForm>();
  const rule = Form.useWatch("rule", form);
  const about = Form.useWatch("when_field", form);
  const words = useDictionary(about && about !== "kind" ? `customer_${about}` : "");
  if (rule !== "when") return null;
  const must = [{ required: true, message: t("customerfields.when_missing") }];
  const kinds = CUSTOMER_KINDS.map((one) => ({ value: one, label: t(`customerfields.customer_kind.${one}`) }));
  return (
    <Row gutter={12}>
      <Col span={10}>
        <Form.Item name="when_field" label={t("customerfields.when_field")} rules={must}>
          <Select
            options={AROUND.map((one) => ({ value: one, label: t(`customerfields.around.${one}`) }))}
            onChange={() => form.setFieldValue("when_values", [])}
          />
        </Form.Item>
      </Col>
      <Col span={14}>
        <Form.Item name="when_values" label={t("customerfields.when_values")} rules={must}>
          <Select<string[]> mode="multiple" options={about === "kind" ? kinds : words.options} />
        </Form.Item>
      </Col>
    </Row>
  );
}
