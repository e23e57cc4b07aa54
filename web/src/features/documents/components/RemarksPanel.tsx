import { Button, Empty, Form, Mentions } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { useDirectory } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { EventList } from "@/shared/ui/EventList";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { useDocumentActions } from "../api";
import styles from "../documents.module.css";
import { mentioned } from "../model";
import type { DocumentDetail } from "../types";
import type { TypedState } from "../useTyped";
import type { DocumentWords } from "../words";

interface Props {
  document: DocumentDetail;
  typed: TypedState;
  words: DocumentWords;
  actions: ReturnType<typeof useDocumentActions>;
}

/** What was said about it. Whoever is mentioned with @ is told. */
export function RemarksPanel({ document, typed, words, actions }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const { users } = useDirectory();
  // A mention ends with a blank: number and name are put together without one.
  const people = users.map((user) => ({ id: user.id, label: [user.number, user.name].filter(Boolean).join("") }));

  function send(): void {
    const text = typed.remark.trim();
    if (text === "" || actions.remark.isPending) return;
    actions.remark.mutate(
      { text, mentions: mentioned(text, people) },
      { onSuccess: () => typed.setRemark(""), onError: fail },
    );
  }

  return (
    <Panel title={t("documents.remarks")}>
      {document.remarks.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("documents.no_remarks")} />
      )}
      <EventList
        items={document.remarks.map((one) => ({
          key: one.id,
          content: (
            <>
              <small>
                {[formatDateTime(instant(one.created_at), i18n.language), words.person(one.created_by)]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
              <div className={styles.said}>{one.text}</div>
            </>
          ),
        }))}
      />
      {document.may_write && (
        <Form layout="vertical" onFinish={send}>
          <Form.Item>
            <Mentions
              value={typed.remark}
              onChange={typed.setRemark}
              autoSize={{ minRows: 2, maxRows: 8 }}
              placeholder={t("documents.remark_hint")}
              aria-label={t("documents.remark")}
              options={people.map((one) => ({ value: one.label, label: one.label }))}
            />
          </Form.Item>
          <Button htmlType="submit" disabled={typed.remark.trim() === ""} loading={actions.remark.isPending}>
            {t("documents.remark_add")}
          </Button>
        </Form>
      )}
    </Panel>
  );
}
