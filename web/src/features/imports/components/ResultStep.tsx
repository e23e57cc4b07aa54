import { DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Dropdown, Space } from "antd";
import { useTranslation } from "react-i18next";
import { download } from "@/shared/download";
import { pickText } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useStart, useUndo } from "../api";
import styles from "../imports.module.css";
import { isUndoable, type Job } from "../model";
import { Counts } from "./Counts";
import { LineTable } from "./LineTable";

/** What became of the file, or would; what to do next; the lines with their reasons. */
export function ResultStep({ job, onPlan }: { job: Job; onPlan: () => void }) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const notice = useErrorNotice();
  const start = useStart(job.id);
  const undo = useUndo(job.id);
  const trial = job.state === "checked";
  const kind = job.state === "failed" ? "error" : job.state === "done" ? "success" : "info";

  const carryOut = () =>
    modal.confirm({
      title: t("imports.carry_ask"),
      content: t("imports.carry_detail", { created: job.created, updated: job.updated, bad: job.bad + job.skipped }),
      okText: t("imports.carry_out"),
      onOk: () => start.mutateAsync({ ...job.options, dry_run: false }).catch(notice),
    });
  const takeBack = () =>
    modal.confirm({
      title: t("imports.undo_ask"),
      content: t("imports.undo_detail", { created: job.created, updated: job.updated }),
      okText: t("imports.undo"),
      okButtonProps: { danger: true },
      onOk: () => undo.mutateAsync(undefined).catch(notice),
    });

  return (
    <div className={pageStyles.stack}>
      <Alert
        type={kind}
        showIcon
        title={t([`imports.ended.${job.state}`], { defaultValue: job.state })}
        description={pickText(job.error as Record<string, string> | null, i18n.language) || undefined}
      />
      <Panel>
        <Counts job={job} />
        <div className={styles.actions}>
          {trial && (
            <>
              <Button type="primary" loading={start.isPending} onClick={carryOut}>
                {t("imports.carry_out")}
              </Button>
              <Button onClick={onPlan}>{t("imports.change_plan")}</Button>
            </>
          )}
          {isUndoable(job) && (
            <Button danger loading={undo.isPending} onClick={takeBack}>
              {t("imports.undo")}
            </Button>
          )}
        </div>
      </Panel>
      <Panel
        title={t("imports.lines_title")}
        extra={
          <Space>
            <Dropdown
              menu={{
                items: (["xlsx", "csv"] as const).map((format) => ({
                  key: format,
                  label: t(`imports.format.${format}`),
                })),
                onClick: ({ key }) =>
                  void download(`/imports/${job.id}/report?format=${key}`, `${job.name}.${key}`).catch(notice),
              }}
            >
              <Button size="small" icon={<DownloadOutlined />}>
                {t("imports.report")}
              </Button>
            </Dropdown>
          </Space>
        }
      >
        <LineTable job={job} />
      </Panel>
    </div>
  );
}
