import { Alert, App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { FormDrawer } from "@/features/admin/components/FormDrawer";
import { errorText } from "@/shared/errorText";
import { Affected } from "@/shared/impact/Affected";
import { Form } from "@/shared/schema/context";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { type Field, fieldsOf } from "@/shared/schema/shape";
import { useSchemas } from "@/shared/schema/useSchemas";
import { DraftFound } from "@/shared/ui/DraftFound";
import { Loading } from "@/shared/ui/Loading";
import { VersionsLink } from "@/shared/ui/VersionsLink";
import { useChoices, useSave } from "../api";
import { formFields, idOf, type Row } from "../model";
import { kindOf, type Resource } from "../resources";
import { useForm } from "../useForm";

interface Props {
  resource: Resource;
  row: Row | "new" | null;
  onClose: () => void;
  onSaved: (answer: Row) => void;
}

const FORM = "resource";

/** A thing as it was when its form was opened, whatever the list reads meanwhile: a change says what it was made from. */
function useHeld(resource: Resource, row: Row | "new" | null): Row | "new" | null {
  const [held, setHeld] = useState(row);
  const keyOf = (one: typeof row) => (one === null || one === "new" ? one : `id ${idOf(resource, one)}`);
  if (keyOf(row) === keyOf(held)) return held;
  setHeld(row);
  return row;
}

export function ResourceDrawer({ resource, row: now, onClose, onSaved }: Props) {
  const { t } = useTranslation();
  const row = useHeld(resource, now);
  const before = row === "new" ? null : row;
  const save = useSave(resource, before);
  const close = () => {
    save.reset();
    onClose();
  };
  return (
    <FormDrawer
      title={t(row === "new" ? "settings.new" : "settings.edit")}
      open={row !== null}
      onClose={close}
      form={FORM}
      saving={save.isPending}
      note={
        before && (
          <>
            <Affected kind={kindOf(resource)} id={idOf(resource, before)} />
            <VersionsLink ident={idOf(resource, before)} />
          </>
        )
      }
      size={760}
    >
      {row !== null && <Body resource={resource} before={before} save={save} onSaved={onSaved} />}
    </FormDrawer>
  );
}

interface BodyProps {
  resource: Resource;
  before: Row | null;
  save: ReturnType<typeof useSave>;
  onSaved: (answer: Row) => void;
}

function Body(props: BodyProps) {
  const { t } = useTranslation();
  const { resource, before } = props;
  const schemas = useSchemas();
  if (schemas.error) return <Alert type="error" title={t("settings.schema_failed")} />;
  if (!schemas.data) return <Loading />;
  const shapeName = before === null ? resource.body : (resource.changed ?? resource.body);
  const fields = formFields(resource, fieldsOf(schemas.data[shapeName] ?? {}, schemas.data), before === null);
  return <Fields {...props} fields={fields} />;
}

/** What is typed outlives a reload. */
function Fields({ resource, before, save, onSaved, fields }: BodyProps & { fields: readonly Field[] }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const choices = useChoices(resource.choices);
  const form = useForm(resource, before, fields);
  const text = save.error ? errorText(save.error, t, i18n.language) : "";
  const field = save.error instanceof ApiError ? (save.error.field ?? "") : "";

  return (
    <form
      id={FORM}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(form.value, {
          onSuccess: (answer) => {
            form.drop();
            void message.success(t("settings.saved"));
            onSaved(answer ?? {});
          },
        });
      }}
    >
      {form.found && <DraftFound onDrop={form.drop} />}
      {text && <Alert type="error" showIcon title={text} style={{ marginBottom: 16 }} />}
      <Form value={{ words: `settings.${resource.room}`, choices, refused: field ? { field, text } : null }}>
        <SchemaFields fields={fields} value={form.value} onChange={form.change} />
      </Form>
    </form>
  );
}
