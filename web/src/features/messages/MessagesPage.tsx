import { SettingOutlined } from "@ant-design/icons";
import { App, Button, Segmented, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { BoxMessage } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { formatDateTime, pickText } from "@/shared/format";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { ChoiceFilter, FilterBar, PeriodFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useChosen } from "@/shared/list/useChosen";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useBox, useBoxActs, useKinds, useUnread } from "./box";
import { Subject } from "./components/Subject";
import { openMessages } from "./drawer";

const KindsDrawer = lazy(() => import("./components/KindsDrawer"));

/** 消息盒子: everything that the system has told the user, kept, with the way to what it is about. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const filters = useListFilters(["unread", "kind", "from", "to"] as const);
  const { unread, ...plain } = filters.values;
  const asked = { ...plain, unread: unread === "true" };
  const query = useBox({
    ...asked,
    page: filters.page,
    page_size: filters.pageSize,
  });
  const kinds = useKinds().data ?? [];
  const counts = useUnread().data;
  const { read, readAll, readMany } = useBoxActs();
  const [choosing, setChoosing] = useState(false);
  const name = (kind: string) => pickText(kinds.find((one) => one.kind === kind)?.name, i18n.language);
  const { chosen, keep, rowSelection } = useChosen(
    query.data?.items,
    (row) => pickText(row.title, i18n.language),
    (row) => row.read_at === null,
  );
  const waiting = filters.values.kind ? (counts?.kinds[filters.values.kind] ?? 0) : (counts?.total ?? 0);

  return (
    <>
      <PageHead
        title={t("messages.title")}
        detail={t("messages.detail")}
        actions={
          <>
            {mayDo(user, "messages.export") && (
              <ExportMenu path="/exports/messages" name="messages" query={parameters(asked)} />
            )}
            {user.number !== null && (
              <Button onClick={openMessages}>
                {t("messages.from_supervisors", { count: counts?.supervisors ?? 0 })}
              </Button>
            )}
            <Button icon={<SettingOutlined />} onClick={() => setChoosing(true)}>
              {t("messages.kinds")}
            </Button>
            <Button
              type="primary"
              disabled={waiting === 0}
              loading={readAll.isPending}
              onClick={() =>
                readAll.mutate(filters.values.kind ? { kind: filters.values.kind } : {}, {
                  onError: fail,
                  onSuccess: ({ read: count }) => void message.success(t("messages.all_read", { count })),
                })
              }
            >
              {t("messages.read_all")}
            </Button>
          </>
        }
      />
      <FilterBar filters={filters}>
        <Segmented
          value={unread === "true" ? "true" : "all"}
          onChange={(value) => filters.set({ unread: value === "true" ? "true" : undefined })}
          options={[
            { value: "all", label: t("common.all") },
            { value: "true", label: t("messages.unread", { count: counts?.total ?? 0 }) },
          ]}
        />
        <ChoiceFilter
          {...filters}
          name="kind"
          label={t("messages.kind")}
          options={kinds.map((kind) => ({ value: kind.kind, label: pickText(kind.name, i18n.language) }))}
        />
        <PeriodFilter {...filters} />
      </FilterBar>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => keep()}>
          <Button
            size="small"
            loading={readMany.isPending}
            onClick={() =>
              readMany.mutate(
                chosen.map((row) => row.id),
                {
                  onError: fail,
                  onSuccess: ({ read: count }) => {
                    keep();
                    void message.success(t("messages.all_read", { count }));
                  },
                },
              )
            }
          >
            {t("messages.read")}
          </Button>
        </ChosenBar>
      )}
      <DataTable<BoxMessage>
        rowSelection={rowSelection}
        query={query}
        filters={filters}
        teach={t("messages.teach")}
        columns={[
          {
            title: t("messages.at"),
            width: 180,
            render: (_, row) => <span className="figure">{formatDateTime(instant(row.at), i18n.language)}</span>,
          },
          { title: t("messages.kind"), width: 150, render: (_, row) => <Tag>{name(row.kind)}</Tag> },
          { title: t("messages.text"), render: (_, row) => <Subject message={row} /> },
          {
            title: t("messages.state"),
            width: 130,
            render: (_, row) =>
              row.read_at === null ? (
                <Button size="small" onClick={() => read.mutate(row.id, { onError: fail })}>
                  {t("messages.read")}
                </Button>
              ) : (
                t("messages.was_read")
              ),
          },
        ]}
      />
      <Suspense>{choosing && <KindsDrawer onClose={() => setChoosing(false)} />}</Suspense>
    </>
  );
}
