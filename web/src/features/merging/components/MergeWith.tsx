import { Alert, Button, Modal, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { CustomerDetail } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { CustomerPicker } from "@/shared/fields/pickers";
import { useNumber } from "@/shared/number";
import { useLikely } from "../api";
import styles from "../merging.module.css";
import { mergeAddress, phonesOf } from "../model";
import { useTitle } from "../useTitle";
import { Reasons } from "./Reasons";

/** From a customer's card to the comparison with another: with whom who is likely, or whoever is looked for. */
export function MergeWith({ customer }: { customer: CustomerDetail }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("merging.merge_with")}</Button>
      <Modal
        title={t("merging.merge_with_title")}
        open={open}
        footer={null}
        destroyOnHidden
        onCancel={() => setOpen(false)}
      >
        <Choice customer={customer} />
      </Modal>
    </>
  );
}

function Choice({ customer }: { customer: CustomerDetail }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const title = useTitle();
  const number = useNumber();
  const likely = useLikely(customer);
  const [chosen, setChosen] = useState<string | null>(null);
  const himself = chosen === customer.id;
  return (
    <Space orientation="vertical" size="middle" style={{ width: "100%" }}>
      {likely.error && <Alert type="error" showIcon title={errorText(likely.error, t, i18n.language)} />}
      {likely.data && (
        <div>
          <p className={styles.faint}>{t(likely.data.length > 0 ? "merging.likely_ones" : "merging.nobody_likely")}</p>
          <ul className={styles.rows}>
            {likely.data.map((one) => (
              <li key={one.customer.id} className={styles.row}>
                <div>
                  <div>{title(one.customer)}</div>
                  <div className="figure">{phonesOf(one.customer).map(number).join(", ")}</div>
                  <Reasons reasons={one.reasons} />
                </div>
                <Link to={mergeAddress(customer.id, one.customer.id)}>{t("merging.compare")}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <p className={styles.faint}>{t("merging.search")}</p>
        <Space.Compact style={{ width: "100%" }}>
          <CustomerPicker label={t("merging.search")} value={chosen} onChange={setChosen} />
          <Button
            type="primary"
            disabled={chosen === null || himself}
            onClick={() => void navigate(mergeAddress(customer.id, chosen ?? ""))}
          >
            {t("merging.compare")}
          </Button>
        </Space.Compact>
        {himself && <Alert type="warning" showIcon style={{ marginTop: 8 }} title={t("merging.himself")} />}
      </div>
    </Space>
  );
}
