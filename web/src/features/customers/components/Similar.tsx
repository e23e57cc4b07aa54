import { Alert, Button, Form, type FormInstance } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CustomerDetail } from "@/api/types";
import { Reasons } from "@/features/merging/components/Reasons";
import { useNumber } from "@/shared/number";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useSettled } from "@/shared/useSettled";
import { useSimilar, useTakeCustomer } from "../api";
import { type CustomerFormValues, type LikeQuery, likeQuery, numbersIn } from "../model";
import styles from "../parts.module.css";

const TYPING_MS = 400;

interface Props {
  form: FormInstance<CustomerFormValues>;
  /** The provisional customer who is being filled in. */
  exclude: string | null;
  onTaken: (customer: CustomerDetail) => void;
}

/** While a new customer is entered: who may be the same. Taking one gives him the numbers that were typed. */
export function Similar({ form, exclude, onTaken }: Props) {
  const { t } = useTranslation();
  const number = useNumber();
  const fail = useErrorNotice();
  const values = Form.useWatch((all: CustomerFormValues) => JSON.stringify(likeQuery(all, exclude)), form);
  const settled = useSettled(values ?? "null", TYPING_MS);
  const found = useSimilar(JSON.parse(settled) as LikeQuery | null);
  const takeOver = useTakeCustomer();
  // Of a provisional customer only the number is known: whoever is entered with it becomes him by being entered.
  const rows = settled === "null" ? [] : (found.data ?? []).filter((one) => !one.customer.provisional);
  if (rows.length === 0) return null;

  return (
    <Alert
      type="warning"
      style={{ marginBottom: 16 }}
      title={t("customers.similar", { count: rows.length })}
      description={
        <ul className={styles.rows} aria-label={t("customers.similar", { count: rows.length })}>
          {rows.map(({ customer, reasons }) => (
            <li key={customer.id} className={styles.row}>
              <div>
                <Link to={`/customers/${customer.id}`}>{customer.name || t("customers.provisional_name")}</Link>{" "}
                <span className="figure">{customer.number}</span>
                {customer.phones.length > 0 && (
                  <div className="figure">{customer.phones.map((phone) => number(phone.number)).join(", ")}</div>
                )}
                {customer.address && <div className={styles.faint}>{customer.address}</div>}
                <Reasons reasons={reasons} />
              </div>
              <Button
                size="small"
                className={styles.tools ?? ""}
                loading={takeOver.isPending && takeOver.variables.id === customer.id}
                onClick={() => {
                  const numbers = numbersIn(form.getFieldsValue());
                  takeOver.mutateAsync({ id: customer.id, numbers }).then(onTaken, fail);
                }}
              >
                {t("customers.take_this")}
              </Button>
            </li>
          ))}
        </ul>
      }
    />
  );
}
