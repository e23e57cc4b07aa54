import { App, DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { useRefusal } from "@/shared/useRefusal";
import { type Product, type ProductBody, useSaveProduct } from "../parts";
import styles from "../parts.module.css";

interface Props {
  customer: string;
  /** Null for a new one. */
  product: Product | null;
  onClose: () => void;
}

const LENGTH = { name: 100, model: 100, serial: 64, barcode: 64 } as const;
const PAIRS = [
  ["name", "model"],
  ["serial", "barcode"],
] as const;
const DAYS = ["bought_on", "warranty_until"] as const;

/** All fields are there from the start, so that each can say what is wrong with it. */
const EMPTY: ProductBody = {
  name: "",
  model: "",
  serial: "",
  barcode: "",
  bought_on: null,
  warranty_until: null,
  note: "",
};

/** A product that the customer owns: what is emptied is empty afterwards. */
export function ProductDialog({ customer, product, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<ProductBody>();
  const refuse = useRefusal(form);
  const save = useSaveProduct(customer);

  function send(values: ProductBody): void {
    const body = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value || null]),
    ) as ProductBody;
    save.mutate(
      { product: product?.id ?? null, body },
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
      title={t(product ? "customerparts.product_change" : "customerparts.product_add")}
      okText={t("common.save")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<ProductBody> form={form} name="product" layout="vertical" initialValues={product ?? EMPTY} onFinish={send}>
        {PAIRS.map((pair) => (
          <div key={pair[0]} className={styles.pair}>
            {pair.map((name) => (
              <Form.Item key={name} name={name} label={t(`customerparts.product.${name}`)}>
                <Input maxLength={LENGTH[name]} />
              </Form.Item>
            ))}
          </div>
        ))}
        <div className={styles.pair}>
          {DAYS.map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={t(`customerparts.product.${name}`)}
              getValueProps={(value?: string | null) => ({ value: value ? dayjs(value) : null })}
              normalize={(day: Dayjs | null) => day?.format("YYYY-MM-DD") ?? null}
            >
              <DatePicker style={{ width: "100%" }} />
            </Form.Item>
          ))}
        </div>
        <Form.Item name="note" label={t("customerparts.product.note")} extra={t("customerparts.product_needs")}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
