import { App } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { useDocumentActions, type Verb } from "./api";
import { split } from "./model";
import type { DocumentDetail, Outcome, Step } from "./types";
import type { TypedState } from "./useTyped";

/** How work is done with one document, on its page and on its card alike. */
export function useActing(document: DocumentDetail, typed: TypedState) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const actions = useDocumentActions(document.id);
  const owner = useMemo(
    () => ({ kind: document.family === "ticket" ? "ticket" : "document", id: document.id }),
    [document.family, document.id],
  );
  /** What the fields of its form are surrounded by. */
  const around = useMemo(
    () => ({
      names: document.names ?? {},
      customer: (typed.typed.customer_id as string | undefined) ?? document.customer_id,
      owner,
    }),
    [document.names, document.customer_id, typed.typed.customer_id, owner],
  );

  /** What is typed goes with the outcome; the document's own words go before it. */
  async function act(step: Step, outcome: Outcome, given: { remark: string; assignee: string | null }): Promise<void> {
    const sent = typed.typed;
    const { columns, fields } = split(sent);
    let { version } = document;
    if (Object.keys(columns).length > 0) {
      const changed = await actions.change.mutateAsync({ version, fields: {}, attachments: [], ...columns });
      version = changed.version;
    }
    const now = await actions.act.mutateAsync({
      outcome: outcome.code,
      step: step.id,
      remark: given.remark,
      fields,
      version,
      assignee_id: given.assignee,
      attachments: [],
    });
    typed.stored(sent, now.version);
    void message.success(t("documents.acted", { outcome: pickText(outcome.name, i18n.language) }));
  }

  async function go(verb: Verb, body: Record<string, unknown>): Promise<void> {
    await actions.verb.mutateAsync({ verb, body });
    void message.success(t("documents.verb_done", { verb: t(`documents.verb.${verb}`) }));
  }

  return { actions, owner, around, act, go };
}
