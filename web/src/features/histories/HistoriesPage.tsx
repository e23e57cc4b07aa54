import { DownloadOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useParams, useSearchParams } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { download } from "@/shared/download";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { AgentCalls } from "./components/AgentCalls";
import { AgentStates } from "./components/AgentStates";
import { IvrVisits } from "./components/IvrVisits";
import { QueueVisits } from "./components/QueueVisits";
import { type HistoryKind, KINDS } from "./model";

const LISTS: Record<HistoryKind, () => React.ReactNode> = {
  "agent-calls": AgentCalls,
  "agent-states": AgentStates,
  "queue-visits": QueueVisits,
  "ivr-visits": IvrVisits,
};

/** The four histories: what agents did in calls, their states, stays in queues, ways through menus. */
export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const fail = useErrorNotice();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const wanted = useParams().kind;
  const open = KINDS.filter((one) => one !== "ivr-visits" || mayDo(user, "histories.ivr"));
  const kind = open.find((one) => one === wanted);
  if (kind === undefined) return <Navigate to="/histories/agent-calls" replace />;
  const List = LISTS[kind];

  function save(): void {
    const filters = new URLSearchParams(params);
    filters.delete("page");
    filters.delete("page_size");
    void download(`/histories/${kind}.csv?${filters}`, `${kind}.csv`).catch(fail);
  }

  return (
    <>
      <PageHead
        title={t("frame.histories")}
        actions={
          mayDo(user, "histories.export") && (
            <Button icon={<DownloadOutlined />} onClick={save}>
              {t("histories.export")}
            </Button>
          )
        }
      />
      <Tabs
        activeKey={kind}
        onChange={(one) => void navigate(`/histories/${one}`)}
        items={open.map((one) => ({ key: one, label: t(`histories.kind.${one}`) }))}
      />
      <List key={kind} />
    </>
  );
}
