import { Tabs } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { PageHead } from "@/shared/ui/PageHead";
import { Assessments } from "./components/Assessments";
import { Calibrations } from "./components/Calibrations";
import { FiguresTab } from "./components/FiguresTab";
import { SampleTab } from "./components/SampleTab";
import { Scorecards } from "./components/Scorecards";

const TABS = {
  assessments: ["quality.read", Assessments],
  sample: ["quality.write", SampleTab],
  figures: ["quality.read", FiguresTab],
  calibrations: ["quality.write", Calibrations],
  scorecards: ["quality.read", Scorecards],
} as const satisfies Record<string, readonly [string, () => ReactNode]>;
type Tab = keyof typeof TABS;
const NAMES = Object.keys(TABS) as Tab[];

/** 质检: what conversations were worth, which are listened to next, what that shows, and whether assessors agree. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  const wanted = useParams().tab;
  const open = NAMES.filter((one) => mayDo(user, TABS[one][0]));
  const tab = open.find((one) => one === wanted);
  if (tab === undefined) return <Navigate to="/quality/assessments" replace />;
  const Content = TABS[tab][1];
  return (
    <>
      <PageHead title={t("quality.title")} detail={t(`quality.detail.${tab}`)} />
      <Tabs
        activeKey={tab}
        onChange={(one) => void navigate(`/quality/${one}`)}
        items={open.map((one) => ({ key: one, label: t(`quality.tab.${one}`) }))}
      />
      <Content key={tab} />
    </>
  );
}
