import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { Surroundings } from "@/shared/fields/context";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useDocument, type Verb } from "./api";
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
import type { DocumentDetail, Step } from "./types";
import { useActing } from "./useActing";
import { useTyped } from "./useTyped";
import { useDocumentWords } from "./words";

export function Component() {
  const { t, i18n } = useTranslation();
  const { id = "" } = useParams();
  const document = useDocument(id);
  const gone = inTheWay(document);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} />;
  if (!document.data) return <Loading />;
  return <DocumentView key={id} document={document.data} />;
}

/** One document: what is to be done with it, what it says, and everything that has happened to it. */
export function DocumentView({ document }: { document: DocumentDetail }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const user = useUser();
  const words = useDocumentWords(document);
  const typed = useTyped(document);
  const { actions, owner, around, act, go } = useActing(document, typed);
  const [verb, setVerb] = useState<[Verb, readonly Step[]] | null>(null);

  async function save(): Promise<void> {
    const sent = typed.typed;
    const { columns, fields } = split(sent);
    try {
      const now = await actions.change.mutateAsync({ version: document.version, fields, attachments: [], ...columns });
      typed.stored(sent, now.version);
      void message.success(t("common.saved"));
    } catch {
      // said at the form
    }
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
