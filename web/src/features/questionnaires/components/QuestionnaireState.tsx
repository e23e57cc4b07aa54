import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { type Questionnaire, STATE_COLOURS } from "../model";

export function QuestionnaireState({ state }: { state: Questionnaire["state"] }) {
  const { t } = useTranslation();
  return <Tag color={STATE_COLOURS[state]}>{t(`quality.scorecard_state.${state}`)}</Tag>;
}
