import { Alert, Button, DatePicker, Form, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "@/api/clock";
import { ApiError } from "@/api/errors";
import { useUser } from "@/features/auth/useUser";
import { useDictionary } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { isEmpty, statesOf, visibleValues } from "@/shared/fields/conditions";
import { Surroundings } from "@/shared/fields/context";
import { fieldsOf } from "@/shared/fields/definitions";
import { FieldItem, FieldsForm } from "@/shared/fields/FieldsForm";
import { FileList, UploadButton } from "@/shared/fields/FileControl";
import { CustomerPicker, UnitPicker, UserPicker } from "@/shared/fields/pickers";
import { pickText } from "@/shared/format";
import { isoPicked, picked } from "@/shared/time/picked";
import { useCreateDocument, useDocumentTypes, useTypeDocument } from "../api";
import styles from "../documents.module.css";
import { choosableTypes, defaultsOf, entryFields, errorsBy, familyName, firstHandler, hasAppointments } from "../model";
import type { DocumentDetail, NewDocument } from "../types";
import type { Draft } from "../useKeptDraft";

interface Props {
  draft: Draft;
  onChange: (make: (before: Draft) => Draft) => void;
  /** What is known without being asked: the call, where it comes from. */
  given: Pick<NewDocument, "call_id" | "from_id" | "source" | "phone" | "customer_id">;
  /** In the desk the customer and his number are known. */
  beside?: boolean;
  submit: string;
  onSaved: (document: DocumentDetail) => void;
}

/** A document is entered: its type, its words, the form of its type. */
export function NewDocumentForm({ draft, onChange, given, beside, submit, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const types = useDocumentTypes();
  const words = useDictionary("ticket_type");
  const type = useTypeDocument(draft.type || undefined);
  const create = useCreateDocument();
  const [missing, setMissing] = useState<Record<string, string>>({});
  const sections = type.data?.form?.sections ?? [];
  const only = type.data ? entryFields(type.data) : "all";
  const values = { ...defaultsOf(sections), ...draft.fields };
  const customer = beside ? (given.customer_id ?? null) : draft.customer;
  const around = useMemo(() => ({ names: {}, customer }), [customer]);
  const user = useUser();
  const assignee = draft.assignee === undefined ? firstHandler(type.data, user.id) : draft.assignee;
  const said = create.error ? errorText(create.error, t, i18n.language) : "";
  const server = errorsBy(create.error instanceof ApiError ? create.error.field : undefined, said);
  const placed =
    Object.keys(server.fields).some((code) => only === "all" || only.has(code)) ||
    ["type", "title", "content", "phone", "customer_id", "unit_id", "assignee_id", "appointment_at"].some(
      (name) => name in server.own,
    );
  const errors = { ...server.fields, ...missing };
  const options = grouped(
    choosableTypes(types.data ?? [], words.options, (one) => pickText(one.name, i18n.language)),
    (family) => familyName(family, t),
  );
  const appointed = hasAppointments(type.data);
  const put = (change: Partial<Draft>) => onChange((before) => ({ ...before, ...change }));

  function problems(): Record<string, string> {
    const must = t("documents.must_fill");
    const found: Record<string, string> = {};
    if (!draft.type) found.type = must;
    if (draft.title.trim() === "") found.title = must;
    const definitions = fieldsOf(sections);
    const states = statesOf(definitions, values);
    for (const { code } of definitions) {
      const state = states.get(code);
      if (state?.visible && state.required && isEmpty(values[code])) found[code] = must;
    }
    return found;
  }

  function send(): void {
    const found = problems();
    setMissing(found);
    if (Object.keys(found).length > 0 || create.isPending) return;
    const shown = visibleValues(fieldsOf(sections), values);
    const entered = create.mutateAsync({
      ...given,
      type: draft.type,
      title: draft.title.trim(),
      content: draft.content,
      fields: Object.fromEntries(Object.entries(shown).filter(([, value]) => !isEmpty(value))),
      customer_id: customer,
      phone: beside ? (given.phone ?? "") : draft.phone,
      attachments: draft.files.map((file) => file.id),
      unit_id: draft.unit,
      appointment_at: appointed ? draft.appointment : null,
      assignee_id: assignee,
    });
    // Not by mutate's own callbacks: on the desk another call may be in front when the answer comes.
    entered.then(onSaved, () => undefined);
  }

  const id = (name: string) => `new-${name}`;
  return (
    <Surroundings value={around}>
      <Form layout="vertical" onFinish={send}>
        <FieldItem id={id("type")} label={t("documents.type")} required error={missing.type ?? server.own.type}>
          <Select<string, { value?: string; label: string }>
            id={id("type")}
            value={draft.type || undefined}
            placeholder={t("documents.type_choose")}
            options={options}
            loading={types.isPending}
            onChange={(code: string) => put({ type: code, fields: {} })}
          />
        </FieldItem>
        <FieldItem
          id={id("title")}
          label={t("documents.column.title")}
          required
          error={missing.title ?? server.own.title}
        >
          <Input
            id={id("title")}
            value={draft.title}
            maxLength={200}
            onChange={(event) => put({ title: event.target.value })}
          />
        </FieldItem>
        {!beside && (
          <>
            <FieldItem id={id("customer")} label={t("documents.column.customer_id")} error={server.own.customer_id}>
              <CustomerPicker
                id={id("customer")}
                value={draft.customer}
                called={t("documents.this_customer")}
                onChange={(chosen) => put({ customer: chosen })}
              />
            </FieldItem>
            <FieldItem id={id("phone")} label={t("documents.column.phone")} error={server.own.phone}>
              <Input
                id={id("phone")}
                value={draft.phone}
                maxLength={64}
                inputMode="tel"
                onChange={(event) => put({ phone: event.target.value })}
              />
            </FieldItem>
          </>
        )}
        <FieldItem id={id("content")} label={t("documents.column.content")} error={server.own.content}>
          <Input.TextArea
            id={id("content")}
            value={draft.content}
            maxLength={20_000}
            autoSize={{ minRows: 3, maxRows: 12 }}
            onChange={(event) => put({ content: event.target.value })}
          />
        </FieldItem>
        <FieldsForm
          prefix="new-"
          compact={beside}
          sections={sections}
          values={values}
          only={only === "all" ? undefined : only}
          editable="all"
          errors={errors}
          onChange={(code, value) =>
            onChange((before) => ({
              ...before,
              fields: {
                ...before.fields,
                [code]: typeof value === "function" ? value(before.fields[code]) : value,
              },
            }))
          }
        />
        {appointed && (
          <FieldItem id={id("appointment")} label={t("documents.appointment")} error={server.own.appointment_at}>
            <DatePicker
              id={id("appointment")}
              style={{ width: "100%" }}
              showTime={{ format: "HH:mm" }}
              format="YYYY-MM-DD HH:mm"
              minDate={picked(serverNow()) ?? undefined}
              value={picked(draft.appointment)}
              onChange={(chosen) => put({ appointment: chosen ? isoPicked(chosen.second(0)) : null })}
            />
          </FieldItem>
        )}
        <FieldItem id={id("files")} label={t("documents.files")}>
          <FileList
            files={draft.files}
            onRemove={(file) =>
              onChange((before) => ({ ...before, files: before.files.filter((one) => one.id !== file.id) }))
            }
          />
          <UploadButton
            id={id("files")}
            onUploaded={({ id: file, name, size }) =>
              onChange((before) => ({ ...before, files: [...before.files, { id: file, name, size }] }))
            }
          />
        </FieldItem>
        <FieldItem
          id={id("unit")}
          label={t("documents.unit")}
          help={t("documents.unit_help")}
          error={server.own.unit_id}
        >
          <UnitPicker id={id("unit")} value={draft.unit} onChange={(chosen) => put({ unit: chosen })} />
        </FieldItem>
        {!beside && (
          <FieldItem
            id={id("assignee")}
            label={t("documents.first_handler")}
            help={t("documents.first_handler_help")}
            error={server.own.assignee_id}
          >
            <UserPicker id={id("assignee")} value={assignee} onChange={(chosen) => put({ assignee: chosen })} />
          </FieldItem>
        )}
        {create.error && !placed ? <Alert type="error" showIcon title={said} style={{ marginBottom: 12 }} /> : null}
        <div className={beside ? undefined : styles.foot}>
          <Button type={beside ? "default" : "primary"} htmlType="submit" loading={create.isPending}>
            {submit}
          </Button>
        </div>
      </Form>
    </Surroundings>
  );
}

/** Types under the names of their families; one family needs none. */
function grouped(all: { value: string; label: string; family: string }[], name: (family: string) => string) {
  const families = [...new Set(all.map((one) => one.family))];
  const plain = (family: string) =>
    all.filter((one) => one.family === family).map(({ value, label }) => ({ value, label }));
  if (families.length <= 1) return all.map(({ value, label }) => ({ value, label }));
  return families.map((family) => ({ label: name(family), title: family, options: plain(family) }));
}
