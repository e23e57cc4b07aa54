import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";

export type DictionaryName =
  | "ticket_type"
  | "disposition"
  | "customer_source"
  | "customer_category"
  | "customer_level"
  | "break_reason"
  // those of administrators' own
  | (string & {});

export interface DictionaryWords {
  options: { value: string; label: string }[];
  /** A code's name, or the code itself when the dictionary does not have it. */
  nameOf: (code: string) => string;
}

/** One of the company's dictionaries in the page's language. */
export function useDictionary(dictionary: DictionaryName): DictionaryWords {
  const { i18n } = useTranslation();
  const all = useQuery({
    queryKey: ["dictionaries"],
    queryFn: () => take(api.GET("/api/v1/dictionaries")),
    staleTime: 5 * 60_000,
  });
  const english = i18n.language === "en";
  const entries = (all.data ?? []).filter((entry) => entry.dictionary === dictionary);
  const name = (entry: { name_zh: string; name_en: string }) => (english ? entry.name_en : entry.name_zh);
  return {
    options: entries.filter((entry) => entry.active).map((entry) => ({ value: entry.code, label: name(entry) })),
    nameOf: (code) => {
      const found = entries.find((entry) => entry.code === code);
      return found ? name(found) : code;
    },
  };
}

/** The dictionaries there are: to choose one from. */
export function useDictionaryNames() {
  const query = useQuery({
    queryKey: ["dictionary-names"],
    queryFn: () => take(api.GET("/api/v1/dictionary-names")),
  });
  return query.data ?? [];
}
