import { CloseOutlined } from "@ant-design/icons";
import { Button, Select, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { CustomerPicker, DocumentPicker } from "@/shared/fields/pickers";
import { formatDateTime } from "@/shared/format";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { useDocumentActions } from "../api";
import styles from "../documents.module.css";
import type { DocumentDetail } from "../types";
import { CallPicker } from "./CallPicker";

const KINDS = ["document", "customer", "call"] as const;
type Kind = (typeof KINDS)[number];
const PATHS: Record<string, string> = { document: "/documents", customer: "/customers", call: "/calls" };
const RELATIONS = ["from", "made", "related", "duplicate", "merged"] as const;

interface Props {
  document: DocumentDetail;
  actions: ReturnType<typeof useDocumentActions>;
}

/** Documents, customers and calls that have to do with it. */
export function LinksPanel({ document, actions }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const [kind, setKind] = useState<Kind>("document");
  const [adding, setAdding] = useState(false);

  function add(id: string | null): void {
    if (!id) return;
    actions.link.mutate({ kind, id }, { onSuccess: () => setAdding(false), onError: fail });
  }

  return (
    <Panel
      title={t("documents.links")}
      extra={
        document.may_write && (
          <Button size="small" type="text" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {t("documents.link_add")}
          </Button>
        )
      }
    >
      {document.links.length === 0 && !adding && <p className={styles.small}>{t("documents.no_links")}</p>}
      <ul className={styles.links}>
        {document.links.map((link) => (
          <li key={`${link.kind}:${link.id}`}>
            <Tag>{t(`documents.relation.${RELATIONS.find((one) => one === link.relation) ?? "related"}`)}</Tag>
            <Link to={`${PATHS[link.kind] ?? "/documents"}/${link.id}`}>
              {[link.number, link.title].filter(Boolean).join(" ") ||
                `${t(`documents.link_kind.${KINDS.find((one) => one === link.kind) ?? "document"}`)} · ${formatDateTime(instant(link.created_at), i18n.language)}`}
            </Link>
            {link.relation === "related" && document.may_write && (
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined />}
                aria-label={t("documents.remove", { name: link.number || link.title || t("documents.link_kind.call") })}
                onClick={() => actions.unlink.mutate({ kind: link.kind, other: link.id }, { onError: fail })}
              />
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <Space.Compact block>
          <Select<Kind>
            style={{ width: 110 }}
            value={kind}
            onChange={setKind}
            aria-label={t("documents.link_what")}
            options={KINDS.map((one) => ({ value: one, label: t(`documents.link_kind.${one}`) }))}
          />
          {kind === "document" && (
            <DocumentPicker label={t("documents.link_to")} except={document.id} value={null} onChange={add} />
          )}
          {kind === "customer" && <CustomerPicker label={t("documents.link_to")} value={null} onChange={add} />}
          {kind === "call" && (
            <CallPicker label={t("documents.link_to")} customer={document.customer_id} onChange={add} />
          )}
        </Space.Compact>
      )}
    </Panel>
  );
}
