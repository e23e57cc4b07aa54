import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input, Modal, Select, Switch, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { familyName } from "@/features/documents/model";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCreateType, useSetActive, useTypes } from "./api";
import { newType } from "./model";
import { useBothWords } from "./words";

/** All document types, with their versions; those that are only drafts yet too. */
export function Component() {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const types = useTypes();
  const setActive = useSetActive();
  const [making, setMaking] = useState(false);
  return (
    <>
      <PageHead
        title={t("doctypes.title")}
        detail={t("doctypes.detail")}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("doctypes.new")}
          </Button>
        }
      />
      {types.error && <Alert type="error" showIcon title={errorText(types.error, t, i18n.language)} />}
      <Table
        rowKey="code"
        size="middle"
        pagination={false}
        loading={types.isPending}
        dataSource={types.data ?? []}
        locale={{ emptyText: t("doctypes.teach") }}
        columns={[
          {
            title: t("doctypes.name"),
            render: (_, row) => (
              <Link to={`/admin/document-types/${row.code}`}>{pickText(row.name, i18n.language) || row.code}</Link>
            ),
          },
          { title: t("doctypes.family"), render: (_, row) => familyName(row.family, t) },
          {
            title: t("doctypes.version"),
            render: (_, row) => (
              <>
                {row.version > 0 ? row.version : t("doctypes.never_published")}{" "}
                {row.draft && <Tag color="gold">{t("flows.draft")}</Tag>}
                {row.shipped && <Tag>{t("doctypes.shipped")}</Tag>}
              </>
            ),
          },
          {
            title: t("doctypes.active"),
            render: (_, row) => (
              <Switch
                checked={row.active}
                disabled={row.version === 0}
                aria-label={`${t("doctypes.active")}: ${pickText(row.name, i18n.language)}`}
                onChange={(active) => setActive.mutate({ code: row.code, active }, { onError: fail })}
              />
            ),
          },
        ]}
      />
      {making && <NewType taken={(types.data ?? []).map((one) => one.code)} onClose={() => setMaking(false)} />}
    </>
  );
}

const CODE = /^[a-z][a-z0-9_]{0,31}$/;
const FAMILIES = ["ticket", "order", "work"];

interface Made {
  code: string;
  zh: string;
  en: string;
  family: string;
}

function NewType({ taken, onClose }: { taken: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const words = useBothWords();
  const create = useCreateType();
  const [form] = Form.useForm<Made>();
  const required = { required: true, whitespace: true, message: t("documents.must_fill") };

  function send({ code, zh, en, family }: Made): void {
    const parts = {
      enter: words("first.enter"),
      submit: words("first.submit"),
      handle: words("first.handle"),
      finish: words("first.finish"),
      end: words("first.end"),
      section: words("first.section"),
    };
    create.mutate(newType(code, family, { zh, en }, parts), {
      onSuccess: () => void navigate(`/admin/document-types/${code}`),
      onError: fail,
    });
  }

  return (
    <Modal
      open
      title={t("doctypes.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
    >
      <Form<Made> form={form} layout="vertical" onFinish={send} initialValues={{ family: "ticket" }}>
        <Form.Item name="zh" label={t("admin.name_zh")} rules={[required]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="en" label={t("admin.name_en")} rules={[required]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t("doctypes.code")}
          extra={t("doctypes.code_help")}
          rules={[
            required,
            { pattern: CODE, message: t("doctypes.code_wrong") },
            {
              validator: (_, code: string) =>
                taken.includes(code) ? Promise.reject(new Error(t("doctypes.code_taken"))) : Promise.resolve(),
            },
          ]}
        >
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="family" label={t("doctypes.family")} extra={t("doctypes.family_help")}>
          <Select options={FAMILIES.map((one) => ({ value: one, label: familyName(one, t) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
