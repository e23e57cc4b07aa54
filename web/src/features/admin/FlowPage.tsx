import { Alert, App, Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { stringify } from "yaml";
import { ApiError } from "@/api/client";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useFlow, usePublishFlow } from "./api";
import { YamlEditor } from "./components/YamlEditor";
import { type Finding, findingsOf } from "./model";
import { NEW_FLOW } from "./newFlow";

/** A flow as YAML: the server checks it and names what is wrong by line; only a flow without errors is published. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { id = "new" } = useParams();
  const isNew = id === "new";
  const flow = useFlow(id, !isNew);
  const publish = usePublishFlow(isNew ? null : id);
  const [text, setText] = useState(isNew ? NEW_FLOW : "");
  const [findings, setFindings] = useState<Finding[]>([]);
  const [warnings, setWarnings] = useState<Finding[]>([]);
  const document = flow.data?.document;
  const original = document ? stringify(document, { lineWidth: 110 }) : null;
  const changed = isNew || (original !== null && text !== original);

  useEffect(() => {
    if (original !== null) setText(original);
  }, [original]);

  function send(): void {
    publish.mutate(text, {
      onSuccess: (published) => {
        setFindings([]);
        setWarnings(
          published.warnings.map((one) => ({
            line: one.line || null,
            text: i18n.language === "en" ? one.message_en : one.message_zh,
          })),
        );
        void message.success(t("admin.flow_published", { version: published.version }));
        if (isNew) void navigate(`/admin/flows/${published.id}`, { replace: true });
      },
      onError: (error) => {
        setWarnings([]);
        const said = error instanceof ApiError && i18n.language !== "en" ? error.messageZh : error.message;
        setFindings(findingsOf(said || errorText(error, t, i18n.language)));
      },
    });
  }

  if (!isNew && flow.isPending) return <Loading />;
  if (!isNew && flow.error) return <Trouble title={errorText(flow.error, t, i18n.language)} />;
  return (
    <>
      <PageHead
        title={isNew ? t("admin.flow_new") : `${pickText(flow.data?.name, i18n.language)} (${id})`}
        detail={flow.data ? t("admin.flow_version", { version: flow.data.version }) : t("admin.flow_new_detail")}
        actions={
          <Button type="primary" disabled={!changed} loading={publish.isPending} onClick={send}>
            {t("admin.flow_publish")}
          </Button>
        }
      />
      <div className={pageStyles.two}>
        <YamlEditor value={text} onChange={setText} marked={findings.flatMap((one) => one.line ?? [])} />
        <Panel title={t("admin.flow_check")}>
          {findings.length === 0 && warnings.length === 0 && <p>{t("admin.flow_check_detail")}</p>}
          <div className={pageStyles.stack} style={{ gap: 8 }}>
            {findings.map((one) => (
              <Alert key={one.text} type="error" title={one.text} />
            ))}
            {warnings.map((one) => (
              <Alert
                key={one.text}
                type="warning"
                title={one.line ? `${t("admin.line", { line: one.line })} ${one.text}` : one.text}
              />
            ))}
          </div>
        </Panel>
      </div>
    </>
  );
}
