import { useTranslation } from "react-i18next";
import { formatDateTime, pickText } from "@/shared/format";
import type { Choice } from "@/shared/schema/context";
import type { Resource } from "../resources";

const INSTANT = /^\d{4}-\d\d-\d\dT/;

interface Props {
  resource: Resource;
  name: string;
  value: unknown;
  choices: readonly Choice[] | undefined;
}

/** A value in a list, in the words of the page. */
export function Cell({ resource, name, value, choices }: Props) {
  const { t, i18n } = useTranslation();
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
  if (typeof value === "number") return value;
  const called = (one: unknown) => choices?.find((choice) => choice.value === one)?.label ?? String(one);
  if (Array.isArray(value)) return value.map(called).join(", ");
  if (choices) return called(value);
  if (typeof value === "object") return pickText(value as Record<string, string>, i18n.language);
  const text = String(value);
  if (INSTANT.test(text)) return formatDateTime(Date.parse(text), i18n.language);
  return t([`settings.${resource.room}.${name}_${text}`, `settings.choices.${text}`], { defaultValue: text });
}
