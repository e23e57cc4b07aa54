import { Alert, Button } from "antd";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Rules, Verdict } from "../model";
import styles from "../outbound.module.css";
import { DOT, spanOf, useWords, type Words } from "./words";

interface Props {
  verdict: Verdict;
  /** Whether unsaved rules were tried. */
  draft: boolean;
  rules: Rules;
  onScope: (scope: string) => void;
}

const REASONS = [
  "bad_number",
  "no_trunk",
  "no_route",
  "trunks_down",
  "trunks_busy",
  "blacklisted",
  "do_not_call",
  "not_allowed",
  "international",
  "premium",
  "hours",
  "velocity",
  "cost_cap",
] as const;
const LEFT_OUT = ["down", "full", "rate", "not_allowed", "hours", "cost_cap"] as const;

/** What was answered: the ways in their order with what is sent, or why it is refused and which rule says so. */
export function Answer({ verdict, draft, rules, onScope }: Props) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const detail = verdict.detail ?? "";
  const rule = rules.guards.find((one) => one.scope === detail);
  const said = verdict.price && Number(verdict.price) > 0;
  return (
    <div className={styles.answer}>
      <Alert
        type={verdict.allowed ? "success" : "error"}
        showIcon
        title={
          verdict.allowed
            ? t(verdict.emergency ? "outbound.goes_emergency" : "outbound.goes", { number: verdict.number })
            : reasonOf(verdict, words, t, i18n.language)
        }
      />
      {rule && (
        <Button size="small" onClick={() => onScope(rule.scope)}>
          {t("outbound.open_rule")}
        </Button>
      )}
      {verdict.attempts.length > 0 && (
        <ol className={styles.list}>
          {verdict.attempts.map((one) => (
            <li key={one.trunk}>
              {words.trunk(one.trunk)}
              <small className={styles.line}>
                {t("outbound.sent", { number: one.number })}
                {DOT}
                {one.caller_id ? t("outbound.sees", { number: one.caller_id }) : t("outbound.sees_trunk")}
              </small>
            </li>
          ))}
        </ol>
      )}
      {verdict.allowed && (
        <p className={styles.quiet}>
          {said
            ? t("outbound.price", {
                price: verdict.price ?? "",
                currency: verdict.currency ?? "",
                span: spanOf(verdict.interval ?? 60, t),
              })
            : t("outbound.no_rate")}
          {DOT}
          {verdict.max_seconds
            ? t("outbound.at_longest", { span: spanOf(verdict.max_seconds, t) })
            : t("outbound.no_longest")}
        </p>
      )}
      {Object.entries(verdict.trunks ?? {}).length > 0 && (
        <ul className={styles.list}>
          {Object.entries(verdict.trunks ?? {}).map(([trunk, why]) => (
            <li key={trunk}>
              {words.trunk(trunk)}: {leftOut(why, t)}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.quiet}>{t(draft ? "outbound.tried_draft" : "outbound.tried_saved")}</p>
    </div>
  );
}

function leftOut(why: string, t: TFunction): string {
  const known = LEFT_OUT.find((one) => one === why);
  return known ? t(`outbound.left_out.${known}`) : why;
}

/** The reason in the page's words; a code that is not known here in the server's. */
function reasonOf(
  { code, number, detail, message, message_zh }: Verdict,
  words: Words,
  t: TFunction,
  language: string,
) {
  const known = REASONS.find((one) => `outbound.${one}` === code);
  if (!known) return (language === "en" ? message : message_zh) || message || (code ?? "");
  const velocity = /^(\d+)\/(\d+) s$/.exec(detail ?? "");
  const what = velocity
    ? t("outbound.velocity_detail", { count: Number(velocity[1]), span: spanOf(Number(velocity[2]), t) })
    : (detail ?? "")
        .split(", ")
        .map((one) => (known === "hours" && !one.includes(":") ? words.hours(one) : words.scope(one)))
        .join(DOT);
  return t(`outbound.refused.${known}`, { number, detail: what });
}
