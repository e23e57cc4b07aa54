import type { BoxKind } from "@/api/types";

/** What the settings take for these wishes: every kind that is heard or not is named, whatever it comes with. */
export function wishes(kinds: readonly Pick<BoxKind, "kind" | "sound" | "muted">[]): {
  muted: string[];
  loud: string[];
  silent: string[];
} {
  const names = (wanted: (kind: (typeof kinds)[number]) => boolean) => kinds.filter(wanted).map(({ kind }) => kind);
  return {
    muted: names((kind) => kind.muted),
    loud: names((kind) => kind.sound),
    silent: names((kind) => !kind.sound),
  };
}
