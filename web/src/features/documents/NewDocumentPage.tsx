import { Button, Popconfirm } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import { NewDocumentForm } from "./components/NewDocumentForm";
import styles from "./documents.module.css";
import { useKeptDraft } from "./useKeptDraft";

/** A new document; from whom or what it comes stands in the address. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const asked = params.toString();
  const first = useMemo(() => {
    const query = new URLSearchParams(asked);
    return { type: query.get("type") ?? "", customer: query.get("customer"), phone: query.get("phone") ?? "" };
  }, [asked]);
  const { draft, change, drop } = useKeptDraft(asked || "blank", first);
  return (
    <div className={styles.narrow}>
      <PageHead
        title={t("documents.new")}
        detail={t("documents.new_help")}
        actions={
          <Popconfirm title={t("documents.drop_ask")} onConfirm={drop}>
            <Button>{t("documents.drop")}</Button>
          </Popconfirm>
        }
      />
      <Panel>
        <NewDocumentForm
          draft={draft}
          onChange={change}
          given={{ call_id: params.get("call"), from_id: params.get("from"), source: "hand" }}
          submit={t("documents.create")}
          onSaved={(made) => {
            drop();
            void navigate(`/documents/${made.id}`, { replace: true });
          }}
        />
      </Panel>
    </div>
  );
}
