import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, take } from "@/api/client";
import { useSurroundings } from "./context";
import type { FileInfo } from "./FileControl";

/** Names of files that were sent from this page and belong to no record yet; they survive its being loaded anew. */
const KEY = "hotline.files";
const listeners = new Set<() => void>();
let uploaded: Record<string, FileInfo> = read();

function read(): Record<string, FileInfo> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Record<string, FileInfo>;
  } catch {
    return {};
  }
}

function remember({ id, name, size }: FileInfo): void {
  uploaded = { ...uploaded, [id]: { id, name, size } };
  sessionStorage.setItem(KEY, JSON.stringify(uploaded));
  for (const listener of [...listeners]) listener();
}

/** The files of the record that is shown, oldest first. */
export function useAttachments(owner: { kind: string; id: string } | undefined) {
  return useQuery({
    queryKey: ["attachments", owner?.kind, owner?.id],
    queryFn: () =>
      take(
        api.GET("/api/v1/attachments", {
          params: { query: { owner_kind: owner?.kind ?? "", owner_id: owner?.id ?? "" } },
        }),
      ),
    enabled: owner !== undefined,
  });
}

export function useFileNames(ids: readonly string[]): { known: FileInfo[]; remember: (file: FileInfo) => void } {
  const { owner } = useSurroundings();
  const stored = useAttachments(ids.length > 0 ? owner : undefined);
  const own = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => uploaded,
  );
  const all = new Map((stored.data ?? []).map((file) => [file.id, file as FileInfo]));
  return { known: ids.map((id) => all.get(id) ?? own[id] ?? { id, name: "…", size: 0 }), remember };
}
