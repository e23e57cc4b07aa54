import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { errorText } from "@/shared/errorText";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { CustomerPicker, UnitPicker } from "@/shared/fields/pickers";
import { pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import styles from "../documents.module.css";
import { editableFields, errorsBy, FIELD, sectionsOf, stranded, valuesOf } from "../model";
import type { DocumentDetail } from "../types";
import type { TypedState } from "../useTyped";

interface Props {
  document: DocumentDetail;
  typed: TypedState;
  saving: boolean;
  failure: unknown;
  onSave: () => void;
}

/** The document's own words and its form; what may be changed in this step can be typed into. */
export function FormPanel({ document, typed, saving, failure, onSave }: Props) {
  const { t, i18n } = useTranslation();
  const sections = sectionsOf(document);
  const open = new Set(document.edit);
  const said = failure ? errorText(failure, t, i18n.language) : "";
  const errors = errorsBy(failure instanceof ApiError ? failure.field : undefined, said);
  const placed = Object.keys(errors.fields).length > 0 || Object.keys(errors.own).some((name) => open.has(name));
  const now = (name: string) => (name in typed.typed ? typed.typed[name] : document[name as keyof DocumentDetail]);
  const text = (name: string) => String(now(name) ?? "");
  const item = (name: "title" | "content" | "customer_id" | "phone" | "unit_id") => ({
    id: `document-${name}`,
    label: t(`documents.column.${name}`),
    error: errors.own[name],
  });
  const blocked = typed.clashes.length > 0 || stranded(document, typed.typed).length > 0;

  return (
    <Panel title={t("documents.form")}>
      <Form layout="vertical" onFinish={onSave}>
        {failure && !placed ? <Alert type="error" showIcon title={said} style={{ marginBottom: 12 }} /> : null}
        {open.has("title") && (
          <FieldItem {...item("title")} required>
            <Input
              id="document-title"
              value={text("title")}
              maxLength={200}
              onChange={(event) => typed.set("title", event.target.value)}
            />
          </FieldItem>
        )}
        {open.has("content") ? (
          <FieldItem {...item("content")}>
            <Input.TextArea
              id="document-content"
              value={text("content")}
              maxLength={20_000}
              autoSize={{ minRows: 2, maxRows: 12 }}
              onChange={(event) => typed.set("content", event.target.value)}
            />
          </FieldItem>
        ) : (
          document.content && <p className={styles.said}>{document.content}</p>
        )}
        {open.has("customer_id") && (
          <FieldItem {...item("customer_id")}>
            <CustomerPicker
              id="document-customer_id"
              value={text("customer_id")}
              called={document.customer_name || document.phone}
              onChange={(id) => typed.set("customer_id", id)}
            />
          </FieldItem>
        )}
        {open.has("phone") && (
          <FieldItem {...item("phone")}>
            <Input
              id="document-phone"
              value={text("phone")}
              maxLength={64}
              inputMode="tel"
              onChange={(event) => typed.set("phone", event.target.value)}
            />
          </FieldItem>
        )}
        {open.has("unit_id") && (
          <FieldItem {...item("unit_id")}>
            <UnitPicker
              id="document-unit_id"
              value={text("unit_id")}
              called={pickText(document.names?.[`unit:${document.unit_id}`], i18n.language) || undefined}
              onChange={(id) => typed.set("unit_id", id ?? document.unit_id)}
            />
          </FieldItem>
        )}
        <FieldsForm
          sections={sections}
          values={valuesOf(document, typed.typed)}
          editable={editableFields(document)}
          errors={errors.fields}
          onChange={(code, value) => typed.set(FIELD + code, value)}
        />
        {open.size > 0 && (
          <div className={styles.bar}>
            <Button htmlType="submit" disabled={typed.untouched || blocked} loading={saving}>
              {t("common.save")}
            </Button>
            {!typed.untouched && (
              <>
                <Button type="text" onClick={typed.clear}>
                  {t("documents.discard")}
                </Button>
                <span className={styles.small}>{t("documents.unsaved")}</span>
              </>
            )}
          </div>
        )}
      </Form>
    </Panel>
  );
}
