import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useDirectory } from "@/shared/directory";
import { formatNumber } from "@/shared/number";

/** A match is no beginning of what is typed: the list would mark it by itself, and Enter choose it. */
const MATCH = "→";
const matchOf = (number: string): string => MATCH + number;

/** The number of a match in the list; null for a text that was typed. */
export function matchedNumber(value: string): string | null {
  return value.startsWith(MATCH) ? value.slice(MATCH.length) : null;
}

export interface DialMatch {
  label: string;
  options: { value: string; label: string }[];
}

const ENOUGH = 2;
const MOST = 6;

/** Colleagues and customers whose name or number has what was typed in it. */
export function useDialMatches(typed: string, enabled: boolean): DialMatch[] {
  const { t } = useTranslation();
  const wanted = useDeferredValue(typed.trim());
  const { users } = useDirectory();
  const asked = enabled && wanted.length >= ENOUGH;
  const customers = useQuery({
    queryKey: ["customers", { q: wanted, page_size: MOST }],
    queryFn: () => take(api.GET("/api/v1/customers", { params: { query: { q: wanted, page_size: MOST } } })),
    enabled: asked,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  if (!asked) return [];
  const word = wanted.toLowerCase();
  const colleagues = users
    .filter((user) => user.number !== null && `${user.number} ${user.name}`.toLowerCase().includes(word))
    .slice(0, MOST)
    .map((user) => ({ value: matchOf(user.number ?? ""), label: `${user.number} ${user.name}` }));
  const found = (customers.data?.items ?? []).flatMap((row) =>
    row.phones.slice(0, 2).map(({ number }) => ({
      value: matchOf(number),
      label: [row.name || t("desk.unnamed"), formatNumber(number)].join(" "),
    })),
  );
  return [
    { label: t("desk.colleagues"), options: colleagues },
    { label: t("desk.customers"), options: found },
  ].filter((group) => group.options.length > 0);
}
