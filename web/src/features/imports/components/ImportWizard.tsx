import { Button, Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useImport } from "../api";
import { isAtWork, isOpen, type Job, type Kind } from "../model";
import { useImportWords } from "../words";
import { JobState } from "./JobState";
import { PlanStep } from "./PlanStep";
import { ResultStep } from "./ResultStep";
import { RunStep } from "./RunStep";
import { UploadStep } from "./UploadStep";

interface Props {
  /** An import's id, or "new". */
  id: string;
  kind: Kind;
  /** The call list that is filled. */
  list: string | null;
  /** Address of the page that has the list of imports; an import is below it. */
  base: string;
}

/** From a file to records: upload, columns and rules, trial, carrying out, result. */
export function ImportWizard(props: Props) {
  return props.id === "new" ? <NewImport {...props} /> : <Existing {...props} />;
}

function Head({ name, job, base, step }: { name: string; job?: Job; base: string; step: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const words = ["upload", "plan", "run", "result"] as const;
  return (
    <>
      <PageHead
        title={name}
        detail={t("imports.wizard_detail")}
        actions={
          <>
            {job && (
              <span style={{ alignSelf: "center" }}>
                <JobState job={job} />
              </span>
            )}
            <Button onClick={() => void navigate(base)}>{t("imports.all")}</Button>
          </>
        }
      />
      <Steps
        size="small"
        current={step}
        style={{ marginBottom: 24, maxWidth: 960 }}
        items={words.map((word) => ({ title: t(`imports.step.${word}`) }))}
      />
    </>
  );
}

function NewImport({ kind, list, base }: Props) {
  const navigate = useNavigate();
  const { t } = useTranslation();
  const words = useImportWords();
  return (
    <>
      <Head name={`${t("imports.new")} · ${words.kind(kind)}`} base={base} step={0} />
      <UploadStep
        kind={kind}
        list={list}
        onDone={(job) => void navigate(`${base === "/imports" ? base : `${base}/import`}/${job.id}`, { replace: true })}
      />
    </>
  );
}

function Existing({ id, base }: Props) {
  const { t, i18n } = useTranslation();
  const job = useImport(id);
  const [planning, setPlanning] = useState(false);
  const gone = inTheWay(job);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!job.data) return <Loading />;
  const { data } = job;
  const plan = isOpen(data) && (data.state === "ready" || planning);
  const step = plan ? 1 : isAtWork(data) ? 2 : 3;
  return (
    <>
      <Head name={data.name} job={data} base={base} step={step} />
      {plan && <PlanStep job={data} onStarted={() => setPlanning(false)} />}
      {!plan && isAtWork(data) && <RunStep job={data} />}
      {!plan && !isAtWork(data) && <ResultStep job={data} onPlan={() => setPlanning(true)} />}
    </>
  );
}
