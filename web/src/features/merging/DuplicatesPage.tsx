import { Segmented, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Customer } from "@/api/types";
import { CallableNumbers } from "@/features/desk/components/CallableNumbers";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import pageStyles from "@/shared/ui/page.module.css";
import { usePairs } from "./api";
import { Reasons } from "./components/Reasons";
import styles from "./merging.module.css";
import { type DuplicatePair, mergeAddress, WAYS, type Way, wayOf } from "./model";

/** Customers who may be the same, two by two. */
export function Component() {
  const { t } = useTranslation();
  const filters = useListFilters(["by"]);
  const by = wayOf(filters.values.by);
  const query = usePairs({ by, page: filters.page, page_size: filters.pageSize });
  return (
    <>
      <PageHead title={t("merging.title")} detail={t("merging.detail")} />
      <search className={pageStyles.filters}>
        <Segmented<Way>
          aria-label={t("merging.by")}
          value={by}
          options={WAYS.map((value) => ({ value, label: t(`merging.way.${value}`) }))}
          onChange={(way) => filters.set({ by: way === "phone" ? undefined : way })}
        />
      </search>
      <DataTable<DuplicatePair>
        query={query}
        filters={{ ...filters, active: false }}
        teach={t(`merging.teach.${by}`)}
        rowKey={({ first, second }) => `${first.id} ${second.id}`}
        columns={[
          {
            title: t("merging.why"),
            width: 170,
            render: (_, { reasons, score }) => (
              <>
                <Reasons reasons={reasons} />
                <div className={styles.faint}>{t("merging.likely", { percent: Math.round(score * 100) })}</div>
              </>
            ),
          },
          { title: t("merging.first"), render: (_, { first }) => <KeyFacts customer={first} /> },
          { title: t("merging.second"), render: (_, { second }) => <KeyFacts customer={second} /> },
          {
            title: t("common.actions"),
            width: 110,
            render: (_, { first, second }) => (
              <Link to={mergeAddress(first.id, second.id)}>{t("merging.compare")}</Link>
            ),
          },
        ]}
      />
    </>
  );
}

function KeyFacts({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation();
  const region = pickText({ zh: customer.region_zh, en: customer.region_en }, i18n.language);
  const contact = formatDateTime(instant(customer.last_contact_at), i18n.language).slice(0, -3);
  const place = [region, customer.address].filter(Boolean).join(" ");
  return (
    <>
      <Link to={`/customers/${customer.id}`}>{customer.name || t("customers.provisional_name")}</Link>{" "}
      <span className={styles.faint}>{customer.number}</span>
      {customer.provisional && (
        <Tag color="gold" className={styles.tag}>
          {t("customers.provisional")}
        </Tag>
      )}
      <CallableNumbers numbers={customer.phones.map((phone) => phone.number)} />
      {place && <div>{place}</div>}
      {contact && <div className={styles.faint}>{`${t("customers.last_contact")} ${contact}`}</div>}
    </>
  );
}
