import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useDictionary } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Relation, useRelations, useUnrelate } from "../parts";
import styles from "../parts.module.css";
import { RelationDialog } from "./RelationDialog";

interface Props {
  customer: string;
  editable: boolean;
}

/** Customers who have to do with this one, from whichever side it was entered. */
export function Relations({ customer, editable }: Props) {
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useErrorNotice();
  const relations = useRelations(customer);
  const unrelate = useUnrelate(customer);
  const kinds = useDictionary("customer_relation");
  const [adding, setAdding] = useState(false);
  const called = (one: Relation) => one.customer_name || t("customers.provisional_name");

  function ask(one: Relation): void {
    modal.confirm({
      title: t("customerparts.unrelate_ask", { name: called(one), relation: kinds.nameOf(one.relation) }),
      content: t("customerparts.unrelate_means"),
      okText: t("customerparts.unrelate"),
      okButtonProps: { danger: true },
      onOk: () => unrelate.mutateAsync(one).then(() => void message.success(t("customerparts.unrelated")), fail),
    });
  }

  return (
    <Panel
      title={t("customerparts.relations")}
      extra={
        editable && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("customerparts.relate")}
          </Button>
        )
      }
    >
      {relations.isPending && <Loading />}
      {relations.error && <Alert type="error" showIcon title={errorText(relations.error, t, i18n.language)} />}
      {relations.data?.length === 0 && <span className={styles.faint}>{t("customerparts.no_relations")}</span>}
      <ul className={styles.rows} aria-label={t("customerparts.relations")}>
        {(relations.data ?? []).map((one) => (
          <li key={one.id} className={styles.row}>
            <div>
              <Tag>{kinds.nameOf(one.relation)}</Tag> <Link to={`/customers/${one.customer_id}`}>{called(one)}</Link>{" "}
              <span className={`figure ${styles.faint}`}>{one.customer_number}</span>
              {one.direction === "incoming" && (
                <div className={styles.faint}>{t("customerparts.entered_on_the_other")}</div>
              )}
              {one.note && <div className={`${styles.faint} ${styles.note}`}>{one.note}</div>}
            </div>
            {editable && (
              <Button
                size="small"
                type="text"
                danger
                className={styles.tools ?? ""}
                icon={<DeleteOutlined />}
                aria-label={`${called(one)}: ${t("customerparts.unrelate")}`}
                onClick={() => ask(one)}
              />
            )}
          </li>
        ))}
      </ul>
      {adding && <RelationDialog customer={customer} onClose={() => setAdding(false)} />}
    </Panel>
  );
}
