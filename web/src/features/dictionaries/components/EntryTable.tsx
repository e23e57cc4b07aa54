import { DownOutlined, PlusOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Popconfirm, Space, Switch, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { Affected } from "@/shared/impact/Affected";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import {
  type DictionaryInfo,
  type Entry,
  useChangeEntry,
  useEntries,
  useOrder,
  useRemoveDictionary,
  useRemoveEntry,
} from "../api";
import { NewWordDialog } from "./NewWordDialog";

/** The words of one dictionary in their order. A word in use cannot be deleted, only withdrawn. */
export function EntryTable({ dictionary, onRemoved }: { dictionary: DictionaryInfo; onRemoved: () => void }) {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const { id } = dictionary;
  const entries = useEntries(id);
  const change = useChangeEntry(id);
  const remove = useRemoveEntry(id);
  const removeAll = useRemoveDictionary();
  const order = useOrder(id);
  const [edited, setEdited] = useState<Entry | "new" | null>(null);
  const rows = entries.data ?? [];

  function move(from: number, to: number): void {
    const codes = rows.map((one) => one.code);
    codes.splice(to, 0, ...codes.splice(from, 1));
    order.mutate(codes, { onError: notice });
  }

  return (
    <Panel
      title={pickText(dictionary.name, i18n.language)}
      extra={
        <Space>
          {!dictionary.built_in && (
            <Popconfirm
              title={t("dictionaries.delete_ask")}
              description={<Affected kind="dictionaries" id={id} />}
              destroyOnHidden
              onConfirm={() => removeAll.mutateAsync(id).then(onRemoved, notice)}
            >
              <Button size="small" danger>
                {t("settings.delete")}
              </Button>
            </Popconfirm>
          )}
          <Button size="small" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("settings.add")}
          </Button>
        </Space>
      }
    >
      <Table<Entry>
        size="middle"
        rowKey="code"
        pagination={false}
        loading={entries.isPending}
        dataSource={rows}
        columns={[
          { title: t("settings.fields.code"), dataIndex: "code" },
          { title: t("settings.in_zh"), dataIndex: "name_zh" },
          { title: t("settings.in_en"), dataIndex: "name_en" },
          {
            title: t("settings.fields.active"),
            render: (_, row) => (
              <Switch
                size="small"
                checked={row.active}
                aria-label={`${t("settings.fields.active")}: ${row.code}`}
                onChange={(active) => change.mutate({ code: row.code, active }, { onError: notice })}
              />
            ),
          },
          {
            title: t("common.actions"),
            render: (_, row, index) => (
              <Space size={4}>
                <Button
                  size="small"
                  type="text"
                  icon={<UpOutlined />}
                  disabled={index === 0}
                  aria-label={`${t("settings.up")}: ${row.code}`}
                  onClick={() => move(index, index - 1)}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<DownOutlined />}
                  disabled={index === rows.length - 1}
                  aria-label={`${t("settings.down")}: ${row.code}`}
                  onClick={() => move(index, index + 1)}
                />
                <Button size="small" onClick={() => setEdited(row)}>
                  {t("settings.edit")}
                </Button>
                <Popconfirm
                  title={t("settings.delete_ask", { name: row.code })}
                  description={<Affected kind="dictionary-entries" id={`${id}:${row.code}`} />}
                  destroyOnHidden
                  onConfirm={() => remove.mutateAsync(row.code).catch(notice)}
                >
                  <Button size="small" danger>
                    {t("settings.delete")}
                  </Button>
                </Popconfirm>
              </Space>
            ),
          },
        ]}
      />
      <NewWordDialog
        dictionary={id}
        entry={edited === "new" ? null : edited}
        open={edited !== null}
        onClose={() => setEdited(null)}
      />
    </Panel>
  );
}
