import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { components } from "@/api/schema";
import { pickText } from "@/shared/format";
import type { Choice } from "@/shared/schema/context";
import { textOf } from "./csv";
import { type Row, toSend } from "./model";
import type { Resource, Source } from "./resources";

/** The client by an address that is only known at run time; the form's shape comes from the same description. */
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Loose = (path: string, init?: unknown) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export function send<T>(method: Method, path: string, init: { body?: unknown; query?: Row } = {}): Promise<T> {
  const call = api[method] as unknown as Loose;
  return take(call(`/api/v1${path}`, { body: init.body, params: { query: init.query } })) as Promise<T>;
}

const address = (resource: Resource, id: string) => `${resource.path}/${encodeURIComponent(id)}`;

export interface Rows {
  items: Row[];
  total: number;
}

export function useRows(resource: Resource, page: number, q: string) {
  return useQuery({
    queryKey: ["admin", resource.room, page, q],
    queryFn: async (): Promise<Rows> => {
      const answer = await send<Row[] | Rows>(
        "GET",
        resource.path,
        resource.paged ? { query: { page, ...(q ? { q } : {}) } } : {},
      );
      return Array.isArray(answer) ? { items: answer, total: answer.length } : answer;
    },
    placeholderData: keepPreviousData,
  });
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["admin"] });
      void client.invalidateQueries({ queryKey: ["directory"] });
      void client.invalidateQueries({ queryKey: ["flow-editor", "kinds"] });
    },
  });
}

export const useSave = (resource: Resource, before: Row | null) =>
  useChange((after: Row) => {
    const { id, body } = toSend(resource, before, after);
    if (resource.change === "put") return send<Row>("PUT", address(resource, id), { body });
    return before === null
      ? send<Row>("POST", resource.path, { body })
      : send<Row>("PATCH", address(resource, id), { body });
  });

export const useRemove = (resource: Resource) => useChange((id: string) => send<void>("DELETE", address(resource, id)));

export const useHolidays = () =>
  useChange(({ id, year }: { id: string; year: number }) =>
    take(api.POST("/api/v1/hours/{id}/holidays", { params: { path: { id } }, body: { year, replace: false } })),
  );

/** A new token for a workstation; the old one is worth nothing any more. */
export const useRenewToken = () =>
  useChange((id: string) => take(api.POST("/api/v1/workstations/{id}/token", { params: { path: { id } } })));

type ListImport = components["schemas"]["crm__outside__lists__ImportBody"];

export const useImportLists = () =>
  useChange(async ({ file, ...body }: Omit<ListImport, "csv"> & { file: Blob }) =>
    take(api.POST("/api/v1/number-lists/import", { body: { ...body, csv: await textOf(file) } })),
  );

export type DoneImport = components["schemas"]["ListImportRow"];

/** Files that were taken into the lists of numbers and can be taken back, and those that were; the latest first. */
export const useListImports = (page: number, page_size: number) =>
  useQuery({
    queryKey: ["admin", "list-imports", page, page_size],
    queryFn: () => take(api.GET("/api/v1/number-lists/imports", { params: { query: { page, page_size } } })),
    placeholderData: keepPreviousData,
  });

export const useUndoListImport = () =>
  useChange((id: string) => take(api.POST("/api/v1/number-lists/imports/{id}/undo", { params: { path: { id } } })));

const SOURCES: Record<string, { path: string; list: (answer: never) => Row[] }> = {
  queues: { path: "/directory", list: (answer: { queues: Row[] }) => answer.queues },
  flows: { path: "/directory", list: (answer: { flows: Row[] }) => answer.flows },
  users: { path: "/directory", list: (answer: { users: Row[] }) => answer.users },
  agents: {
    path: "/directory",
    list: (answer: { users: Row[] }) => answer.users.filter((user) => Boolean(user.number)),
  },
  music: { path: "/music", list: (answer: Row[]) => answer },
  hours: { path: "/hours", list: (answer: Row[]) => answer },
  skills: { path: "/skills", list: (answer: Row[]) => answer },
  units: { path: "/units", list: (answer: Row[]) => answer },
  trunks: { path: "/trunks", list: (answer: Row[]) => answer },
  devices: { path: "/devices", list: (answer: Row[]) => answer },
  roles: { path: "/roles", list: (answer: Row[]) => answer },
  positions: { path: "/positions", list: (answer: Row[]) => answer },
  functions: { path: "/functions", list: (answer: Row[]) => answer },
};

/** What may be chosen in each field of a form. */
export function useChoices(choices: Readonly<Record<string, Source>>): Record<string, Choice[]> {
  const { i18n } = useTranslation();
  const sources = [...new Set(Object.values(choices))];
  const answers = useQueries({
    queries: sources.map((source) => ({
      queryKey: ["admin", "choices", source],
      queryFn: async (): Promise<Row[]> => {
        const [kind, dictionary] = source.split(":");
        if (kind === "dictionary") return send<Row[]>("GET", "/dictionaries", { query: { dictionary } });
        const known = SOURCES[source];
        return known ? known.list((await send("GET", known.path)) as never) : [];
      },
    })),
  });
  const found = new Map(sources.map((source, index) => [source, answers[index]?.data ?? []]));
  return Object.fromEntries(
    Object.entries(choices).map(([field, source]) => [
      field,
      (found.get(source) ?? []).map((row) => choiceOf(row, i18n.language)),
    ]),
  );
}

function choiceOf(row: Row, language: string): Choice {
  const value = String(row.code ?? row.id);
  const name = row.name ?? { zh: row.name_zh, en: row.name_en };
  const label = pickText(name as Record<string, string> | string, language);
  const number = row.number ? `${String(row.number)} ` : "";
  // The administrator's own ids help him to tell queues and flows apart; those that the server made help nobody.
  const id = row.name_zh === undefined && value.length <= 20 ? ` (${value})` : "";
  return { value, label: label && label !== value ? `${number}${label}${id}` : value };
}
