import { Radio, Tag } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { CustomerDetail } from "@/api/types";
import type { CustomerField } from "@/shared/fields/customer";
import { formatDateTime } from "@/shared/format";
import { useNumber } from "@/shared/number";
import { useUnitName } from "@/shared/units";
import styles from "../merging.module.css";
import {
  addressesOf,
  COUNTED,
  type Counts,
  isOpen,
  joined,
  otherSide,
  type Pair,
  type Picks,
  phonesOf,
  type Side,
  singles,
  winner,
} from "../model";
import { useLabel, Value } from "./Value";

interface Props {
  pair: Pair;
  keep: Side;
  picks: Picks;
  fields: readonly CustomerField[];
  counts: Readonly<Record<Side, Counts | undefined>>;
  onKeep: (side: Side) => void;
  onPick: (name: string, side: Side) => void;
}

const SIDES = ["a", "b"] as const;

/** Both records side by side with what comes out of them; where both have a value, one is chosen. */
export function Comparison({ pair, keep, picks, fields, counts, onKeep, onPick }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const label = useLabel(fields);
  const unit = useUnitName();
  const number = useNumber();
  const [kept, gone] = [pair[keep], pair[otherSide(keep)]];
  const when = (text: string | null) => formatDateTime(instant(text), i18n.language).slice(0, -3) || "–";
  const latest = [kept.last_contact_at, gone.last_contact_at].filter((at) => at !== null).sort();

  /** Something that is not chosen: both, and the result. */
  const plain = (name: string, both: (customer: CustomerDetail) => ReactNode, result: ReactNode) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {SIDES.map((side) => (
        <td key={side}>{both(pair[side])}</td>
      ))}
      <td>{result}</td>
    </tr>
  );
  const list = (name: string, of: (customer: CustomerDetail) => string[], write = (text: string) => text) =>
    (of(kept).length > 0 || of(gone).length > 0) &&
    plain(
      name,
      (customer) => <Lines texts={of(customer).map(write)} />,
      <Lines texts={joined(of(kept), of(gone)).map(write)} />,
    );

  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            {SIDES.map((side) => (
              <th key={side} scope="col" id={`${id}-${side}`}>
                <Link to={`/customers/${pair[side].id}`}>{pair[side].name || t("customers.provisional_name")}</Link>
                {pair[side].provisional && (
                  <Tag color="gold" className={styles.tag}>
                    {t("customers.provisional")}
                  </Tag>
                )}
                <div>
                  <Radio
                    name="keep"
                    checked={keep === side}
                    onChange={() => onKeep(side)}
                    aria-label={t("merging.stays_named", { number: pair[side].number })}
                  >
                    {t("merging.stays")}
                  </Radio>
                </div>
              </th>
            ))}
            <th scope="col">{t("merging.result")}</th>
          </tr>
        </thead>
        <tbody>
          {plain(t("customers.number"), (customer) => customer.number, kept.number)}
          {list(t("customers.phones"), phonesOf, number)}
          {singles(pair, fields).map((name) => {
            const from = winner(pair, keep, picks, name);
            const open = isOpen(pair, name);
            return (
              <tr key={name}>
                <th scope="row" id={`${id}-${name}`}>
                  {label(name)}
                </th>
                {SIDES.map((side) => (
                  <td key={side}>
                    {open ? (
                      <Radio
                        name={name}
                        checked={from === side}
                        onChange={() => onPick(name, side)}
                        aria-describedby={`${id}-${name} ${id}-${side}`}
                      >
                        <Value customer={pair[side]} name={name} fields={fields} />
                      </Radio>
                    ) : (
                      <Value customer={pair[side]} name={name} fields={fields} />
                    )}
                  </td>
                ))}
                <td>
                  <Value customer={pair[from]} name={name} fields={fields} />
                </td>
              </tr>
            );
          })}
          {list(t("merging.addresses"), addressesOf)}
          {list(t("merging.tags"), (customer) => customer.tags)}
          {plain(
            t("merging.no_sms"),
            (customer) => t(customer.no_sms ? "common.yes" : "common.no"),
            t(kept.no_sms || gone.no_sms ? "common.yes" : "common.no"),
          )}
          {plain(t("merging.unit"), (customer) => unit(customer.unit_id) || "–", unit(kept.unit_id) || "–")}
          {plain(
            t("customers.created"),
            (customer) => when(customer.created_at),
            when([kept.created_at, gone.created_at].sort()[0] ?? null),
          )}
          {plain(
            t("customers.last_contact"),
            (customer) => when(customer.last_contact_at),
            when(latest[latest.length - 1] ?? null),
          )}
          {COUNTED.map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`merging.count.${kind}`)}</th>
              {SIDES.map((side) => (
                <td key={side}>{counts[side]?.[kind] ?? "–"}</td>
              ))}
              <td>{counts.a && counts.b ? counts.a[kind] + counts.b[kind] : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return <>–</>;
  return texts.map((text) => <div key={text}>{text}</div>);
}
