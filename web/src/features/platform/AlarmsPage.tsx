import { DownloadOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant, serverNow } from "@/api/clock";
import { useQueueName } from "@/shared/directory";
import { download, withQuery } from "@/shared/download";
import { formatDateTime, formatDuration, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, QueueFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAlarms } from "./api";
import { ALARM_STATES, type AlarmEpisode, lasted, SEVERITIES } from "./model";

const FILTERS = ["severity", "queue", "state", "from", "to"] as const;

/** What was wrong, from when until when: of the platform and of queues beyond their limits. */
export function Component() {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const queue = useQueueName();
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const severity = SEVERITIES.find((known) => known === values.severity);
  const state = ALARM_STATES.find((known) => known === values.state);
  const alarms = useAlarms({ ...values, severity, state, page: filters.page, page_size: filters.pageSize });
  return (
    <>
      <PageHead
        title={t("platform.alarms")}
        detail={t("platform.alarms_detail")}
        actions={
          <Button
            icon={<DownloadOutlined />}
            onClick={() => download(withQuery("/live/alarms.csv", values), "alarms.csv").catch(notice)}
          >
            {t("platform.alarms_export")}
          </Button>
        }
      />
      <FilterBar filters={filters}>
        <ChoiceFilter
          {...filters}
          name="severity"
          label={t("platform.severity_title")}
          options={SEVERITIES.map((value) => ({
            value,
            label: t(`platform.severity.${value}`),
          }))}
        />
        <QueueFilter {...filters} />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("platform.alarm_state")}
          options={ALARM_STATES.map((value) => ({ value, label: t(`platform.alarm_is.${value}`) }))}
        />
        <PeriodFilter {...filters} />
      </FilterBar>
      <DataTable<AlarmEpisode>
        query={alarms}
        filters={filters}
        teach={t("platform.alarms_teach")}
        size="small"
        columns={[
          {
            title: t("platform.alarm_began"),
            width: 170,
            className: "figure",
            render: (_, row) => formatDateTime(instant(row.began_at), i18n.language),
          },
          {
            title: t("platform.alarm_ended"),
            width: 170,
            className: "figure",
            render: (_, row) =>
              row.ended_at ? (
                formatDateTime(instant(row.ended_at), i18n.language)
              ) : (
                <Tag color="red">{t("platform.alarm_is.on")}</Tag>
              ),
          },
          {
            title: t("platform.alarm_lasted"),
            width: 110,
            align: "end",
            className: "figure",
            render: (_, row) => formatDuration(lasted(row, serverNow())),
          },
          {
            title: t("platform.severity_title"),
            width: 100,
            render: (_, row) => (
              <Tag color={row.severity === "critical" ? "red" : "gold"}>{t(`platform.severity.${row.severity}`)}</Tag>
            ),
          },
          {
            title: t("platform.alarm_what"),
            render: (_, row) => pickText({ zh: row.zh, en: row.en }, i18n.language),
          },
          {
            title: t("platform.alarm_queue"),
            width: 160,
            render: (_, row) => (row.queue ? queue(row.queue) || row.queue : ""),
          },
        ]}
      />
    </>
  );
}
