import { Alert, Button, Space, Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSetup, useTell } from "./api";
import { AdministratorStep } from "./components/AdministratorStep";
import { CompanyStep } from "./components/CompanyStep";
import { EntryStep } from "./components/EntryStep";
import { Finished } from "./components/Finished";
import { FlowStep } from "./components/FlowStep";
import { PeopleStep } from "./components/PeopleStep";
import { QueueStep } from "./components/QueueStep";
import { StepMade } from "./components/StepMade";
import { TestStep } from "./components/TestStep";
import { isStep, nextStep, type Setup, STEPS, type StepName } from "./model";
import styles from "./setup.module.css";

/** From an empty installation to the first call, step by step; goes on where it was left. */
export function Component() {
  const { t, i18n } = useTranslation();
  const setup = useSetup();
  const error = inTheWay(setup);
  if (error) return <Alert type="error" showIcon title={errorText(error, t, i18n.language)} />;
  if (!setup.data) return <Loading />;
  return setup.data.state === "open" ? <Wizard setup={setup.data} /> : <Finished setup={setup.data} />;
}

function Wizard({ setup }: { setup: Setup }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const user = useUser();
  const tell = useTell();
  const fail = useErrorNotice();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("step");
  const step = isStep(asked) ? asked : nextStep(setup.steps);
  const go = (to: StepName | null) => setSearch(to === null ? {} : { step: to }, { replace: true });
  const told = setup.steps[step];
  const [again, setAgain] = useState<StepName | null>(null);
  const over = (to: string) => tell.mutate({ state: "skipped" }, { onSuccess: () => void navigate(to), onError: fail });

  return (
    <>
      <PageHead
        title={t("setup.title")}
        detail={t("setup.detail", { name: user.name })}
        actions={
          <Space>
            <Button onClick={() => void navigate("/live")}>{t("setup.later")}</Button>
            <Button type="text" loading={tell.isPending} onClick={() => over("/live")}>
              {t("setup.never")}
            </Button>
          </Space>
        }
      />
      <div className={styles.page}>
        <Panel>
          <Steps
            orientation="vertical"
            size="small"
            current={STEPS.indexOf(step)}
            onChange={(index) => go(STEPS[index] ?? null)}
            items={STEPS.map((name) => ({
              title: t(`setup.steps.${name}.title`),
              status:
                name === step
                  ? "process"
                  : setup.steps[name]?.outcome === "done"
                    ? ("finish" as const)
                    : ("wait" as const),
              ...(setup.steps[name]?.outcome === "skipped" ? { content: t("setup.skipped") } : {}),
            }))}
          />
        </Panel>
        <Panel title={t(`setup.steps.${step}.title`)}>
          <p className={styles.lead}>{t(`setup.steps.${step}.makes`)}</p>
          <p className={styles.note}>{t(`setup.steps.${step}.later`)}</p>
          {told?.outcome === "done" && again !== step ? (
            <StepMade step={step} told={told} onNext={() => go(null)} onAgain={() => setAgain(step)} />
          ) : (
            <Step key={step} step={step} setup={setup} />
          )}
        </Panel>
      </div>
    </>
  );
}

function Step({ step, setup }: { step: StepName; setup: Setup }) {
  switch (step) {
    case "company":
      return <CompanyStep />;
    case "administrator":
      return <AdministratorStep />;
    case "queue":
      return <QueueStep />;
    case "people":
      return <PeopleStep setup={setup} />;
    case "flow":
      return <FlowStep setup={setup} />;
    case "entry":
      return <EntryStep setup={setup} />;
    case "test":
      return <TestStep setup={setup} />;
  }
}
