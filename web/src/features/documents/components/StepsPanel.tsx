import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleOutlined,
  RollbackOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime, pickText } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Panel } from "@/shared/ui/Panel";
import styles from "../documents.module.css";
import type { DocumentDetail, Step } from "../types";
import type { DocumentWords } from "../words";

const ICONS: Record<string, ReactNode> = {
  active: <SyncOutlined />,
  done: <CheckCircleFilled />,
  returned: <RollbackOutlined />,
  cancelled: <CloseCircleOutlined />,
};

/** The way that the document has gone, and where it is: each step with who had it, until when, and what came of it. */
export function StepsPanel({ document, words }: { document: DocumentDetail; words: DocumentWords }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("documents.process")}>
      <EventList
        items={document.steps.map((step) => ({
          key: step.id,
          icon: ICONS[step.state] ?? <ClockCircleOutlined />,
          content: <StepLine step={step} words={words} />,
        }))}
      />
    </Panel>
  );
}

function StepLine({ step, words }: { step: Step; words: DocumentWords }) {
  const { t, i18n } = useTranslation();
  const active = step.state === "active";
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language).slice(0, -3);
  return (
    <div className={active ? styles.here : undefined} aria-current={active ? "step" : undefined}>
      <strong>{pickText(step.name, i18n.language)}</strong>{" "}
      {active ? (
        <Tag color="blue">{t("documents.step.active")}</Tag>
      ) : (
        <span>{pickText(step.outcome_name, i18n.language) || t(`documents.step.${stateOf(step.state)}`)}</span>
      )}
      <div className={styles.small}>
        {active ? words.handler(step) : words.person(step.done_by) || t("documents.system")}
        {" · "}
        {at(active ? step.entered_at : step.done_at)}
      </div>
      {active && step.due_at && (
        <div className={styles.small}>
          {t("documents.due", { at: at(step.due_at) })}{" "}
          {step.overdue && <Tag color="red">{t("documents.overdue")}</Tag>}
        </div>
      )}
      {!active && step.overdue && <div className={styles.small}>{t("documents.was_overdue")}</div>}
      {step.remark && <div className={styles.said}>{step.remark}</div>}
    </div>
  );
}

const STATES = ["done", "returned", "moved", "cancelled"] as const;

function stateOf(state: string): (typeof STATES)[number] {
  return STATES.find((one) => one === state) ?? "moved";
}
