import { Button, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import type { Announcement } from "@/api/types";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, pickText } from "@/shared/format";
import { DataTable } from "@/shared/list/DataTable";
import { useListFilters } from "@/shared/list/useListFilters";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAnnouncements, useSwitchOff } from "./api";
import { SwitchOnForm } from "./components/SwitchOnForm";

/** 应急公告: what callers hear in an emergency; on and off, and who did it when. */
export function Component() {
  const { t, i18n } = useTranslation();
  const filters = useListFilters([] as const);
  const query = useAnnouncements({ page: filters.page, page_size: filters.pageSize });
  const off = useSwitchOff();
  const fail = useErrorNotice();
  const person = usePerson();
  const queueName = useQueueName();
  const scope = (code: string) => {
    const [kind, id] = code.split(":");
    return kind === "queue" ? queueName(id) : kind === "entry" ? `${t("announce.entry")} ${id}` : t("announce.company");
  };
  const when = (at: string | null, by: string | null) =>
    at && [formatDateTime(instant(at), i18n.language), person(by)].filter(Boolean).join(" · ");

  return (
    <>
      <PageHead title={t("frame.announcements")} detail={t("announce.detail")} />
      <div className={pageStyles.two}>
        <DataTable<Announcement>
          query={query}
          filters={filters}
          teach={t("announce.teach")}
          columns={[
            {
              title: t("live.state"),
              width: 90,
              render: (_, row) => (
                <Tag color={row.active ? "red" : "default"}>{t(row.active ? "announce.on" : "announce.off")}</Tag>
              ),
            },
            { title: t("announce.scope"), render: (_, row) => scope(row.scope) },
            { title: t("announce.text"), render: (_, row) => pickText({ ...row.text }, i18n.language) },
            {
              title: t("announce.mode_title"),
              render: (_, row) => t(`announce.mode.${row.mode === "instead" ? "instead" : "before"}`),
            },
            { title: t("announce.since"), render: (_, row) => when(row.on_at, row.on_by) },
            {
              title: t("announce.ended"),
              render: (_, row) => when(row.off_at, row.off_by) || when(row.until, null),
            },
            {
              title: "",
              render: (_, row) =>
                row.active && (
                  <Popconfirm
                    title={t("announce.off_title")}
                    okText={t("announce.switch_off")}
                    onConfirm={() => off.mutateAsync(row.id).catch(fail)}
                  >
                    <Button size="small">{t("announce.switch_off")}</Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
        <Panel title={t("announce.new")}>
          <SwitchOnForm />
        </Panel>
      </div>
    </>
  );
}
