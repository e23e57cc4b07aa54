import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { isAtWork, type Job, percent, stateColour } from "../model";
import { useImportWords } from "../words";

export function JobState({ job }: { job: Job }) {
  const { t } = useTranslation();
  const words = useImportWords();
  const trial = job.dry_run && isAtWork(job);
  return (
    <Tag color={stateColour(job.state)}>
      {trial ? t("imports.trial_running") : words.state(job.state)}
      {isAtWork(job) && job.total > 0 && ` ${percent(job)} %`}
    </Tag>
  );
}
