import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { type Comparison, OPERATORS, readCondition } from "@/shared/fields/comparisons";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { FieldValue } from "@/shared/fields/FieldValue";
import { formatDateTime, pickText } from "@/shared/format";
import { Facts } from "@/shared/ui/Facts";
import { useUnitName } from "@/shared/units";
import type { Rule } from "../model";
import { useRuleFields } from "./useRuleFields";

/** A rule in words. */
export function RuleText({ rule }: { rule: Rule }) {
  const { t, i18n } = useTranslation();
  const fields = useRuleFields(rule.source);
  const read = readCondition(rule.where);
  const moment = (at: string | null | undefined) =>
    at ? formatDateTime(instant(at), i18n.language).slice(0, -3) : "…";
  const amount = rule.share ? `${rule.share}%` : rule.size ? String(rule.size) : t("visitbatches.amount.all");
  return (
    <Facts
      items={[
        { label: t("visitbatches.source_label"), value: t(`visitbatches.source.${rule.source}`) },
        ...(rule.closed_from || rule.closed_to
          ? [{ label: t("visitbatches.closed"), value: `${moment(rule.closed_from)} – ${moment(rule.closed_to)}` }]
          : []),
        ...(rule.where
          ? [
              {
                label: t("visitbatches.where"),
                value: read
                  ? read.parts.map((part, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a comparison is where it stands
                      <div key={at}>
                        {at > 0 && `${t(read.any ? "visitbatches.or" : "visitbatches.and")} `}
                        <Part part={part} field={fields.find((one) => one.code === part.field)} />
                      </div>
                    ))
                  : t("fields.condition.complex"),
              },
            ]
          : []),
        { label: t("visitbatches.rest_days"), value: <span className="figure">{rule.rest_days}</span> },
        { label: t("visitbatches.amount_label"), value: amount },
      ]}
    />
  );
}

function Part({ part, field }: { part: Comparison; field: FieldDefinition | undefined }) {
  const { t, i18n } = useTranslation();
  const unit = useUnitName();
  const is = OPERATORS.find((one) => one === part.is);
  const value =
    field?.kind === "unit" ? unit(String(part.value)) : field && <FieldValue field={field} value={part.value} />;
  return (
    <>
      {pickText(field?.label, i18n.language) || part.field} {is && t(`fields.is.${is}`)}{" "}
      {part.value !== undefined && value}
    </>
  );
}
