import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Drawer, Empty, Form, Input, InputNumber, Modal, Space, Tree, type TreeDataNode } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Category } from "@/api/types";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRefusal } from "@/shared/useRefusal";
import { useCategories, useCategoryActs } from "../api";
import { type CategoryNode, categoryTree } from "../model";

interface Values {
  name_zh: string;
  name_en: string;
  position: number;
}

type Edited = { category: Category } | { parent: string | null };

/** The tree of categories: made, renamed, ordered, removed. */
export default function CategoriesDrawer({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const fail = useErrorNotice();
  const categories = useCategories();
  const { remove } = useCategoryActs();
  const [edited, setEdited] = useState<Edited | null>(null);

  const row = (node: CategoryNode) => {
    const category = categories.find((one) => one.id === node.key);
    return (
      <Space>
        {node.title}
        <Button
          size="small"
          type="text"
          icon={<PlusOutlined />}
          aria-label={`${t("knowledge.category_below")} ${node.title}`}
          onClick={() => setEdited({ parent: node.key })}
        />
        <Button
          size="small"
          type="text"
          icon={<EditOutlined />}
          aria-label={`${t("common.edit")} ${node.title}`}
          onClick={() => category && setEdited({ category })}
        />
        <Button
          size="small"
          type="text"
          danger
          icon={<DeleteOutlined />}
          aria-label={`${t("common.delete")} ${node.title}`}
          onClick={() =>
            modal.confirm({
              title: t("knowledge.category_delete", { name: node.title }),
              okText: t("common.delete"),
              okButtonProps: { danger: true },
              onOk: () => remove.mutateAsync(node.key).catch(fail),
            })
          }
        />
      </Space>
    );
  };
  const shown = (nodes: CategoryNode[]): TreeDataNode[] =>
    nodes.map((node) => ({ key: node.key, title: row(node), children: shown(node.children) }));

  return (
    <Drawer
      title={t("knowledge.categories")}
      open
      onClose={onClose}
      size={520}
      extra={
        <Button icon={<PlusOutlined />} onClick={() => setEdited({ parent: null })}>
          {t("knowledge.category_new")}
        </Button>
      }
    >
      {categories.length === 0 ? (
        <Empty description={t("knowledge.categories_teach")} />
      ) : (
        <Tree
          key={categories.length}
          selectable={false}
          defaultExpandAll
          treeData={shown(categoryTree(categories, i18n.language))}
        />
      )}
      {edited && <CategoryDialog edited={edited} onClose={() => setEdited(null)} />}
    </Drawer>
  );
}

function CategoryDialog({ edited, onClose }: { edited: Edited; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const refuse = useRefusal(form);
  const { create, change } = useCategoryActs();
  const before = "category" in edited ? edited.category : null;

  function save(values: Values): void {
    const outcome = { onSuccess: onClose, onError: refuse };
    if (before) change.mutate({ id: before.id, ...values }, outcome);
    else create.mutate({ parent_id: "parent" in edited ? edited.parent : null, ...values }, outcome);
  }

  return (
    <Modal
      title={t(before ? "knowledge.category_edit" : "knowledge.category_new")}
      open
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common.save")}
      confirmLoading={create.isPending || change.isPending}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={before ?? { name_zh: "", name_en: "", position: 0 }}
        onFinish={save}
      >
        {(["name_zh", "name_en"] as const).map((name) => (
          <Form.Item
            key={name}
            name={name}
            label={t(name === "name_zh" ? "settings.in_zh" : "settings.in_en")}
            rules={[{ required: true, whitespace: true, message: t("knowledge.name_missing") }]}
          >
            <Input maxLength={100} />
          </Form.Item>
        ))}
        <Form.Item name="position" label={t("knowledge.position")}>
          <InputNumber min={0} max={10000} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
