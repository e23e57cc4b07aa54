import type { FormInstance } from "antd";
import { ApiError } from "@/api/errors";

/** Puts the server's refusal at the field that it names; false where the form has no such field. */
export function showAtField(
  form: FormInstance,
  error: unknown,
  text: string,
  names: Readonly<Record<string, string>> = {},
): boolean {
  if (!(error instanceof ApiError) || !error.field) return false;
  const wanted = names[error.field] ?? error.field;
  const name = wanted.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const known = Object.keys(form.getFieldsValue(true) as object);
  if (!known.includes(String(name[0]))) return false;
  form.setFields([{ name, errors: [text] }]);
  form.scrollToField(name, { block: "center" });
  return true;
}
