import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { usePeople } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { useOpenRow } from "@/shared/list/useOpenRow";
import { PageHead } from "@/shared/ui/PageHead";
import { useSettingVersions } from "./api";
import { VersionDrawer } from "./components/VersionDrawer";
import { CHANGES, PARTS, type Version } from "./model";
import { usePlaceWords, useVersionWords } from "./words";

const FILTERS = ["part", "ident", "user", "change", "q", "from", "to"] as const;
const COLOURS = { created: "green", changed: "blue", deleted: "red" } as const;

/** 设置版本: what settings were, who changed them and when, and the way back. */
export function Component() {
  const { t, i18n } = useTranslation();
  const words = useVersionWords();
  const { step } = usePlaceWords(false);
  const people = usePeople();
  const [open, show] = useOpenRow();
  const filters = useListFilters(FILTERS);
  const { values } = filters;
  const change = CHANGES.find((known) => known === values.change);
  const versions = useSettingVersions({ ...values, change, page: filters.page, page_size: filters.pageSize });
  const one = versions.data?.items.find((row) => row.ident === values.ident);
  return (
    <>
      <PageHead title={t("versions.title")} detail={t("versions.detail")} />
      <FilterBar filters={filters}>
        <TextFilter {...filters} name="q" label={t("versions.search")} />
        <ChoiceFilter
          {...filters}
          name="part"
          label={t("versions.part")}
          options={PARTS.map((value) => ({ value, label: words.part(value) }))}
        />
        <ChoiceFilter
          {...filters}
          name="change"
          label={t("versions.change")}
          options={CHANGES.map((value) => ({ value, label: t(`versions.is.${value}`) }))}
        />
        <ChoiceFilter {...filters} name="user" label={t("audit.who")} width={170} options={people} />
        <PeriodFilter {...filters} />
        {values.ident && (
          <Tag closable onClose={() => filters.set({ ident: undefined })}>
            {t("versions.one", { id: one ? words.thing(one) : values.ident })}
          </Tag>
        )}
      </FilterBar>
      <DataTable<Version>
        query={versions}
        filters={filters}
        teach={t("versions.teach")}
        size="small"
        columns={[
          {
            title: t("audit.at"),
            width: 170,
            className: "figure",
            render: (_, row) => formatDateTime(instant(row.at), i18n.language),
          },
          {
            title: t("audit.who"),
            width: 130,
            render: (_, row) => (row.user_id ? row.username : t("versions.shipped")),
          },
          { title: t("versions.part"), width: 130, render: (_, row) => words.part(row.part) },
          {
            title: t("versions.thing"),
            width: 220,
            render: (_, row) => (
              <Button type="link" size="small" style={{ padding: 0 }} onClick={() => show(row.id)}>
                {words.thing(row)}
              </Button>
            ),
          },
          {
            title: t("versions.number"),
            width: 110,
            className: "figure",
            render: (_, row) => (
              <>
                {row.number} {row.latest && <Tag>{t("versions.now")}</Tag>}
              </>
            ),
          },
          {
            title: t("versions.change"),
            width: 90,
            render: (_, row) => <Tag color={COLOURS[row.change]}>{t(`versions.is.${row.change}`)}</Tag>,
          },
          {
            title: t("versions.changed_fields"),
            render: (_, row) => row.fields.map((name) => step(row.part, [name])).join(", "),
          },
        ]}
      />
      {open && <VersionDrawer key={open} id={open} onClose={() => show(null)} />}
    </>
  );
}
