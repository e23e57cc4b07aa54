import { Alert, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCancel } from "../api";
import { isUndoing, type Job, percent } from "../model";
import { Counts } from "./Counts";

/** How far it is; calls go on meanwhile, and one may leave the page. */
export function RunStep({ job }: { job: Job }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const cancel = useCancel(job.id);
  const undoing = isUndoing(job);
  const title = t(undoing ? "imports.undoing" : job.dry_run ? "imports.trying" : "imports.running");
  return (
    <Panel title={title}>
      <Progress percent={percent(job)} status="active" aria-label={title} />
      <p className="figure" aria-live="polite">
        {t("imports.progress", { done: undoing ? job.undone + job.kept : job.done, total: job.total })}
      </p>
      <Counts job={job} />
      <Alert type="info" showIcon title={t("imports.leave")} style={{ marginBlock: 16 }} />
      {!undoing && (
        <Button
          danger
          disabled={job.state === "cancelling"}
          loading={cancel.isPending}
          onClick={() => cancel.mutateAsync(undefined).catch(notice)}
        >
          {t(job.dry_run ? "imports.stop_trial" : "imports.cancel")}
        </Button>
      )}
    </Panel>
  );
}
