import { Select, Table } from "antd";
import { useTranslation } from "react-i18next";
import styles from "../imports.module.css";
import { columnName, type Preview, samples } from "../model";

interface Props {
  preview: Preview;
  mapping: readonly string[];
  twice: ReadonlySet<number>;
  /** Columns that are left out, too. */
  all: boolean;
  onChange: (mapping: string[]) => void;
}

interface Row {
  place: number;
  name: string;
}

/** Each column of the file with some of its values, and which of ours it is. */
export function MappingTable({ preview, mapping, twice, all, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const rows: Row[] = preview.names
    .map((name, place) => ({ place, name: name || t("imports.column", { number: place + 1 }) }))
    .filter(({ place }) => all || mapping[place]);
  const options = preview.columns.map((column) => ({
    value: column.code,
    label: columnName(column, i18n.language) + (column.required ? " *" : ""),
  }));
  return (
    <Table<Row>
      size="small"
      rowKey="place"
      pagination={false}
      dataSource={rows}
      scroll={{ y: 420 }}
      columns={[
        { title: t("imports.in_file"), dataIndex: "name", width: 220 },
        {
          title: t("imports.samples"),
          render: (_, row) => <span className={styles.samples}>{samples(preview, row.place).join(" · ")}</span>,
        },
        {
          title: t("imports.ours"),
          width: 280,
          render: (_, row) => (
            <>
              <Select
                style={{ width: "100%" }}
                aria-label={`${t("imports.ours")}: ${row.name}`}
                allowClear
                placeholder={t("imports.left_out")}
                status={twice.has(row.place) ? "error" : undefined}
                value={mapping[row.place] || undefined}
                options={options}
                onChange={(code?: string) =>
                  onChange(
                    preview.names.map((_name, place) => (place === row.place ? (code ?? "") : (mapping[place] ?? ""))),
                  )
                }
              />
              {twice.has(row.place) && <small role="alert">{t("imports.twice")}</small>}
            </>
          ),
        },
      ]}
    />
  );
}
