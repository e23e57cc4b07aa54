import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatMoment } from "@/shared/format";
import { ClashChoice, ClashLine } from "@/shared/ui/Clash";
import { FIELD, since, stranded } from "../model";
import type { DocumentDetail } from "../types";
import type { TypedState } from "../useTyped";
import type { DocumentWords } from "../words";

interface Props {
  document: DocumentDetail;
  typed: TypedState;
  words: DocumentWords;
  user: string;
}

/** What others did while something was being typed here. Nothing typed is lost: where both changed the same, one chooses. */
export function ClashNotice({ document, typed, words, user }: Props) {
  const { t, i18n } = useTranslation();
  const others = since(document, typed.version).filter((change) => change.created_by !== user);
  const lost = stranded(document, typed.typed);
  if (typed.untouched || (others.length === 0 && lost.length === 0)) return null;
  const last = others.at(-1);
  const value = (name: string, one: unknown) => <Value name={name} value={one} words={words} />;
  return (
    <>
      {last && (
        <Alert
          type={typed.clashes.length > 0 ? "warning" : "info"}
          showIcon
          title={t(typed.clashes.length > 0 ? "documents.clash" : "documents.changed_meanwhile", {
            who: words.person(last.created_by) || t("documents.system"),
            at: formatMoment(instant(last.created_at), Date.now(), i18n.language),
          })}
          description={typed.clashes.map((clash) => (
            <ClashChoice
              key={clash.name}
              label={words.label(clash.name)}
              theirs={value(clash.name, clash.theirs)}
              mine={value(clash.name, clash.mine)}
              onTheirs={() => typed.forget(clash.name)}
              onMine={() => typed.keepMine(clash.name)}
            />
          ))}
        />
      )}
      {lost.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("documents.stranded")}
          description={lost.map((name) => (
            <ClashLine key={name} label={words.label(name)}>
              <span>{value(name, typed.typed[name])}</span>
              <Button size="small" onClick={() => typed.forget(name)}>
                {t("documents.give_up")}
              </Button>
            </ClashLine>
          ))}
        />
      )}
    </>
  );
}

function Value({ name, value, words }: { name: string; value: unknown; words: DocumentWords }) {
  const field = words.fields.get(name.startsWith(FIELD) ? name.slice(FIELD.length) : name);
  const plain: FieldDefinition = { code: name, kind: "text", label: {} };
  const kinds: Record<string, FieldDefinition["kind"]> = { unit_id: "unit", customer_id: "customer", phone: "phone" };
  return <FieldValue field={field ?? { ...plain, kind: kinds[name] ?? "text" }} value={value} />;
}

export { Value as ChangeValue };
