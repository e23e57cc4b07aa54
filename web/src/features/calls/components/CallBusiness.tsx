import { CloseOutlined } from "@ant-design/icons";
import { Button, Select, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CallDetail } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CustomerPicker, DocumentPicker } from "@/shared/fields/pickers";
import { placeOf } from "@/shared/subjects";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCallLinks } from "../api";
import styles from "../calls.module.css";

const KINDS = ["ticket", "document", "customer", "visit"] as const;
const RELATIONS = ["created", "changed", "linked"] as const;
/** What can be looked for; a ticket is found as a document. */
const SOUGHT = { document: "documents.read", customer: "customers.read" } as const;
type Sought = keyof typeof SOUGHT;

/** The records that the call was about: what was written in it by itself, others by hand. */
export function CallBusiness({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const user = useUser();
  const fail = useErrorNotice();
  const links = useCallLinks(call.id);
  const [adding, setAdding] = useState(false);
  const sought = (Object.keys(SOUGHT) as Sought[]).filter((kind) => mayDo(user, SOUGHT[kind]));
  const [kind, setKind] = useState<Sought>(sought[0] ?? "document");
  const writes = mayDo(user, "calls.write");
  const business = call.business ?? [];

  function add(id: string | null): void {
    if (id) links.add.mutate({ kind, id }, { onSuccess: () => setAdding(false), onError: fail });
  }

  return (
    <Panel
      title={t("calls.business")}
      extra={
        writes &&
        sought.length > 0 && (
          <Button size="small" type="text" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {t("documents.link_add")}
          </Button>
        )
      }
    >
      {business.length === 0 && !adding && <p className={styles.small}>{t("calls.no_business")}</p>}
      <ul className={styles.business}>
        {business.map((one) => {
          const what = KINDS.find((each) => each === one.kind);
          const name = [...new Set([one.number, one.title])].filter(Boolean).join(" ");
          const relation = RELATIONS.find((each) => each === one.relation);
          return (
            <li key={`${one.kind}:${one.id}`}>
              <Tag>{what ? t(`calls.about.${what}`) : one.kind}</Tag>
              <Link to={placeOf(one) ?? ""}>{name || t("calls.open")}</Link>
              <small>{relation && t(`calls.relation.${relation}`)}</small>
              {writes && (
                <Button
                  type="text"
                  size="small"
                  icon={<CloseOutlined />}
                  aria-label={t("calls.unlink", { name })}
                  onClick={() => links.remove.mutate({ kind: one.kind, subject: one.id }, { onError: fail })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {adding && (
        <Space.Compact block>
          <Select<Sought>
            style={{ width: 110 }}
            value={kind}
            onChange={setKind}
            aria-label={t("documents.link_what")}
            options={sought.map((one) => ({ value: one, label: t(`documents.link_kind.${one}`) }))}
          />
          {kind === "document" ? (
            <DocumentPicker label={t("documents.link_to")} value={null} onChange={add} />
          ) : (
            <CustomerPicker label={t("documents.link_to")} value={null} onChange={add} />
          )}
        </Space.Compact>
      )}
    </Panel>
  );
}
