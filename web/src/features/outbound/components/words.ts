import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { personLabel, useDirectory } from "@/shared/directory";
import { pickText } from "@/shared/format";
import { peopleIn, useUnits } from "@/shared/units";
import { useAreaCode, useHours, useTrunks } from "../api";
import {
  type Change,
  type Danger,
  type Guard,
  KINDS,
  numbersOf,
  type Place,
  ROLES,
  type Route,
  scopeOf,
  type Trunk,
} from "../model";

/** Between the parts of an enumeration. */
export const DOT = " · ";

/** How long something is, in the largest unit that comes out even. */
export function spanOf(seconds: number, t: TFunction): string {
  for (const [unit, length] of [
    ["days", 86_400],
    ["hours", 3600],
    ["minutes", 60],
  ] as const)
    if (seconds % length === 0) return t(`outbound.span.${unit}`, { count: seconds / length });
  return t("outbound.span.seconds", { count: seconds });
}

/** How a trunk writes the numbers that it is given. */
export function spellingOf(trunk: Trunk, t: TFunction): string {
  const { shape = "national", mobile_zero = "never", strip = 0, prefix = "" } = trunk.format ?? {};
  const words: string[] = [t(`outbound.shape.${shape}`)];
  if ((shape === "national" || shape === "local") && mobile_zero !== "never")
    words.push(t(`outbound.mobile_zero.${mobile_zero}`));
  if (strip) words.push(t("outbound.strip", { count: strip }));
  if (prefix) words.push(t("outbound.add_prefix", { prefix }));
  return words.join(DOT);
}

/** The words for everything that rules name. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const { users, queues } = useDirectory();
  const units = useUnits();
  const trunks = useTrunks();
  const hours = useHours();
  const area = useAreaCode();
  const language = i18n.language;
  return useMemo(() => {
    const gone = (id: string) => t("outbound.gone", { id });
    const trunk = (id: string) => trunks.find((one) => one.id === id)?.name ?? gone(id);
    const calendar = (id: string) => {
      const found = hours.find((one) => one.id === id);
      return found ? pickText(found.name, language) : id;
    };
    const numbers = (prefix: string) => t(`outbound.numbers.${numbersOf(prefix, area)}`);
    const prefixed = (prefix: string) => t("outbound.prefixed", { prefix, numbers: numbers(prefix) });
    const line = (ids: readonly string[]) => ids.map(trunk).join(t("outbound.then"));

    function scope(text: string): string {
      const { kind, id } = scopeOf(text);
      const found = { agent: "", queue: "", unit: "", role: "", kind: "", campaign: id, trunk: trunk(id), company: "" };
      const user = users.find((one) => one.id === id);
      if (user) found.agent = personLabel(user);
      found.queue = pickText(queues.find((one) => one.id === id)?.name, language);
      const unit = units.find((one) => one.id === id);
      if (unit) found.unit = pickText({ zh: unit.name_zh, en: unit.name_en }, language);
      const role = ROLES.find((one) => one === id);
      if (role) found.role = t(`words.role.${role}`);
      const way = KINDS.find((one) => one === id);
      if (way) found.kind = t(`outbound.kind.${way}`);
      if (kind === "company") return t("outbound.scope.company");
      return t(`outbound.scope.${kind}`, { name: found[kind] || gone(id) });
    }

    /** Whom a rule of this scope touches. */
    function affected(text: string): string {
      const { kind, id } = scopeOf(text);
      if (kind === "unit") return t("outbound.affected.unit", { name: scope(text), count: peopleIn(units, [id]) });
      return t(`outbound.affected.${kind}`, { name: scope(text) });
    }

    /** What a guard says, one sentence for each part. */
    function guard(of: Guard, currency: string): string[] {
      const said: string[] = [];
      if (of.allow.length) said.push(t("outbound.guard.allow", { prefixes: of.allow.join(DOT) }));
      if (of.deny.length) said.push(t("outbound.guard.deny", { prefixes: of.deny.join(DOT) }));
      if (of.international !== null) said.push(t(`outbound.guard.abroad_${of.international ? "yes" : "no"}`));
      if (of.premium !== null) said.push(t(`outbound.guard.premium_${of.premium ? "yes" : "no"}`));
      if (of.hours) said.push(t("outbound.guard.hours", { hours: calendar(of.hours) }));
      if (of.cost_per_day !== null) {
        const key = scopeOf(of.scope).kind === "role" ? "cost_each" : "cost";
        said.push(t(`outbound.guard.${key}`, { amount: of.cost_per_day, currency }));
      }
      if (of.max_seconds !== null) said.push(t("outbound.guard.length", { span: spanOf(of.max_seconds, t) }));
      for (const one of of.velocity)
        said.push(t(`outbound.guard.${one.per}`, { count: one.count, span: spanOf(one.seconds, t) }));
      return said;
    }

    function value(change: Place, what: unknown, currency: string): string {
      if (what === undefined) return t("outbound.nothing");
      if (change.section === "routes") return line(what as Route["trunks"]);
      if (change.section === "guards") return guard(what as Guard, currency).join("; ") || t("outbound.nothing");
      if (change.section === "rates") {
        const { price, interval } = what as { price: string; interval: number };
        return t("outbound.price", { price, currency, span: spanOf(interval, t) });
      }
      if (typeof what === "boolean") return t(what ? "common.yes" : "common.no");
      return Array.isArray(what) ? what.join(DOT) || t("outbound.nothing") : String(what);
    }

    function named({ section, key }: Place): string {
      if (section === "routes" || section === "rates") return prefixed(key);
      if (section === "special") return t(`outbound.special.${key as "currency"}`);
      return scope(key);
    }

    /** A change in one line: what it is about, what it was, what it will be. A guard's parts that stay are left out. */
    function change(of: Change, currency: string): string {
      let [before, after] = [value(of, of.before, currency), value(of, of.after, currency)];
      if (of.section === "guards" && of.before && of.after) {
        const [old, now] = [guard(of.before as Guard, currency), guard(of.after as Guard, currency)];
        before = old.filter((one) => !now.includes(one)).join("; ") || t("outbound.nothing");
        after = now.filter((one) => !old.includes(one)).join("; ") || t("outbound.nothing");
      }
      const name = named(of);
      if (of.before === undefined) return t("outbound.change.added", { name, after });
      if (of.after === undefined) return t("outbound.change.removed", { name, before });
      return t("outbound.change.changed", { name, before, after });
    }

    function danger(of: Danger): string {
      if (of.kind === "no_trunk") return t("outbound.danger.no_trunk", { prefix: of.prefix });
      if (of.kind === "emergency_off") return t("outbound.danger.emergency_off");
      return t(`outbound.danger.${of.kind}`, { name: scope(of.scope) });
    }

    return { trunk, trunks, line, hours: calendar, numbers, prefixed, scope, affected, guard, named, change, danger };
  }, [t, language, users, queues, units, trunks, hours, area]);
}

export type Words = ReturnType<typeof useWords>;
