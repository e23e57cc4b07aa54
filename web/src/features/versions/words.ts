import { useTranslation } from "react-i18next";
import { useAuditWords } from "@/features/audit/words";
import { useQueueName } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { useSkillNames } from "./api";
import type { Version } from "./model";

/** What a kind of settings, and one of its things, is called. */
export function useVersionWords() {
  const { t, i18n } = useTranslation();
  const part = (name: string) => t([`versions.beside.${name}`, `configfile.parts.${name}`], { defaultValue: name });
  const thing = (row: Pick<Version, "part" | "ident" | "name_zh" | "name_en">) =>
    row.part === "settings"
      ? t([`configfile.settings.${row.ident}`], { defaultValue: row.ident })
      : pickText({ zh: row.name_zh, en: row.name_en }, i18n.language) || row.ident;
  return { part, thing };
}

/** What the last step of a place within a thing of a kind is called, and what stands there. `skills`: by their names. */
export function usePlaceWords(skills: boolean) {
  const { t, i18n } = useTranslation();
  const audit = useAuditWords();
  const queue = useQueueName();
  const skill = useSkillNames(skills);
  const step = (kind: string, path: readonly string[]): string => {
    const [top = "", second = ""] = path;
    if (kind === "agents" && path.length === 2) return top === "queues" ? queue(second) : skill(second);
    const name = path[path.length - 1] ?? "";
    const own = [`versions.fields.${kind}.${name}`];
    if (kind === "gateways") own.push(path.length > 1 ? `gateways.${top}_${name}` : `gateways.${name}`);
    const known = own.find((key) => i18n.exists(key));
    return known ? t([known], { defaultValue: name }) : audit.field(name);
  };
  const value = (kind: string, path: readonly string[], one: unknown) =>
    audit.value(one, 0, (name) => step(kind, [...path, name]));
  return { step, value };
}
