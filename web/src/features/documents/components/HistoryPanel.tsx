import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { STATES } from "@/features/visits/model";
import { ticketStatus } from "@/shared/codeWords";
import { formatDateTime, pickText } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Panel } from "@/shared/ui/Panel";
import { VERBS } from "../api";
import styles from "../documents.module.css";
import type { Change, DocumentDetail } from "../types";
import type { DocumentWords } from "../words";
import { ChangeValue } from "./ClashNotice";

const ACTIONS = [
  "create",
  "update",
  "act",
  ...VERBS,
  "merged",
  "link",
  "unlink",
  "files",
  "unassigned",
  "left",
  "outlet",
  "overdue",
  "timer",
  "trigger",
  "trigger_failed",
  "triggers_stopped",
  "created",
  "call_back",
  "sent",
  "certified",
  "survey",
] as const;

/** Everything that was ever done to it, newest first. */
export function HistoryPanel({ document, words }: { document: DocumentDetail; words: DocumentWords }) {
  const { t, i18n } = useTranslation();
  return (
    <Panel title={t("documents.history")}>
      <EventList
        items={[...document.history].reverse().map((change) => ({
          key: change.id,
          content: (
            <>
              <small>
                {formatDateTime(instant(change.created_at), i18n.language)}
                {" · "}
                {words.person(change.created_by) || t("documents.system")}
              </small>
              <div>
                <strong>{t(`documents.did.${ACTIONS.find((one) => one === change.action) ?? "other"}`)}</strong>{" "}
                <Subject change={change} document={document} />
              </div>
              <Details change={change} words={words} />
              {change.remark && <div className={styles.said}>{change.remark}</div>}
            </>
          ),
        }))}
      />
    </Panel>
  );
}

const pair = (value: unknown): [unknown, unknown] => (Array.isArray(value) ? [value[0], value[1]] : [null, value]);

/** The step that was done and its outcome, or the number of the document that came of it. */
function Subject({ change, document }: { change: Change; document: DocumentDetail }) {
  const { i18n } = useTranslation();
  if (change.changes.survey) return <Asked change={change} document={document} />;
  const [first, second] = pair(change.changes.step);
  const step = document.steps.find((one) => one.node === (first ?? second));
  if (!step) return null;
  const done = document.steps.find((one) => one.node === first && one.outcome === second);
  return (
    <span>
      {[pickText(step.name, i18n.language), done && pickText(done.outcome_name, i18n.language)]
        .filter(Boolean)
        .join("\uff1a")}
    </span>
  );
}

const names = (files: unknown): string => (Array.isArray(files) ? files.join(" · ") : "");

/** The questionnaire, and what came of asking it. */
function Asked({ change, document }: { change: Change; document: DocumentDetail }) {
  const { t, i18n } = useTranslation();
  const id = pair(change.changes.survey)[1];
  const result = STATES.find((one) => one === pair(change.changes.result)[1]);
  const survey = document.surveys?.find((one) => one.questionnaire_id === id);
  return (
    <span>
      {[survey && pickText(survey.questionnaire, i18n.language), result && t(`words.visit_state.${result}`)]
        .filter(Boolean)
        .join("\uff1a")}
    </span>
  );
}

const QUIET = new Set([
  "survey",
  "result",
  "step",
  "trigger",
  "urged",
  "node",
  "supervised_by",
  "error_en",
  "message",
  "by",
]);

function Details({ change, words }: { change: Change; words: DocumentWords }) {
  const { t, i18n } = useTranslation();
  const other = "why_zh" in change.changes ? (i18n.language.startsWith("zh") ? "why" : "why_zh") : "";
  const rows = Object.entries(change.changes).filter(([name]) => !QUIET.has(name) && name !== other);
  if (rows.length === 0) return null;
  const moment = (value: unknown) => (typeof value === "string" ? formatDateTime(instant(value), i18n.language) : "–");
  return (
    <ul className={styles.changes}>
      {rows.map(([name, value]) => {
        const [before, after] = pair(value);
        switch (name) {
          case "status":
            return (
              <li key={name}>
                {[before, after]
                  .filter(Boolean)
                  .map((code) => ticketStatus(String(code), t))
                  .join(" → ")}
              </li>
            );
          case "handler":
            return after ? <li key={name}>{t("documents.to_whom", { whom: words.person(String(after)) })}</li> : null;
          case "unit":
          case "outlet":
            return after ? (
              <li key={name}>{t("documents.to_whom", { whom: words.name("unit", String(after)) })}</li>
            ) : null;
          case "due_at":
          case "appointment_at":
            return (
              <li key={name}>
                {moment(before)} → {moment(after)}
              </li>
            );
          case "document":
          case "customer":
            return <li key={name}>{words.name(name, String(after ?? before))}</li>;
          case "call":
            return null;
          case "files":
            return (
              <li key={name}>
                {names(before) && <del>{names(before)}</del>}
                {names(after)}
              </li>
            );
          default:
            if (name.startsWith("fields.") || ["title", "content", "customer_id", "phone", "unit_id"].includes(name))
              return (
                <li key={name}>
                  {words.label(name)}
                  {": "}
                  <del>
                    <ChangeValue name={name} value={before} words={words} />
                  </del>
                  {" → "}
                  <ChangeValue name={name} value={after} words={words} />
                </li>
              );
            return typeof after === "string" || Array.isArray(value) ? (
              <li key={name}>
                {[value]
                  .flat()
                  .filter((one) => typeof one === "string")
                  .join(", ")}
              </li>
            ) : null;
        }
      })}
    </ul>
  );
}
