import { Button, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useDeliveries, useWebhookActs } from "../api";
import { type Delivery, eventNumber, STATES } from "../model";
import { DeliveryTag, useEventWord, Why } from "./words";

/** What was delivered, is still tried, or was given up. */
export function Deliveries({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const word = useEventWord();
  const fail = useErrorNotice();
  const { redeliver } = useWebhookActs();
  const filters = useListFilters(["state", "event", "from", "to"] as const);
  const { state, event, ...period } = filters.values;
  const query = useDeliveries(id, {
    ...period,
    state: STATES.find((known) => known === state),
    event: eventNumber(event),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const at = (text: string | null) => formatDateTime(instant(text), i18n.language);
  return (
    <>
      <FilterBar filters={filters}>
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          width={130}
          options={STATES.map((value) => ({ value, label: t(`webhooks.delivery.${value}`) }))}
        />
        <TextFilter {...filters} name="event" label={t("webhooks.event_number")} width={200} />
        <PeriodFilter {...filters} />
      </FilterBar>
      <DataTable<Delivery>
        query={query}
        filters={filters}
        teach={t("webhooks.no_deliveries")}
        columns={[
          {
            title: t("webhooks.event"),
            render: (_, row) => (
              <>
                {word(row.event_type)} <small className="figure">#{row.event_id}</small>
              </>
            ),
          },
          {
            title: t("live.state"),
            width: 130,
            render: (_, row) => (
              <>
                <DeliveryTag state={row.state} />
                {row.redelivery && <Tag>{t("webhooks.again")}</Tag>}
              </>
            ),
          },
          { title: t("webhooks.attempts"), align: "end", className: "figure", width: 70, dataIndex: "attempts" },
          {
            title: t("webhooks.answer"),
            render: (_, row) =>
              row.error ? (
                <Why error={row.error} />
              ) : (
                row.status !== null && t("webhooks.answered", { status: row.status, seconds: seconds(row.seconds) })
              ),
          },
          { title: t("webhooks.tried_at"), width: 165, render: (_, row) => at(row.tried_at) },
          { title: t("webhooks.next_at"), width: 165, render: (_, row) => (row.next_at ? at(row.next_at) : "–") },
          {
            title: "",
            width: 110,
            render: (_, row) =>
              row.state !== "pending" && (
                <Popconfirm
                  title={t("webhooks.redeliver_ask")}
                  okText={t("webhooks.redeliver")}
                  onConfirm={() => redeliver.mutateAsync({ id, delivery: row.id }).catch(fail)}
                >
                  <Button size="small">{t("webhooks.redeliver")}</Button>
                </Popconfirm>
              ),
          },
        ]}
      />
    </>
  );
}

const seconds = (value: number | null) => (value ?? 0).toFixed(2);
