import { Alert, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Surroundings } from "@/shared/fields/context";
import { useDocument } from "../api";
import type { Doing } from "../model";
import type { DocumentDetail } from "../types";
import { useActing } from "../useActing";
import { useTyped } from "../useTyped";
import { ActDialog } from "./ActDialog";
import { VerbDialog } from "./VerbDialog";

interface Props {
  id: string;
  doing: Doing;
  onClose: () => void;
}

/** What was chosen in a card's menu is done as on the document's own page. */
export function CardDialog({ id, doing, onClose }: Props) {
  const document = useDocument(id);
  return document.data ? <Dialog document={document.data} doing={doing} onClose={onClose} /> : null;
}

interface DialogProps extends Omit<Props, "id"> {
  document: DocumentDetail;
}

function Dialog({ document, doing, onClose }: DialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const typed = useTyped(document);
  const { around, act, go } = useActing(document, typed);
  const { step, outcome, verb } = doing;
  if (verb) return <VerbDialog verb={verb} steps={[step]} onGo={(body) => go(verb, body)} onClose={onClose} />;
  if (typed.clashes.length > 0)
    return (
      <Modal
        open
        title={`${document.number} ${document.title}`}
        okText={t("documents.open")}
        cancelText={t("common.cancel")}
        onOk={() => void navigate(`/documents/${document.id}`)}
        onCancel={onClose}
      >
        <Alert type="warning" showIcon title={t("documents.board.clash")} />
      </Modal>
    );
  return (
    <Surroundings value={around}>
      <ActDialog
        document={document}
        step={step}
        outcome={outcome}
        typed={typed}
        onAct={(given) => act(step, outcome, given)}
        onClose={onClose}
      />
    </Surroundings>
  );
}
