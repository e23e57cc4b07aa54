import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { type Product, productTitle, useProducts, useRemoveProduct } from "../parts";
import styles from "../parts.module.css";
import { ProductDialog } from "./ProductDialog";

const FIRST = 5;

interface Props {
  customer: string;
  editable: boolean;
}

/** What the customer owns, the newest purchase first. */
export function Products({ customer, editable }: Props) {
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useErrorNotice();
  const products = useProducts(customer);
  const remove = useRemoveProduct(customer);
  const [open, setOpen] = useState<Product | "new" | null>(null);
  const [all, setAll] = useState(false);
  const rows = products.data ?? [];

  function ask(product: Product): void {
    modal.confirm({
      title: t("customerparts.product_remove_ask", { name: productTitle(product) }),
      content: t("customerparts.product_remove_means"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        remove.mutateAsync(product.id).then(() => void message.success(t("customerparts.product_removed")), fail),
    });
  }

  return (
    <Panel
      title={t("customerparts.products")}
      extra={
        editable && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
            {t("customerparts.product_add")}
          </Button>
        )
      }
    >
      {products.isPending && <Loading />}
      {products.error && <Alert type="error" showIcon title={errorText(products.error, t, i18n.language)} />}
      {products.data?.length === 0 && <span className={styles.faint}>{t("customerparts.no_products")}</span>}
      <ul className={styles.rows} aria-label={t("customerparts.products")}>
        {(all ? rows : rows.slice(0, FIRST)).map((one) => (
          <li key={one.id} className={styles.row}>
            <div>
              <Shown product={one} />
            </div>
            {editable && (
              <span className={styles.tools}>
                <Button
                  size="small"
                  type="text"
                  icon={<EditOutlined />}
                  aria-label={`${productTitle(one)}: ${t("settings.edit")}`}
                  onClick={() => setOpen(one)}
                />
                <Button
                  size="small"
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={`${productTitle(one)}: ${t("common.delete")}`}
                  onClick={() => ask(one)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
      {!all && rows.length > FIRST && (
        <Button type="link" size="small" className={styles.more ?? ""} onClick={() => setAll(true)}>
          {t("customerparts.show_all", { count: rows.length })}
        </Button>
      )}
      {open !== null && (
        <ProductDialog customer={customer} product={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Panel>
  );
}

function Shown({ product }: { product: Product }) {
  const { t } = useTranslation();
  const title = productTitle(product);
  const numbers = (["serial", "barcode"] as const).filter((name) => product[name] && product[name] !== title);
  const days = (["bought_on", "warranty_until"] as const).filter((name) => product[name]);
  return (
    <>
      <div>
        {title}{" "}
        {product.in_warranty !== null && product.in_warranty !== undefined && (
          <Tag color={product.in_warranty ? "green" : "default"}>
            {t(product.in_warranty ? "customerparts.in_warranty" : "customerparts.out_of_warranty")}
          </Tag>
        )}
      </div>
      {numbers.map((name) => (
        <div key={name} className={styles.faint}>
          {t(`customerparts.product.${name}`)} <span className="figure">{product[name]}</span>
        </div>
      ))}
      {days.length > 0 && (
        <div className={styles.faint}>
          {days.map((name) => `${t(`customerparts.product.${name}`)} ${product[name]}`).join(" · ")}
        </div>
      )}
      {product.note && <div className={`${styles.faint} ${styles.note}`}>{product.note}</div>}
    </>
  );
}
