import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../outbound.module.css";

interface Props<T> {
  teach: string;
  add: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** What a row is called, for its buttons. */
  nameOf: (row: T) => string;
  columns: TableColumnsType<T>;
  /** What the server has refused, and at which row. */
  failure: { key: string; text: string } | null;
  empty: string;
  /** Below the rows: what holds for everything else. */
  rest?: string;
  onAdd: () => void;
  onEdit: (row: T) => void;
  onRemove: (row: T) => void;
}

/** Rules of one sort: what they are for, the rows, and how to add, change and take away one. */
export function RuleTable<T extends object>(props: Props<T>) {
  const { t } = useTranslation();
  const { teach, add, rows, keyOf, nameOf, columns, failure, empty, rest, onAdd, onEdit, onRemove } = props;
  return (
    <>
      <div className={styles.above}>
        <p>{teach}</p>
        <Button icon={<PlusOutlined />} onClick={onAdd}>
          {add}
        </Button>
      </div>
      {failure && <Alert type="error" showIcon className={styles.gap} title={failure.text} />}
      <Table<T>
        size="middle"
        rowKey={keyOf}
        dataSource={[...rows]}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        rowClassName={(row) => (failure?.key === keyOf(row) ? (styles.wrong ?? "") : "")}
        locale={{ emptyText: empty }}
        columns={[
          ...columns,
          {
            title: t("common.actions"),
            key: "actions",
            width: 96,
            render: (_, row) => (
              <span className={styles.tools}>
                <Button
                  size="small"
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={`${nameOf(row)}: ${t("common.edit")}`}
                  onClick={() => onEdit(row)}
                />
                <Button
                  size="small"
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={`${nameOf(row)}: ${t("common.delete")}`}
                  onClick={() => onRemove(row)}
                />
              </span>
            ),
          },
        ]}
      />
      {rest && <p className={styles.rest}>{rest}</p>}
    </>
  );
}
