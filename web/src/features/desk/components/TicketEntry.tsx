import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { NewDocumentForm } from "@/features/documents/components/NewDocumentForm";
import { EMPTY } from "@/features/documents/useKeptDraft";
import { isDiallable } from "@/shared/number";
import { Panel } from "@/shared/ui/Panel";
import type { Work } from "../work";

/** A ticket, or another document, of this item's call; what is typed stays until it is entered. */
export function TicketEntry({ work }: { work: Work }) {
  const { t } = useTranslation();
  const { draft, change } = work;
  const { made } = draft;
  return (
    <Panel title={t("desk.ticket_entry")}>
      {made && (
        <p>
          {t("desk.ticket_made")} <Link to={`/documents/${made.id}`}>{made.number}</Link>
        </p>
      )}
      <NewDocumentForm
        key={made?.id ?? "first"}
        beside
        draft={draft.document}
        onChange={(make) => change((before) => ({ document: make(before.document) }))}
        given={{
          customer_id: draft.customer ?? work.subject.customer,
          phone: isDiallable(work.subject.number) ? work.subject.number : "",
          call_id: work.call,
          source: "pop",
        }}
        submit={t("desk.ticket_save")}
        onSaved={(document) => {
          // The call's record names a ticket; other documents name the call.
          const ticket = document.family === "ticket" ? { ticket: document.id, saved: false } : {};
          change({ document: EMPTY, made: { id: document.id, number: document.number }, ...ticket });
        }}
      />
    </Panel>
  );
}
