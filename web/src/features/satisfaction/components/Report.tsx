import { Alert, Button, Empty, Table } from "antd";
import { useTranslation } from "react-i18next";
import type { SurveyReportRow } from "@/api/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { FIGURES, figureText, type Group } from "../model";
import { FigureName } from "./FigureName";

interface Props {
  query: { data: SurveyReportRow[] | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  /** The same over everything. */
  whole: SurveyReportRow | undefined;
  group: Group;
  /** Narrow the page down to one agent or queue. */
  onChoose: (key: string) => void;
}

/** A row for each agent or queue, the whole below. */
export function Report({ query, whole, group, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const person = usePerson();
  const queueName = useQueueName();
  if (query.error && !query.data) {
    return (
      <Alert
        type="error"
        showIcon
        title={errorText(query.error, t, i18n.language)}
        action={<Button onClick={() => query.refetch()}>{t("common.retry")}</Button>}
      />
    );
  }
  const nameOf = (key: string) => (group === "agent" ? person(key) || key : queueName(key));
  const rows = query.data ?? [];
  return (
    <Table<SurveyReportRow>
      size="small"
      rowKey="key"
      loading={query.isPending}
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      locale={{
        emptyText: query.isPending ? (
          <span />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("satisfaction.teach_report")} />
        ),
      }}
      columns={[
        {
          title: t(`words.${group}`),
          render: (_, row) =>
            row.key ? (
              <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => onChoose(row.key)}>
                {nameOf(row.key)}
              </Button>
            ) : (
              t(`satisfaction.without_${group}`)
            ),
        },
        ...FIGURES.map((figure) => ({
          key: figure,
          title: <FigureName figure={figure} />,
          align: "end" as const,
          className: "figure",
          showSorterTooltip: false,
          sorter: (a: SurveyReportRow, b: SurveyReportRow) => (a[figure] ?? -1) - (b[figure] ?? -1),
          render: (_: unknown, row: SurveyReportRow) => figureText(row, figure),
        })),
      ]}
      summary={() =>
        whole &&
        rows.length > 0 && (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0}>
              <b>{t("reports.total")}</b>
            </Table.Summary.Cell>
            {FIGURES.map((figure, index) => (
              <Table.Summary.Cell key={figure} index={index + 1} align="right">
                <b className="figure">{figureText(whole, figure)}</b>
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        )
      }
    />
  );
}
