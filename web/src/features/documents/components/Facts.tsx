import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { formatDateTime } from "@/shared/format";
import styles from "../documents.module.css";
import type { DocumentDetail } from "../types";
import type { DocumentWords } from "../words";

/** Where the document stands, in one line of marks. */
export function StateMarks({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag color={ticketColour(document.status)}>{ticketStatus(document.status, t)}</Tag>
      {document.overdue && <Tag color="red">{t("documents.overdue")}</Tag>}
      {document.urged > 0 && <Tag color="orange">{t("documents.urged", { count: document.urged })}</Tag>}
      {document.supervised_by && <Tag color="purple">{t("documents.supervised")}</Tag>}
      {document.confidential && <Tag color="volcano">{t("documents.confidential")}</Tag>}
      {document.certified && <Tag color="green">{t("documents.certified")}</Tag>}
    </>
  );
}

const SOURCES = ["hand", "pop", "ivr", "voicemail", "api", "email", "chat", "sms", "fax", "trigger"] as const;

/** Whose it is, where it came from, until when. */
export function FactsOf({ document, words }: { document: DocumentDetail; words: DocumentWords }) {
  const { t, i18n } = useTranslation();
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language).slice(0, -3);
  const source = SOURCES.find((one) => one === document.source);
  const rows: { label: string; value: ReactNode }[] = [
    {
      label: t("documents.column.customer_id"),
      value:
        document.customer_id && document.customer_name ? (
          <Link to={`/customers/${document.customer_id}`}>{document.customer_name}</Link>
        ) : null,
    },
    {
      label: t("documents.column.phone"),
      value: document.phone ? <CallableNumber number={document.phone} /> : null,
    },
    {
      label: t("documents.call"),
      value: document.call_id ? <Link to={`/calls/${document.call_id}`}>{t("documents.call_open")}</Link> : null,
    },
    { label: t("documents.unit"), value: words.name("unit", document.unit_id) },
    {
      label: t("documents.entered"),
      value: [at(document.created_at), words.person(document.created_by)].filter(Boolean).join(" "),
    },
    { label: t("documents.source"), value: source ? t(`documents.from.${source}`) : "" },
    { label: t("documents.appointment"), value: at(document.appointment_at) },
    { label: t("documents.supervisor"), value: words.person(document.supervised_by) },
    { label: t("documents.closed"), value: at(document.closed_at) },
    { label: t("documents.watchers"), value: document.watchers.map(words.person).filter(Boolean).join(", ") },
    {
      label: t("documents.merged_into"),
      value: document.merged_into ? (
        <Link to={`/documents/${document.merged_into}`}>
          {document.links.find((link) => link.id === document.merged_into)?.number || t("documents.open")}
        </Link>
      ) : null,
    },
  ];
  return (
    <dl className={styles.facts}>
      {rows
        .filter(({ value }) => value !== null && value !== "")
        .map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
