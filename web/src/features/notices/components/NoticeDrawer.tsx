import { Alert, App, Button, Checkbox, DatePicker, Drawer, Form, Input, Segmented, Space, TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NoticeDetail } from "@/api/types";
import { useDraft } from "@/shared/draft";
import { errorText } from "@/shared/errorText";
import { FilesField } from "@/shared/fields/FilesField";
import { showAtField } from "@/shared/refused";
import { MarkdownField } from "@/shared/text/MarkdownField";
import { DraftFound } from "@/shared/ui/DraftFound";
import { peopleIn, treeOf, useUnits } from "@/shared/units";
import { useSaveNotice } from "../api";
import { BLANK, KINDS, newNotice, noticeChange, revived, type Values, valuesOf } from "../model";

interface Props {
  /** Null: a new one. */
  notice: NoticeDetail | null;
  onClose: () => void;
  onSaved: (notice: NoticeDetail) => void;
}

/** Writing or changing a notice. What is typed outlives a reload; whom it reaches is said before it is published. */
export default function NoticeDrawer({ notice, onClose, onSaved }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`notice.${notice ? `${notice.id}.${notice.version}` : "new"}`);
  const [found, setFound] = useState(draft.kept !== null);
  const start = notice ? valuesOf(notice) : BLANK;
  const units = useUnits();
  const { create, change } = useSaveNotice();
  const [refusal, setRefusal] = useState("");
  const kind = Form.useWatch("kind", form) ?? start.kind;
  const chosen = Form.useWatch("units", form) ?? start.units;

  function discard(): void {
    draft.drop();
    setFound(false);
    form.setFieldsValue(start);
  }

  function save(): void {
    const values = { ...start, ...(form.getFieldsValue(true) as Values) };
    setRefusal("");
    const outcome = {
      onSuccess: (saved: NoticeDetail) => {
        draft.drop();
        void message.success(t(notice ? "common.saved" : "notices.published"));
        onSaved(saved);
      },
      onError: (error: unknown) => {
        const text = errorText(error, t, i18n.language);
        if (!showAtField(form, error, text)) setRefusal(text);
      },
    };
    if (notice) change.mutate({ id: notice.id, ...noticeChange(notice, values) }, outcome);
    else create.mutate(newNotice(values), outcome);
  }

  return (
    <Drawer
      title={t(notice ? "notices.edit" : "notices.new")}
      open
      onClose={onClose}
      size={760}
      footer={
        <Space>
          <Button type="primary" loading={create.isPending || change.isPending} onClick={() => form.submit()}>
            {t(notice ? "common.save" : "notices.publish")}
          </Button>
          <span role="status">{t("notices.reaches", { count: peopleIn(units, chosen) })}</span>
        </Space>
      }
    >
      {found && <DraftFound onDrop={discard} />}
      {refusal && <Alert type="error" showIcon style={{ marginBottom: 16 }} title={refusal} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={draft.kept ? revived(draft.kept) : start}
        onValuesChange={(_, all) => draft.keep({ ...start, ...all })}
        onFinish={save}
      >
        {!notice && (
          <Form.Item name="kind" label={t("notices.kind")}>
            <Segmented options={KINDS.map((one) => ({ value: one, label: t(`notices.kinds.${one}`) }))} />
          </Form.Item>
        )}
        {kind === "paper" && (
          <Form.Item name="reference" label={t("notices.reference")}>
            <Input maxLength={64} placeholder={t("notices.reference_example")} />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t("notices.name")}
          rules={[{ required: true, whitespace: true, message: t("notices.title_missing") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="body" label={t("notices.body")}>
          <MarkdownField />
        </Form.Item>
        <Form.Item
          name="units"
          label={t("notices.units")}
          extra={t("notices.units_help")}
          rules={[{ required: true, message: t("notices.units_missing") }]}
        >
          <TreeSelect<string[]>
            multiple
            treeDefaultExpandAll
            showSearch={{ treeNodeFilterProp: "title" }}
            treeData={treeOf(units, i18n.language)}
          />
        </Form.Item>
        <Space size={16} wrap align="start">
          <Form.Item name="starts_at" label={t("notices.starts_at")} extra={t("notices.starts_help")}>
            <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" />
          </Form.Item>
          <Form.Item
            name="ends_at"
            label={t("notices.ends_at")}
            extra={t("notices.ends_help")}
            dependencies={["starts_at"]}
            rules={[
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  !value || !getFieldValue("starts_at") || value.isAfter(getFieldValue("starts_at"))
                    ? Promise.resolve()
                    : Promise.reject(new Error(t("notices.period_wrong"))),
              }),
            ]}
          >
            <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" />
          </Form.Item>
        </Space>
        <Form.Item name="attachments" label={t("notices.attachments")}>
          <FilesField />
        </Form.Item>
        <Form.Item name="pinned" valuePropName="checked">
          <Checkbox>{t("notices.pin")}</Checkbox>
        </Form.Item>
        {notice && (
          <Form.Item name="again" valuePropName="checked" extra={t("notices.again_help")}>
            <Checkbox>{t("notices.again")}</Checkbox>
          </Form.Item>
        )}
      </Form>
    </Drawer>
  );
}
