import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { percentOf, STATE_COLOURS, type State, type Visit } from "../model";

export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation();
  return <Tag color={STATE_COLOURS[state]}>{t(`words.visit_state.${state}`)}</Tag>;
}

/** Whether the customer was satisfied, with the percentage; nothing where the answers do not count. */
export function ScoreTag({ visit }: { visit: Pick<Visit, "score" | "most" | "satisfied"> }) {
  const { t } = useTranslation();
  const percent = percentOf(visit);
  if (percent === null || visit.satisfied === null) return null;
  return (
    <Tag color={visit.satisfied ? "green" : "red"}>
      {t(visit.satisfied ? "visits.satisfied" : "visits.dissatisfied")} <span className="figure">{percent}%</span>
    </Tag>
  );
}
