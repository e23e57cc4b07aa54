import { lazy, Suspense } from "react";
import { allWords } from "@/i18n";
import type { FieldDefinition, Values } from "@/shared/fields/definitions";

const FieldsForm = lazy(async () => {
  const [part] = await Promise.all([import("@/shared/fields/FieldsForm"), allWords()]);
  return { default: part.FieldsForm };
});

interface Props {
  fields: FieldDefinition[];
  disposition: string;
  values: Values;
  errors: Readonly<Record<string, string>>;
  onChange: (code: string, value: unknown) => void;
}

/** The queue's own form of the wrap-up; it comes with its words when a queue has one. */
export function QueueForm({ fields, disposition, ...form }: Props) {
  return (
    <Suspense>
      <FieldsForm
        {...form}
        compact
        prefix="wrap-up-"
        sections={[{ code: "wrap_up", name: {}, fields }]}
        around={{ disposition }}
        editable="all"
      />
    </Suspense>
  );
}
