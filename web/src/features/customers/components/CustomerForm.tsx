import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Col, Form, Input, Row, Select, Space } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import type { Customer, CustomerDetail } from "@/api/types";
import { allWords } from "@/i18n";
import { useDictionary } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { changedValues, defaultsOf, useCustomerFields } from "@/shared/fields/customer";
import type { Values } from "@/shared/fields/definitions";
import { useRefusal } from "@/shared/useRefusal";
import { useSaveCustomer } from "../api";
import { aroundOf, type CustomerFormValues, formValues, ownField, toInput } from "../model";

/** The controls of the company's own fields come after the form, with the words that the desk has not loaded. */
const OwnFields = lazy(async () => (await Promise.all([import("./OwnFields"), allWords()]))[0]);

interface Props {
  customer: CustomerDetail | null;
  number: string;
  region: Record<string, string>;
  onSaved: (customer: Customer) => void;
}

/** A customer's data; a provisional customer becomes a real one when a name is saved. */
export function CustomerForm({ customer, number, region, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  const [form] = Form.useForm<CustomerFormValues>();
  const refuse = useRefusal(form);
  const fields = useCustomerFields().data?.fields ?? [];
  const [typed, setTyped] = useState<Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = useSaveCustomer(customer?.id ?? null);
  const categories = useDictionary("customer_category");
  const sources = useDictionary("customer_source");
  const own: Values = { ...(customer ? customer.fields : defaultsOf(fields)), ...typed };

  function send(values: CustomerFormValues): void {
    const changed = changedValues(fields, own, customer?.fields ?? null, aroundOf(customer, values));
    const input = toInput(values, customer, region, english);
    setErrors({});
    save.mutate(Object.keys(changed).length > 0 ? { ...input, fields: changed as typeof input.fields } : input, {
      onSuccess: onSaved,
      onError: (error) => {
        const code = error instanceof ApiError ? ownField(error.field) : null;
        if (code && fields.some((one) => one.code === code)) setErrors({ [code]: errorText(error, t, i18n.language) });
        else refuse(error);
      },
    });
  }

  return (
    <Form<CustomerFormValues>
      form={form}
      layout="vertical"
      initialValues={formValues(customer, number, region, english)}
      onFinish={send}
    >
      <Row gutter={12}>
        <Col span={16}>
          <Form.Item
            name="name"
            label={t("customers.name")}
            rules={[{ required: true, message: t("customers.name_missing") }]}
          >
            <Input maxLength={100} />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="sex" label={t("customers.sex")}>
            <Select
              options={[
                { value: "", label: t("customers.sex_unknown") },
                { value: "male", label: t("customers.male") },
                { value: "female", label: t("customers.female") },
              ]}
            />
          </Form.Item>
        </Col>
      </Row>
      <Form.List name="phones">
        {(fields, { add, remove }) => (
          <Form.Item label={t("customers.phones")} required>
            {fields.map((field) => (
              <Space.Compact key={field.key} block style={{ marginBottom: 6 }}>
                <Form.Item
                  name={[field.name, "number"]}
                  noStyle
                  rules={[{ required: true, message: t("customers.phone_missing") }]}
                >
                  <Input aria-label={t("customers.phone")} inputMode="tel" />
                </Form.Item>
                <Form.Item name={[field.name, "label"]} noStyle>
                  <Input
                    aria-label={t("customers.phone_label")}
                    placeholder={t("customers.phone_label")}
                    style={{ width: "40%" }}
                  />
                </Form.Item>
                <Button
                  icon={<DeleteOutlined />}
                  aria-label={t("customers.phone_remove")}
                  disabled={fields.length === 1}
                  onClick={() => remove(field.name)}
                />
              </Space.Compact>
            ))}
            <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add({ number: "", label: "" })}>
              {t("customers.phone_add")}
            </Button>
          </Form.Item>
        )}
      </Form.List>
      <Row gutter={12}>
        <Col span={8}>
          <Form.Item name="region" label={t("customers.region")}>
            <Input maxLength={64} />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="category" label={t("customers.category")}>
            <Select allowClear options={categories.options} />
          </Form.Item>
        </Col>
        <Col span={8}>
          <Form.Item name="source" label={t("customers.source")}>
            <Select allowClear options={sources.options} />
          </Form.Item>
        </Col>
      </Row>
      <Form.Item name="address" label={t("customers.address")}>
        <Input maxLength={300} />
      </Form.Item>
      <Form.Item name="note" label={t("customers.note")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={10_000} />
      </Form.Item>
      {fields.length > 0 && (
        <Suspense>
          <OwnFields
            fields={fields}
            customer={customer}
            typed={own}
            errors={errors}
            onChange={(code, value) =>
              setTyped((before) => ({
                ...before,
                [code]: typeof value === "function" ? value(before[code] ?? own[code]) : value,
              }))
            }
          />
        </Suspense>
      )}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t(customer && !customer.provisional ? "common.save" : "customers.create")}
      </Button>
    </Form>
  );
}
