import type { FieldDefinition, Values } from "@/shared/fields/definitions";
import { FieldsForm } from "@/shared/fields/FieldsForm";

interface Props {
  fields: FieldDefinition[];
  disposition: string;
  values: Values;
  errors: Readonly<Record<string, string>>;
  onChange: (code: string, value: unknown) => void;
}

/** The queue's own form of the wrap-up. It stands on the desk with the other forms of a call's work, whose words have
 * been loaded with them. */
export function QueueForm({ fields, disposition, ...form }: Props) {
  return (
    <FieldsForm
      {...form}
      compact
      prefix="wrap-up-"
      sections={[{ code: "wrap_up", name: {}, fields }]}
      around={{ disposition }}
      editable="all"
    />
  );
}
