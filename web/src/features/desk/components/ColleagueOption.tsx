import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Colleague } from "@/api/types";
import { agentState } from "@/live/read";
import { stateColour } from "@/shared/agentWords";
import styles from "../desk.module.css";

/** A choice in a list; of a colleague with his state. */
export function ColleagueOption({ label, colleague }: { label: ReactNode; colleague?: Colleague | undefined }) {
  const { t } = useTranslation();
  if (!colleague) return label;
  const state = agentState(colleague.state);
  return (
    <span className={styles.option}>
      <span>{label}</span>
      <small>
        <i style={{ background: stateColour(state) }} aria-hidden />
        {t(`words.state.${state}`)}
      </small>
    </span>
  );
}
