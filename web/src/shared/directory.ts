import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Directory } from "@/api/types";
import { pickText } from "./format";

const EMPTY: Directory = { users: [], queues: [], flows: [] };

/** Colleagues and queues: names for the ids in calls, tickets and live views. */
export function useDirectory(): Directory {
  const query = useQuery({
    queryKey: ["directory"],
    queryFn: () => take(api.GET("/api/v1/directory")),
    staleTime: 60_000,
  });
  return query.data ?? EMPTY;
}

type Person = Directory["users"][number];

/** A colleague's number and name. */
export const personLabel = (user: Person) => [user.number, user.name].filter(Boolean).join(" ");

/** Colleagues to choose from, by their ids. */
export function usePeople(): { value: string; label: string }[] {
  const { users } = useDirectory();
  return useMemo(() => users.map((user) => ({ value: user.id, label: personLabel(user) })), [users]);
}

type NameOf = (id: string | null | undefined) => string;

/** A colleague's number and name by his id; nothing for an id that is not known. */
export function usePerson(): NameOf {
  const { users } = useDirectory();
  const names = useMemo(() => new Map(users.map((user) => [user.id, personLabel(user)])), [users]);
  return useCallback((id) => (id ? (names.get(id) ?? "") : ""), [names]);
}

/** A queue's name in the page's language; its id where the name is not known. */
export function useQueueName(): NameOf {
  const { i18n } = useTranslation();
  const { queues } = useDirectory();
  const names = useMemo(() => new Map(queues.map((queue) => [queue.id, queue.name])), [queues]);
  return useCallback((id) => (id ? pickText(names.get(id), i18n.language) || id : ""), [names, i18n.language]);
}
