import { PlusOutlined, PushpinOutlined } from "@ant-design/icons";
import { Button, Checkbox, Segmented, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { instant, serverNow } from "@/api/clock";
import type { Notice } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson } from "@/shared/directory";
import { formatDateTime } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { FilterBar, TextFilter } from "@/shared/list/Filters";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useNotices } from "./api";
import { KINDS, STATE_COLOURS, stateOf } from "./model";
import styles from "./notices.module.css";

const NoticeDrawer = lazy(() => import("./components/NoticeDrawer"));

/** 公告公文: what the company tells its people, for units and a period. */
export function Component() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const writes = mayDo(useUser(), "notices.write");
  const filters = useListFilters(["kind", "unread", "q", "past"] as const);
  const { kind, unread, q, past } = filters.values;
  const known = KINDS.find((one) => one === kind);
  const query = useNotices({
    kind: known,
    q,
    unread: unread === "true",
    current: !(writes && past === "true"),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const person = usePerson();
  const [writing, setWriting] = useState(false);

  return (
    <>
      <PageHead
        title={t("notices.title")}
        detail={t("notices.detail")}
        actions={
          writes && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
              {t("notices.new")}
            </Button>
          )
        }
      />
      <FilterBar filters={filters}>
        <Segmented
          value={known ?? "all"}
          onChange={(value) => filters.set({ kind: value === "all" ? undefined : value })}
          options={[
            { value: "all", label: t("common.all") },
            ...KINDS.map((one) => ({ value: one, label: t(`notices.kinds.${one}`) })),
          ]}
        />
        <TextFilter {...filters} name="q" label={t("notices.search")} />
        <Checkbox
          className={styles.tick}
          checked={unread === "true"}
          onChange={({ target }) => filters.set({ unread: target.checked ? "true" : undefined })}
        >
          {t("notices.only_unread")}
        </Checkbox>
        {writes && (
          <Checkbox
            className={styles.tick}
            checked={past === "true"}
            onChange={({ target }) => filters.set({ past: target.checked ? "true" : undefined })}
          >
            {t("notices.with_past")}
          </Checkbox>
        )}
      </FilterBar>
      <DataTable<Notice>
        query={query}
        filters={filters}
        teach={t(writes ? "notices.teach_writer" : "notices.teach")}
        columns={[
          {
            title: t("notices.name"),
            render: (_, row) => (
              <>
                {row.pinned && <PushpinOutlined aria-label={t("notices.pinned")} />}{" "}
                <Link to={`/notices/${row.id}`} className={row.read_at || !row.current ? "" : styles.unread}>
                  {row.title}
                </Link>
              </>
            ),
          },
          { title: t("notices.kind"), width: 110, render: (_, row) => t(`notices.kinds.${row.kind}`) },
          { title: t("notices.reference"), width: 150, dataIndex: "reference" },
          { title: t("notices.author"), width: 140, render: (_, row) => person(row.created_by) },
          {
            title: t("notices.starts_at"),
            width: 180,
            render: (_, row) => <span className="figure">{formatDateTime(instant(row.starts_at), i18n.language)}</span>,
          },
          {
            title: t("notices.state"),
            width: 160,
            render: (_, row) => {
              const state = stateOf(row, serverNow());
              if (state !== "current") return <Tag color={STATE_COLOURS[state]}>{t(`notices.states.${state}`)}</Tag>;
              return row.read_at ? t("notices.read") : <Tag color="gold">{t("notices.unread")}</Tag>;
            },
          },
        ]}
      />
      <Suspense>
        {writing && (
          <NoticeDrawer
            notice={null}
            onClose={() => setWriting(false)}
            onSaved={(notice) => void navigate(`/notices/${notice.id}`)}
          />
        )}
      </Suspense>
    </>
  );
}
