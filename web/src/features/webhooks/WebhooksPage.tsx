import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { AdminTable } from "@/features/admin/components/AdminTable";
import { PageHead } from "@/shared/ui/PageHead";
import { useWebhooks } from "./api";
import { SecretDialog } from "./components/SecretDialog";
import { SwitchButton } from "./components/SwitchButton";
import { WebhookForm } from "./components/WebhookForm";
import { useEventWord, WebhookState, Why } from "./components/words";
import type { Webhook } from "./model";
import styles from "./webhooks.module.css";

const SHOWN = 3;

/** 事件订阅: which systems are told of events, and whether they take them. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const word = useEventWord();
  const webhooks = useWebhooks();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ row: Webhook; secret: string } | null>(null);
  return (
    <>
      <PageHead
        title={t("webhooks.title")}
        detail={t("webhooks.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("webhooks.add")}
          </Button>
        }
      />
      <AdminTable<Webhook>
        query={webhooks.data ? { ...webhooks, error: null } : webhooks}
        teach={t("webhooks.teach")}
        onFirst={() => setAdding(true)}
        columns={[
          {
            title: t("webhooks.name"),
            render: (_, row) => (
              <>
                <Link to={`/admin/webhooks/${row.id}`}>{row.name}</Link>
                <div className={styles.url}>{row.url}</div>
              </>
            ),
          },
          {
            title: t("webhooks.events"),
            render: (_, row) => {
              const names = row.events.slice(0, SHOWN).map(word).join(" · ");
              const more = row.events.length - SHOWN;
              return more > 0 ? t("webhooks.and_more", { names, more }) : names;
            },
          },
          {
            title: t("live.state"),
            render: (_, row) => (
              <>
                <WebhookState row={row} />
                {row.suspended && (
                  <div className={styles.hint}>
                    <Why error={row.suspended} />
                  </div>
                )}
              </>
            ),
          },
          { title: t("webhooks.behind"), align: "end", className: "figure", dataIndex: "behind" },
          { title: "", width: 120, render: (_, row) => <SwitchButton row={row} size="small" /> },
        ]}
      />
      {(webhooks.data?.length ?? 0) > 0 && <p className={styles.hint}>{t("webhooks.behind_help")}</p>}
      {adding && (
        <WebhookForm
          row={null}
          onClose={() => setAdding(false)}
          onMade={(row, secret) => {
            setAdding(false);
            setMade({ row, secret });
          }}
        />
      )}
      {made && (
        <SecretDialog
          name={made.row.name}
          secret={made.secret}
          onKept={() => void navigate(`/admin/webhooks/${made.row.id}`)}
        />
      )}
    </>
  );
}
