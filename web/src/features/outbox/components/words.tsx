import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { mayDo } from "@/app/access";
import { useAuditWords } from "@/features/audit/words";
import { useUser } from "@/features/auth/useUser";
import { pickText } from "@/shared/format";
import { placeOf } from "@/shared/subjects";
import { useTemplates } from "../../templates/api";
import { failureOf, type OutboxRow, STATE_COLOURS } from "../model";

export function State({ row }: { row: OutboxRow }) {
  const { t } = useTranslation();
  return <Tag color={STATE_COLOURS[row.state]}>{t(`outbox.state.${row.state}`)}</Tag>;
}

/** Why it did not leave, in the page's language where the words are ours. */
export function Why({ error }: { error: string }) {
  const { t } = useTranslation();
  const known = failureOf(error);
  return <>{known ? t(`outbox.failure.${known.word}`, known.values) : error}</>;
}

/** Names of templates by their codes; the code of one that is gone. */
export function useTemplateName(): (code: string) => string {
  const { i18n } = useTranslation();
  const { data = [] } = useTemplates();
  return (code) => pickText(data.find((one) => one.code === code)?.name, i18n.language) || code;
}

/** The records that it is about; links for who may open them. */
export function About({ row }: { row: OutboxRow }) {
  const user = useUser();
  const { kind } = useAuditWords();
  const subject = row.subject_kind ? { kind: row.subject_kind, id: row.subject_id } : null;
  const place = placeOf(subject);
  const links = [
    row.customer_id !== null && subject?.kind !== "customer" && (
      <Record
        key="customer"
        to={mayDo(user, "customers.read") ? placeOf({ kind: "customer", id: row.customer_id }) : null}
        label={kind("customer")}
      />
    ),
    subject && <Record key="subject" to={place} label={kind(subject.kind)} />,
  ].filter(Boolean);
  return <>{links.length === 2 ? [links[0], " · ", links[1]] : links}</>;
}

function Record({ to, label }: { to: string | null; label: string }) {
  return to === null ? label : <Link to={to}>{label}</Link>;
}
