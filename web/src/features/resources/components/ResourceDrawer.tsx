import { Alert, App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { FormDrawer } from "@/features/admin/components/FormDrawer";
import { errorText } from "@/shared/errorText";
import { Form } from "@/shared/schema/context";
import { SchemaFields } from "@/shared/schema/SchemaFields";
import { blankGroup, fieldsOf, known } from "@/shared/schema/shape";
import { useSchemas } from "@/shared/schema/useSchemas";
import { Loading } from "@/shared/ui/Loading";
import { useChoices, useSave } from "../api";
import { formFields, type Row } from "../model";
import type { Resource } from "../resources";

interface Props {
  resource: Resource;
  row: Row | "new" | null;
  onClose: () => void;
  onSaved: (answer: Row) => void;
}

const FORM = "resource";

export function ResourceDrawer({ resource, row, onClose, onSaved }: Props) {
  const { t } = useTranslation();
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

function Body({ resource, before, save, onSaved }: BodyProps) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const schemas = useSchemas();
  const choices = useChoices(resource.choices);
  const [given, setGiven] = useState<Row | null>(null);
  if (schemas.error) return <Alert type="error" title={t("settings.schema_failed")} />;
  if (!schemas.data) return <Loading />;
  const shapeName = before === null ? resource.body : (resource.changed ?? resource.body);
  const fields = formFields(resource, fieldsOf(schemas.data[shapeName] ?? {}, schemas.data), before === null);
  const value = given ?? (before ? known(fields, before) : blankGroup(fields));
  const text = save.error ? errorText(save.error, t, i18n.language) : "";
  const field = save.error instanceof ApiError ? (save.error.field ?? "") : "";

  return (
    <form
      id={FORM}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(value, {
          onSuccess: (answer) => {
            void message.success(t("settings.saved"));
            onSaved(answer ?? {});
          },
        });
      }}
    >
      {text && <Alert type="error" showIcon title={text} style={{ marginBottom: 16 }} />}
      <Form value={{ words: `settings.${resource.room}`, choices, refused: field ? { field, text } : null }}>
        <SchemaFields fields={fields} value={value} onChange={setGiven} />
      </Form>
    </form>
  );
}
