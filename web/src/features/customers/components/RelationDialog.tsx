import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { CustomerPicker, type PickerProps } from "@/shared/fields/pickers";
import { useRefusal } from "@/shared/useRefusal";
import { type NewRelation, useRelate } from "../parts";

interface Props {
  customer: string;
  onClose: () => void;
}

/** Who has to do with this customer, and how. */
export function RelationDialog({ customer, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<NewRelation>();
  const refuse = useRefusal(form);
  const relate = useRelate(customer);
  const kinds = useDictionary("customer_relation");

  function send(values: NewRelation): void {
    relate.mutate(
      { ...values, note: values.note?.trim() ?? "" },
      {
        onSuccess: () => {
          void message.success(t("common.saved"));
          onClose();
        },
        onError: refuse,
      },
    );
  }

  return (
    <Modal
      open
      title={t("customerparts.relate")}
      okText={t("common.save")}
      okButtonProps={{ loading: relate.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t("customerparts.relate_means")}</p>
      <Form<NewRelation> form={form} name="relation" layout="vertical" onFinish={send}>
        <Form.Item
          name="customer_id"
          label={t("customerparts.other_customer")}
          rules={[{ required: true, message: t("customerparts.customer_missing") }]}
        >
          <Other />
        </Form.Item>
        <Form.Item
          name="relation"
          label={t("customerparts.relation")}
          rules={[{ required: true, message: t("customerparts.relation_missing") }]}
        >
          <Select options={kinds.options} />
        </Form.Item>
        <Form.Item name="note" label={t("customers.note")}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** The form gives the value and hears of changes. */
const Other = ({ id, value, onChange }: Partial<PickerProps>) => (
  <CustomerPicker id={id ?? ""} value={value} onChange={onChange ?? (() => undefined)} />
);
