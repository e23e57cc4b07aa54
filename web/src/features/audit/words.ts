import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { partsOf } from "./model";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DEPTH = 3;

/** Actions, kinds, fields and values in the words of the pages; what has no word is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const queue = useQueueName();
  const { language } = i18n;

  const word = useCallback(
    (keys: string[], otherwise: string) => {
      const known = keys.find((key) => i18n.exists(key));
      return known ? t([known], { defaultValue: otherwise }) : otherwise;
    },
    [t, i18n],
  );
  const field = useCallback((name: string) => word([`audit.field.${name}`, `settings.fields.${name}`], name), [word]);
  const value = useCallback(
    (one: unknown, depth = 0, called: (name: string) => string = field): string => {
      if (one === null || one === undefined || one === "") return t("audit.nothing");
      if (typeof one === "boolean") return t(one ? "common.yes" : "common.no");
      if (typeof one === "number") return String(one);
      if (typeof one === "string") {
        if (INSTANT.test(one)) return formatDateTime(Date.parse(one), language);
        return person(one) || word([`audit.value.${one}`, `settings.choices.${one}`], queue(one) || one);
      }
      if (Array.isArray(one))
        return one.length === 0 ? t("audit.nothing") : one.map((each) => value(each, depth, called)).join("; ");
      const facts = one as Record<string, unknown>;
      if (typeof facts.zh === "string" || typeof facts.en === "string") return pickText(facts as never, language);
      const entries = Object.entries(facts);
      if (entries.length === 0) return t("audit.nothing");
      if (depth >= DEPTH) return "…";
      return entries.map(([name, each]) => `${called(name)}: ${value(each, depth + 1, called)}`).join(", ");
    },
    [t, language, person, queue, word, field],
  );
  const action = useCallback(
    (code: string) => {
      const [noun, verb] = partsOf(code);
      return word(
        [`audit.action.${code.replace(".", "_")}`],
        [word([`audit.noun.${noun}`], noun), word([`audit.verb.${verb}`], verb)].join(" · "),
      );
    },
    [word],
  );
  const kind = useCallback((code: string) => word([`audit.kind.${code}`], code), [word]);
  return { action, kind, field, value };
}
