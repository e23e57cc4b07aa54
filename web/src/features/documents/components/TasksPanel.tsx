import { Button, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime, pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import type { Verb } from "../api";
import styles from "../documents.module.css";
import { activeSteps } from "../model";
import type { DocumentDetail, Outcome, Step } from "../types";
import type { TypedState } from "../useTyped";
import type { DocumentWords } from "../words";
import { ActDialog } from "./ActDialog";

interface Props {
  document: DocumentDetail;
  typed: TypedState;
  words: DocumentWords;
  onAct: (step: Step, outcome: Outcome, given: { remark: string; assignee: string | null }) => Promise<unknown>;
  onVerb: (verb: Verb, step: Step) => void;
}

/** What is to be done now: each active step with its handler and deadline; the outcomes are buttons for who may choose. */
export function TasksPanel({ document, typed, words, onAct, onVerb }: Props) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<[Step, Outcome] | null>(null);
  const steps = activeSteps(document);
  const waits = typed.clashes.length > 0;
  if (steps.length === 0) return null;
  return (
    <Panel title={t("documents.now")}>
      {steps.map((step) => (
        <div key={step.id} className={styles.step}>
          <div>
            <strong>{pickText(step.name, i18n.language)}</strong>
            <div className={styles.small}>
              {words.handler(step)}
              {step.due_at && (
                <>
                  {" · "}
                  {t("documents.due", { at: formatDateTime(instant(step.due_at), i18n.language).slice(0, -3) })}{" "}
                  {step.overdue && <Tag color="red">{t("documents.overdue")}</Tag>}
                </>
              )}
            </div>
          </div>
          <Space wrap>
            {step.may_claim && (
              <Button onClick={() => onVerb("claim", step)} title={t("documents.verb_help.claim")}>
                {t("documents.verb.claim")}
              </Button>
            )}
            {step.may_act &&
              step.outcomes?.map((outcome, index) => (
                <Button
                  key={outcome.code}
                  type={index === 0 ? "primary" : "default"}
                  disabled={waits}
                  onClick={() => setChosen([step, outcome])}
                >
                  {pickText(outcome.name, i18n.language)}
                </Button>
              ))}
            {step.returnable && (
              <Button danger onClick={() => onVerb("return", step)}>
                {t("documents.verb.return")}
              </Button>
            )}
          </Space>
        </div>
      ))}
      {chosen && (
        <ActDialog
          document={document}
          step={chosen[0]}
          outcome={chosen[1]}
          typed={typed}
          onAct={(given) => onAct(chosen[0], chosen[1], given)}
          onClose={() => setChosen(null)}
        />
      )}
    </Panel>
  );
}
