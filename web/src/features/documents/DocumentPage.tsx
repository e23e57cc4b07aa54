import { App } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { Surroundings } from "@/shared/fields/context";
import { pickText } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useDocument, useDocumentActions, type Verb } from "./api";
import { ClashNotice } from "./components/ClashNotice";
import { FactsOf, StateMarks } from "./components/Facts";
import { FilesPanel } from "./components/FilesPanel";
import { FormPanel } from "./components/FormPanel";
import { HeadActions } from "./components/HeadActions";
import { HistoryPanel } from "./components/HistoryPanel";
import { LinksPanel } from "./components/LinksPanel";
import { RemarksPanel } from "./components/RemarksPanel";
import { StepsPanel } from "./components/StepsPanel";
import { SurveysPanel } from "./components/SurveysPanel";
import { TasksPanel } from "./components/TasksPanel";
import { VerbDialog } from "./components/VerbDialog";
import { split, stepsFor } from "./model";
import type { DocumentDetail, Outcome, Step } from "./types";
import { useTyped } from "./useTyped";
import { useDocumentWords } from "./words";

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const document = useDocument(id);
  if (document.data) return <DocumentView key={id} document={document.data} />;
  if (document.error) return <Trouble title={errorText(document.error, t, i18n.language)} />;
  return <Loading />;
}

/** One document: what is to be done with it, what it says, and everything that has happened to it. */
export function DocumentView({ document }: { document: DocumentDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const user = useUser();
  const words = useDocumentWords(document);
  const typed = useTyped(document);
  const actions = useDocumentActions(document.id);
  const [verb, setVerb] = useState<[Verb, readonly Step[]] | null>(null);
  const owner = useMemo(
    () => ({ kind: document.family === "ticket" ? "ticket" : "document", id: document.id }),
    [document.family, document.id],
  );
  const around = useMemo(
    () => ({
      names: document.names ?? {},
      customer: (typed.typed.customer_id as string | undefined) ?? document.customer_id,
      owner,
    }),
    [document.names, document.customer_id, typed.typed.customer_id, owner],
  );

  async function save(): Promise<void> {
    const { columns, fields } = split(typed.typed);
    try {
      await actions.change.mutateAsync({ version: document.version, fields, attachments: [], ...columns });
      typed.clear();
      void message.success(t("common.saved"));
    } catch {
      // said at the form
    }
  }

  /** What is typed goes with the outcome; the document's own words go before it. */
  async function act(step: Step, outcome: Outcome, given: { remark: string; assignee: string | null }): Promise<void> {
    const { columns, fields } = split(typed.typed);
    let { version } = document;
    if (Object.keys(columns).length > 0) {
      const changed = await actions.change.mutateAsync({ version, fields: {}, attachments: [], ...columns });
      version = changed.version;
    }
    await actions.act.mutateAsync({
      outcome: outcome.code,
      step: step.id,
      remark: given.remark,
      fields,
      version,
      assignee_id: given.assignee,
      attachments: [],
    });
    typed.clear();
    void message.success(t("documents.acted", { outcome: pickText(outcome.name, i18n.language) }));
  }

  async function go(one: Verb, body: Record<string, unknown>): Promise<void> {
    await actions.verb.mutateAsync({ verb: one, body });
    void message.success(t("documents.verb_done", { verb: t(`documents.verb.${one}`) }));
  }

  return (
    <Surroundings value={around}>
      <PageHead
        title={`${document.number} ${document.title}`}
        detail={pickText(document.type_name, i18n.language)}
        actions={
          <HeadActions
            document={document}
            actions={actions}
            onVerb={(one) => setVerb([one, stepsFor(one, document)])}
            onFollowUp={() => void navigate(`/documents/new?${followUp(document)}`)}
          />
        }
      />
      <div className={pageStyles.two}>
        <div className={pageStyles.stack}>
          <ClashNotice document={document} typed={typed} words={words} user={user.id} />
          <TasksPanel
            document={document}
            typed={typed}
            words={words}
            onAct={act}
            onVerb={(one, step) => setVerb([one, [step]])}
          />
          <SurveysPanel document={document} words={words} actions={actions} />
          <Panel title={t("documents.overview")} extra={<StateMarks document={document} />}>
            <FactsOf document={document} words={words} />
          </Panel>
          <FormPanel
            document={document}
            typed={typed}
            saving={actions.change.isPending}
            failure={actions.change.error}
            onSave={() => void save()}
          />
          <RemarksPanel document={document} typed={typed} words={words} actions={actions} />
        </div>
        <div className={pageStyles.stack}>
          <StepsPanel document={document} words={words} />
          <FilesPanel owner={owner} writable={document.may_write === true} closed={document.closed_at !== null} />
          <LinksPanel document={document} actions={actions} />
          <HistoryPanel document={document} words={words} />
        </div>
      </div>
      {verb && (
        <VerbDialog
          key={verb[0]}
          verb={verb[0]}
          id={document.id}
          family={document.family}
          type={document.type}
          steps={verb[1]}
          onGo={(body) => go(verb[0], body)}
          onClose={() => setVerb(null)}
        />
      )}
    </Surroundings>
  );
}

/** What a document that is made out of this one begins with. */
function followUp(document: DocumentDetail): string {
  const query = new URLSearchParams({ from: document.id });
  if (document.customer_id) query.set("customer", document.customer_id);
  if (document.phone) query.set("phone", document.phone);
  return query.toString();
}
