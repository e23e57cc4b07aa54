import { PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Form, Input, Modal, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntryConfig } from "@/api/types";
import { pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateEntry, useDeleteEntry, useEntries, useFlows, useUpdateEntry } from "./api";
import { AdminTable } from "./components/AdminTable";

export function Component() {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const query = useEntries();
  const flows = useFlows();
  const create = useCreateEntry();
  const update = useUpdateEntry();
  const remove = useDeleteEntry();
  const fail = useErrorNotice();
  const [edited, setEdited] = useState<EntryConfig | "new" | null>(null);
  const existing = edited === "new" ? null : edited;
  const required = [{ required: true, message: t("admin.required") }];
  const flowName = (id: string) => pickText(flows.data?.find((flow) => flow.id === id)?.name, i18n.language) || id;

  function save(values: EntryConfig): void {
    const done = { onSuccess: () => setEdited(null), onError: fail };
    if (existing) update.mutate({ ...values, number: existing.number }, done);
    else create.mutate(values, done);
  }

  function confirmRemoval(entry: EntryConfig): void {
    modal.confirm({
      title: t("admin.entry_delete", { number: entry.number }),
      content: t("admin.entry_delete_detail"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () => remove.mutateAsync(entry.number).catch(fail),
    });
  }

  return (
    <>
      <PageHead
        title={t("frame.entries")}
        detail={t("admin.entries_detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("admin.entry_new")}
          </Button>
        }
      />
      <Alert type="info" showIcon title={t("admin.entries_not_yet")} style={{ marginBottom: 16 }} />
      <AdminTable<EntryConfig>
        query={query}
        teach={t("admin.entries_teach")}
        rowKey="number"
        columns={[
          {
            title: t("admin.entry_number"),
            render: (_, row) => (row.number === "*" ? t("admin.entry_any") : row.number),
          },
          { title: t("admin.name"), render: (_, row) => pickText(row.name, i18n.language) },
          { title: t("frame.flows"), render: (_, row) => flowName(row.flow) },
          {
            title: t("common.actions"),
            render: (_, row) => (
              <Space>
                <Button size="small" onClick={() => setEdited(row)}>
                  {t("common.edit")}
                </Button>
                <Button size="small" danger onClick={() => confirmRemoval(row)}>
                  {t("common.delete")}
                </Button>
              </Space>
            ),
          },
        ]}
      />
      <Modal
        title={t(existing ? "admin.entry_edit" : "admin.entry_new")}
        open={edited !== null}
        onCancel={() => setEdited(null)}
        okText={t("common.save")}
        okButtonProps={{ htmlType: "submit", form: "entry", loading: create.isPending || update.isPending }}
        destroyOnHidden
      >
        <Form<EntryConfig> id="entry" layout="vertical" initialValues={existing ?? {}} onFinish={save}>
          {!existing && (
            <Form.Item
              name="number"
              label={t("admin.entry_number")}
              help={t("admin.entry_number_help")}
              rules={[{ required: true, pattern: /^(?:\*|\+?\d{2,20})$/, message: t("admin.entry_number_help") }]}
            >
              <Input inputMode="tel" />
            </Form.Item>
          )}
          <Form.Item name={["name", "zh"]} label={t("admin.name_zh")} rules={required}>
            <Input />
          </Form.Item>
          <Form.Item name={["name", "en"]} label={t("admin.name_en")} rules={required}>
            <Input />
          </Form.Item>
          <Form.Item name="flow" label={t("frame.flows")} rules={required}>
            <Select options={flows.data?.map((flow) => ({ value: flow.id, label: flowName(flow.id) }))} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
