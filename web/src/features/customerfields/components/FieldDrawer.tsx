import { Alert, Button, Col, Drawer, Form, Input, InputNumber, Radio, Row, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { useDictionary, useDictionaryNames } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import {
  CUSTOMER_KINDS,
  type CustomerField,
  choosing,
  counting,
  type FieldForm,
  fromForm,
  OFFERED,
  PLACES,
  placeOf,
  RULES,
  toForm,
  writing,
} from "../model";
import { RequiredRule } from "./RequiredRule";

interface Props {
  /** null: a new one. */
  field: CustomerField | null;
  fields: readonly CustomerField[];
  /** Saves the whole list; fails with the server's refusal. */
  put: (fields: CustomerField[]) => Promise<void>;
  onClose: () => void;
}

/** One field: what it is called, what it holds, whose it is, where it is shown. */
export function FieldDrawer({ field, fields, put, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<FieldForm>();
  const kind = Form.useWatch("kind", form) ?? field?.kind ?? "text";
  const dictionaries = useDictionaryNames();
  const categories = useDictionary("customer_category");
  const [failure, setFailure] = useState("");
  const [saving, setSaving] = useState(false);
  const own = field?.options?.length && !field.dictionary ? field.options.length : 0;
  const must = [{ required: true, whitespace: true, message: t("customerfields.required_missing") }];
  const kinds = field ? [field.kind] : OFFERED;
  const rules = RULES.filter((rule) => rule !== "kept" || (field && toForm(field).rule === "kept"));

  async function send(values: FieldForm): Promise<void> {
    const at = field ? fields.findIndex((one) => one.code === field.code) : -1;
    const index = at < 0 ? fields.length : at;
    const next = [...fields];
    next[index] = fromForm(
      values,
      at < 0 ? null : (fields[at] ?? null),
      fields.map((one) => one.code),
    );
    setSaving(true);
    setFailure("");
    try {
      await put(next);
      onClose();
    } catch (error) {
      const conflict = error instanceof ApiError && error.code === "conflict";
      const said = conflict ? t("customerfields.changed") : errorText(error, t, i18n.language);
      const name = error instanceof ApiError ? placeOf(error.field, index) : null;
      if (name) form.setFields([{ name, errors: [said] }]);
      else setFailure(said);
    } finally {
      setSaving(false);
    }
  }

  return (
    <Drawer
      open
      title={t(field ? "customerfields.edit" : "customerfields.new")}
      size={560}
      onClose={onClose}
      maskClosable={false}
      footer={
        <Button type="primary" loading={saving} onClick={() => form.submit()}>
          {t("common.save")}
        </Button>
      }
    >
      <Form<FieldForm>
        form={form}
        layout="vertical"
        initialValues={toForm(field)}
        onFinish={(values) => void send(values)}
      >
        {failure && <Alert type="error" showIcon title={failure} style={{ marginBottom: 12 }} />}
        <Row gutter={12}>
          <Col span={12}>
            <Form.Item name="zh" label={`${t("customerfields.name")} (${t("settings.in_zh")})`} rules={must}>
              <Input maxLength={100} autoFocus />
            </Form.Item>
          </Col>
          <Col span={12}>
            <Form.Item name="en" label={`${t("customerfields.name")} (${t("settings.in_en")})`} rules={must}>
              <Input maxLength={100} />
            </Form.Item>
          </Col>
        </Row>
        <Form.Item
          name="kind"
          label={t("customerfields.kind")}
          extra={field ? t("customerfields.kind_fixed") : undefined}
        >
          <Select
            disabled={field !== null}
            options={kinds.map((one) => ({ value: one, label: t(`customerfields.kinds.${one}`) }))}
          />
        </Form.Item>
        {choosing(kind) && (
          <Form.Item
            name="dictionary"
            label={t("customerfields.dictionary")}
            extra={own ? t("customerfields.own_options", { count: own }) : t("customerfields.dictionary_hint")}
            rules={own ? [] : must}
          >
            <Select
              allowClear={own > 0}
              options={dictionaries.map((one) => ({
                value: one.id,
                label: pickText(one.name, i18n.language),
              }))}
            />
          </Form.Item>
        )}
        {counting(kind) && (
          <Row gutter={12}>
            {(["min", "max"] as const).map((name) => (
              <Col key={name} span={12}>
                <Form.Item name={name} label={t(`customerfields.${name}`)}>
                  <InputNumber style={{ width: "100%" }} changeOnWheel={false} />
                </Form.Item>
              </Col>
            ))}
          </Row>
        )}
        {writing(kind) && (
          <Form.Item name="max_length" label={t("customerfields.max_length")}>
            <InputNumber style={{ width: "100%" }} min={1} max={kind === "text" ? 1000 : 50_000} precision={0} />
          </Form.Item>
        )}
        <Row gutter={12}>
          <Col span={12}>
            <Form.Item name="categories" label={t("customerfields.categories")} extra={t("customerfields.all_hint")}>
              <Select mode="multiple" options={categories.options} />
            </Form.Item>
          </Col>
          <Col span={12}>
            <Form.Item name="kinds" label={t("customerfields.kinds_for")} extra={t("customerfields.all_hint")}>
              <Select
                mode="multiple"
                options={CUSTOMER_KINDS.map((one) => ({ value: one, label: t(`customerfields.customer_kind.${one}`) }))}
              />
            </Form.Item>
          </Col>
        </Row>
        <Form.Item name="rule" label={t("customerfields.must")}>
          <Radio.Group options={rules.map((rule) => ({ value: rule, label: t(`customerfields.rule.${rule}`) }))} />
        </Form.Item>
        <RequiredRule />
        <Form.Item name="show" label={t("customerfields.shown")}>
          <Select
            mode="multiple"
            options={PLACES.map((place) => ({ value: place, label: t(`customerfields.place.${place}`) }))}
          />
        </Form.Item>
        <Row gutter={12}>
          {(["zh", "en"] as const).map((language) => (
            <Col key={language} span={12}>
              <Form.Item
                name={`help_${language}`}
                label={`${t("customerfields.help")} (${t(`settings.in_${language}`)})`}
                extra={t("customerfields.help_hint")}
              >
                <Input maxLength={100} />
              </Form.Item>
            </Col>
          ))}
        </Row>
      </Form>
    </Drawer>
  );
}
