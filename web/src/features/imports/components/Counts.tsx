import { Statistic } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../imports.module.css";
import { COUNTS, type Job } from "../model";

/** What became of the lines, or would. */
export function Counts({ job }: { job: Job }) {
  const { t } = useTranslation();
  const trial = job.dry_run ? "would" : "did";
  return (
    <div className={styles.counts}>
      <Statistic title={t("imports.lines")} value={job.total} />
      {COUNTS.map((name) => (
        <Statistic key={name} title={t(`imports.${trial}.${name}`)} value={job[name]} />
      ))}
      {job.undone + job.kept > 0 && (
        <>
          <Statistic title={t("imports.did.undone")} value={job.undone} />
          <Statistic title={t("imports.did.kept")} value={job.kept} />
        </>
      )}
    </div>
  );
}
