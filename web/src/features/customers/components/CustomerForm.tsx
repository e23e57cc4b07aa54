import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Col, Form, Input, Row, Select, Space } from "antd";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import type { CustomerDetail } from "@/api/types";
import { allWords } from "@/i18n";
import { useDictionary } from "@/shared/dictionaries";
import type { Draft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { changedValues, defaultsOf, useCustomerFields } from "@/shared/fields/customer";
import { DraftFound } from "@/shared/ui/DraftFound";
import { useRefusal } from "@/shared/useRefusal";
import { useSaveCustomer } from "../api";
import { aroundOf, type CustomerFormValues, formValues, ownField, toInput } from "../model";
import { asOwn, type Flat, isOwn, type Kept } from "../typed";
import { useTypedCustomer } from "../useTypedCustomer";
import { CustomerClashes } from "./CustomerClashes";
import { Similar } from "./Similar";

/** The controls of the company's own fields come after the form, with the words that the desk has not loaded. */
const OwnFields = lazy(async () => (await Promise.all([import("./OwnFields"), allWords()]))[0]);

interface Props {
  customer: CustomerDetail | null;
  number: string;
  region: Record<string, string>;
  /** What was typed and not saved. */
  draft: Draft<Kept>;
  /** On a page of its own it says what it has found again. */
  page?: boolean;
  /** Saved, or found to be somebody who is there. */
  onSaved: (customer: CustomerDetail) => void;
}

/** A customer's data; a provisional customer becomes a real one when a name is saved. */
export function CustomerForm({ customer, number, region, draft, page = false, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  const [form] = Form.useForm<CustomerFormValues>();
  const client = useQueryClient();
  const refuse = useRefusal(form);
  const fields = useCustomerFields().data?.fields ?? [];
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = useSaveCustomer(customer?.id ?? null);
  const categories = useDictionary("customer_category");
  const sources = useDictionary("customer_source");
  const isNew = customer === null || customer.provisional;
  const now = JSON.stringify({
    ...formValues(customer, number, region),
    ...asOwn(customer ? customer.fields : defaultsOf(fields)),
  });
  const stored = useMemo(() => JSON.parse(now) as Flat, [now]);
  const typed = useTypedCustomer(draft, customer?.id ?? null, stored);
  const { own, shown } = typed;
  const [found, setFound] = useState(page && typed.typed);

  // Somebody else has saved: what was not typed here follows.
  const fill = (values: Flat) => form.setFieldsValue({ category: undefined, source: undefined, ...values });
  const follow = useRef(() => fill(shown));
  useEffect(() => {
    follow.current = () => fill(shown);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed stands in the form already
  useEffect(() => follow.current(), [stored]);

  function send(entered: Partial<CustomerFormValues>): void {
    if (typed.clashes.length > 0) return;
    const values = { ...shown, ...entered } as unknown as CustomerFormValues;
    const changed = changedValues(fields, own, customer?.fields ?? null, aroundOf(customer, values));
    const input = toInput(values, customer);
    setErrors({});
    const body = Object.keys(changed).length > 0 ? { ...input, fields: changed as typeof input.fields } : input;
    // Not by mutate's own callbacks: another tab of the desk may be in front when the answer comes.
    save.mutateAsync(body).then(
      (saved) => {
        typed.saved({ ...shown, ...entered });
        setFound(false);
        onSaved(saved);
      },
      (error: unknown) => {
        const code = error instanceof ApiError ? ownField(error.field) : null;
        if (error instanceof ApiError && error.status === 409)
          void client.invalidateQueries({ queryKey: ["customer", customer?.id] });
        if (code && fields.some((one) => one.code === code)) setErrors({ [code]: errorText(error, t, i18n.language) });
        else refuse(error);
      },
    );
  }

  return (
    <Form<CustomerFormValues>
      form={form}
      layout="vertical"
      initialValues={shown}
      onValuesChange={(_, all) => typed.put(all as unknown as Flat)}
      onFinish={send}
    >
      {found && (
        <DraftFound
          onDrop={() => {
            typed.clear();
            fill(stored);
            setFound(false);
          }}
        />
      )}
      <CustomerClashes
        typed={typed}
        fields={fields}
        onMine={typed.keepMine}
        onTheirs={(name, value) => {
          typed.takeTheirs(name);
          if (!isOwn(name)) form.setFieldsValue({ [name]: value });
        }}
      />
      {isNew && (
        <Similar
          form={form}
          exclude={customer?.id ?? null}
          onTaken={(taken) => {
            typed.clear();
            onSaved(taken);
          }}
        />
      )}
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
          <Form.Item name={english ? "region_en" : "region_zh"} label={t("customers.region")}>
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
              typed.put(asOwn({ [code]: typeof value === "function" ? value(own[code]) : value }))
            }
          />
        </Suspense>
      )}
      <Button type="primary" htmlType="submit" loading={save.isPending} disabled={typed.clashes.length > 0}>
        {t(isNew ? "customers.create" : "common.save")}
      </Button>
    </Form>
  );
}
