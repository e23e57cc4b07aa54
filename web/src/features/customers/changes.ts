/** The history of a customer's record (crm/customers/history.py), in rows that can be read. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { type Product, productTitle } from "./parts";

export type Change = components["schemas"]["ChangeRow"];
export interface Row {
  name: string;
  before: unknown;
  after: unknown;
}

export const ACTIONS = [
  "create",
  "update",
  "merge",
  "unmerge",
  "relate",
  "unrelate",
  "product.create",
  "product.update",
  "product.delete",
  "import.create",
  "import.update",
  "import.undo",
] as const;
export const PAGE_SIZE = 10;
/** Nothing that somebody decided: they follow from calls and from other changes. */
const QUIET = new Set(["undo", "created_at", "last_contact_at", "last_served_at", "last_agent_id"]);
const REGION = ["region_zh", "region_en", "region_code"] as const;
const PARTS = ["name", "model", "serial", "barcode", "bought_on", "warranty_until", "note"] as const;

export function useChanges(customer: string, page: number) {
  return useQuery({
    queryKey: ["customer", customer, "changes", page],
    queryFn: () =>
      take(
        api.GET("/api/v1/customers/{id}/history", {
          params: { path: { id: customer }, query: { page, page_size: PAGE_SIZE } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

const pairOf = (value: unknown): [unknown, unknown] => (Array.isArray(value) ? [value[0], value[1]] : [null, value]);

/** What was changed, one value after the other. Own fields that were written as one stand for themselves. */
export function rowsOf(changes: Readonly<Record<string, unknown>>): Row[] {
  const region = REGION.filter((name) => name in changes);
  return Object.entries(changes).flatMap(([name, value]): Row[] => {
    const [before, after] = pairOf(value);
    if (QUIET.has(name)) return [];
    if (name === "addresses" && "address" in changes) return [];
    if (name === "fields") return differing("fields.", before, after);
    if (name === "product") return productRows(before, after);
    if ((REGION as readonly string[]).includes(name)) {
      const at = (place: 0 | 1) => {
        const found = region.map((one) => [one, pairOf(changes[one])[place]] as const).filter(([, text]) => text);
        return found.length > 0 ? Object.fromEntries(found) : null;
      };
      return name === region[0] ? [{ name: "region", before: at(0), after: at(1) }] : [];
    }
    return [{ name, before, after }];
  });
}

function differing(prefix: string, before: unknown, after: unknown): Row[] {
  const [old, now] = [before ?? {}, after ?? {}] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(now[key] ?? null))
    .map((key) => ({ name: prefix + key, before: old[key], after: now[key] }));
}

/** Of a changed product first which one it is. */
function productRows(before: unknown, after: unknown): Row[] {
  if (!before || !after) return differing("product.", before, after).sort(inOrder);
  const title = productTitle(after as Product);
  return [{ name: "product", before: null, after: title }, ...differing("product.", before, after).sort(inOrder)];
}

const place = ({ name }: Row) => (PARTS as readonly string[]).indexOf(name.slice("product.".length));
const inOrder = (one: Row, other: Row) => place(one) - place(other);
export const productPart = (name: string) => PARTS.find((one) => name === `product.${one}`);
