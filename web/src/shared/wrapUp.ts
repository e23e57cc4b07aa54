import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useDictionary } from "./dictionaries";
import type { FieldDefinition } from "./fields/definitions";
import { pickText } from "./format";

export interface WrapUpForm {
  /** What may be chosen: the queue's own results, else the company's. */
  options: { value: string; label: string }[];
  required: boolean;
  fields: FieldDefinition[];
  /** What a result asks for besides, in one line each. */
  extras: (disposition: string) => Extra[];
}

export interface Extra {
  name: string;
  label: string;
  required: boolean;
}

/** What is filled in after a call of this queue. */
export function useWrapUp(queue: string | null): WrapUpForm {
  const { i18n } = useTranslation();
  const company = useDictionary("disposition");
  const own = useQuery({
    enabled: queue !== null,
    queryKey: ["wrap-up", queue],
    staleTime: 60_000,
    queryFn: async () => {
      const params = { params: { path: { id: queue ?? "" } } };
      const [dispositions, form] = await Promise.all([
        take(api.GET("/api/v1/queues/{id}/dispositions", params)),
        take(api.GET("/api/v1/queues/{id}/wrap-up-form", params)),
      ]);
      return { dispositions, form };
    },
  });
  const dispositions = own.data?.dispositions ?? [];
  return {
    options:
      dispositions.length > 0
        ? dispositions.map((one) => ({ value: one.code, label: pickText(one.name, i18n.language) }))
        : company.options,
    required: own.data?.form.disposition_required ?? false,
    fields: (own.data?.form.fields ?? []) as FieldDefinition[],
    extras: (disposition) =>
      (dispositions.find((one) => one.code === disposition)?.fields ?? []).map(({ name, label, required }) => ({
        name,
        label: pickText(label, i18n.language),
        required: required === true,
      })),
  };
}

/** "form.where" → "where"; "disposition" and "fields.why" stay; null for what is no field of a wrap-up. */
export function wrapUpField(field: string | undefined): string | null {
  if (field === "disposition" || field?.startsWith("fields.")) return field;
  return /^form\.(\w+)/.exec(field ?? "")?.[1] ?? null;
}
