import { DownOutlined, PlusOutlined, UpOutlined } from "@ant-design/icons";
import { App, Button, Empty, Popconfirm, Space, Switch, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { useDictionary } from "@/shared/dictionaries";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { moved } from "@/shared/rows";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Trouble } from "@/shared/ui/Trouble";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCustomerFields, useSaveFields } from "./api";
import { FieldDrawer } from "./components/FieldDrawer";
import { type CustomerField, PLACES, toForm } from "./model";

/** The company's own fields of customers, in the order in which the customer's form has them. */
export function Component() {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const notice = useErrorNotice();
  const fields = useCustomerFields();
  const save = useSaveFields();
  const categories = useDictionary("customer_category");
  const [edited, setEdited] = useState<CustomerField | "new" | null>(null);
  const error = inTheWay(fields);
  if (error) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!fields.data) return <Loading />;
  const { version, fields: rows } = fields.data;

  /** Saves the whole list; the promise fails with the server's refusal. */
  async function put(next: CustomerField[]): Promise<void> {
    await save.mutateAsync({ version, fields: next });
    void message.success(t("customerfields.saved"));
  }
  function attempt(next: CustomerField[]): Promise<void> {
    return put(next).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === "conflict") void message.warning(t("customerfields.changed"));
      else notice(error);
    });
  }
  const named = (row: CustomerField) => pickText(row.label, i18n.language);
  const activate = (row: CustomerField, active: boolean) =>
    attempt(rows.map((one) => (one.code === row.code ? { ...one, active } : one)));
  const whom = (row: CustomerField) => [
    ...(row.kinds ?? []).map((kind) => t(`customerfields.customer_kind.${kind}`)),
    ...(row.categories ?? []).map(categories.nameOf),
  ];

  return (
    <>
      <PageHead
        title={t("customerfields.title")}
        detail={t("customerfields.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("customerfields.new")}
          </Button>
        }
      />
      <Table<CustomerField>
        size="middle"
        rowKey="code"
        pagination={false}
        dataSource={[...rows]}
        locale={{ emptyText: <Empty description={t("customerfields.teach")} /> }}
        columns={[
          { title: t("customerfields.name"), render: (_, row) => named(row) },
          { title: t("customerfields.kind"), render: (_, row) => t(`customerfields.kinds.${row.kind}`) },
          {
            title: t("customerfields.for"),
            render: (_, row) => whom(row).join(", ") || t("customerfields.everybody"),
          },
          {
            title: t("customerfields.must"),
            render: (_, row) => t(`customerfields.rule.${toForm(row).rule}`),
          },
          {
            title: t("customerfields.shown"),
            render: (_, row) =>
              PLACES.filter((place) => (row.show ?? ["card"]).includes(place)).map((place) => (
                <Tag key={place}>{t(`customerfields.place.${place}`)}</Tag>
              )),
          },
          {
            title: t("customerfields.in_use"),
            render: (_, row) => {
              const control = (
                <Switch
                  size="small"
                  checked={row.active !== false}
                  disabled={save.isPending}
                  aria-label={`${t("customerfields.in_use")}: ${named(row)}`}
                  onChange={(active) => {
                    if (active) void activate(row, true);
                  }}
                />
              );
              if (row.active === false) return control;
              return (
                <Popconfirm
                  title={t("customerfields.retire_ask", { name: named(row) })}
                  description={t("customerfields.retire_detail")}
                  onConfirm={() => activate(row, false)}
                >
                  {control}
                </Popconfirm>
              );
            },
          },
          {
            title: t("common.actions"),
            render: (_, row, index) => (
              <Space size={4}>
                <Button
                  size="small"
                  type="text"
                  icon={<UpOutlined />}
                  disabled={index === 0 || save.isPending}
                  aria-label={`${t("settings.up")}: ${named(row)}`}
                  onClick={() => void attempt(moved(rows, index, index - 1))}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<DownOutlined />}
                  disabled={index === rows.length - 1 || save.isPending}
                  aria-label={`${t("settings.down")}: ${named(row)}`}
                  onClick={() => void attempt(moved(rows, index, index + 1))}
                />
                <Button size="small" onClick={() => setEdited(row)}>
                  {t("settings.edit")}
                </Button>
                <Popconfirm
                  title={t("customerfields.delete_ask", { name: named(row) })}
                  description={t("customerfields.delete_detail")}
                  onConfirm={() => attempt(rows.filter((one) => one.code !== row.code))}
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
      {edited && (
        <FieldDrawer
          key={edited === "new" ? "new" : edited.code}
          field={edited === "new" ? null : edited}
          fields={rows}
          put={put}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
