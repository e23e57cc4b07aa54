import { Alert, App, Button, Switch } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { usePreview, useStart } from "../api";
import styles from "../imports.module.css";
import { columnName, faults, forgetPlan, type Job, keepPlan, keptPlan, type Plan, planOf, toStart } from "../model";
import { LayoutBar } from "./LayoutBar";
import { MappingTable } from "./MappingTable";
import { Rules } from "./Rules";
import { SavedMappings } from "./SavedMappings";

/** How the file is read, which of its columns is which, and what becomes of records that are there already. */
export function PlanStep({ job, onStarted }: { job: Job; onStarted: () => void }) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const [plan, setPlan] = useState<Plan>(() => keptPlan(job.id) ?? planOf(job));
  const [all, setAll] = useState(true);
  const preview = usePreview(job.id, plan.layout, true);
  const start = useStart(job.id);
  useEffect(() => keepPlan(job.id, plan), [job.id, plan]);

  const failed = preview.error ?? start.error;
  const message = failed && <Alert type="error" showIcon title={errorText(failed, t, i18n.language)} />;
  if (!preview.data) return preview.error ? message : <Loading />;
  const { data } = preview;
  // A mapping of another way of reading the file does not fit any more.
  const mapping = plan.mapping?.length === data.names.length ? plan.mapping : data.mapping;
  const wrong = faults(mapping, data.columns, plan);
  const missing = wrong.missing.map((column) => columnName(column, i18n.language)).join(", ");
  const ready = wrong.twice.size === 0 && (missing === "" || plan.duplicates === "update");
  const change = (part: Partial<Plan>) => setPlan((before) => ({ ...before, ...part }));

  const go = (dryRun: boolean) =>
    start.mutateAsync(toStart({ ...plan, mapping }, data, dryRun)).then(
      () => {
        forgetPlan(job.id);
        onStarted();
      },
      () => undefined, // shown above
    );
  const ask = () =>
    modal.confirm({
      title: t("imports.straight_ask"),
      content: t(`imports.straight_${plan.duplicates}`),
      okText: t("imports.carry_out"),
      onOk: () => go(false),
    });

  return (
    <div className={pageStyles.stack}>
      {message}
      <Panel title={t("imports.reading")}>
        <LayoutBar
          preview={data}
          layout={plan.layout}
          onChange={(layout) => change({ layout: { ...plan.layout, ...layout }, mapping: null })}
        />
      </Panel>
      <Panel
        title={t("imports.columns")}
        extra={
          <span>
            {t("imports.all_columns")}{" "}
            <Switch size="small" checked={all} onChange={setAll} aria-label={t("imports.all_columns")} />
          </span>
        }
      >
        <SavedMappings
          kind={job.kind}
          names={data.names}
          mapping={mapping}
          onApply={(chosen) => change({ mapping: chosen })}
        />
        <MappingTable
          preview={data}
          mapping={mapping}
          twice={wrong.twice}
          all={all}
          onChange={(chosen) => change({ mapping: chosen })}
        />
        {missing && (
          <Alert
            type={plan.duplicates === "update" ? "info" : "warning"}
            showIcon
            title={t("imports.missing", { names: missing })}
            style={{ marginTop: 12 }}
          />
        )}
      </Panel>
      <Panel title={t("imports.rules")}>
        <Rules kind={job.kind} plan={plan} columns={data.columns} mapping={mapping} onChange={change} />
        <div className={styles.actions}>
          <Button type="primary" disabled={!ready} loading={start.isPending} onClick={() => void go(true)}>
            {t("imports.try")}
          </Button>
          <Button disabled={!ready || start.isPending} onClick={ask}>
            {t("imports.straight")}
          </Button>
          <span>{t("imports.try_help")}</span>
        </div>
      </Panel>
    </div>
  );
}
