import { ArrowLeftOutlined, CheckOutlined, EditOutlined } from "@ant-design/icons";
import { App, Button, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { instant, serverNow } from "@/api/clock";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { FileList } from "@/shared/fields/FileControl";
import { formatDateTime } from "@/shared/format";
import { inTheWay } from "@/shared/inTheWay";
import { Markdown } from "@/shared/text/Markdown";
import { Facts } from "@/shared/ui/Facts";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { Panel } from "@/shared/ui/Panel";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { useUnitName } from "@/shared/units";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useNotice, useNoticeActs } from "./api";
import { STATE_COLOURS, stateOf } from "./model";

const NoticeDrawer = lazy(() => import("./components/NoticeDrawer"));
const ReceiptsDrawer = lazy(() => import("./components/ReceiptsDrawer"));

/** One notice or paper. It counts as read when the reader says so. */
export function Component() {
  const { id = "" } = useParams();
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useErrorNotice();
  const person = usePerson();
  const unitName = useUnitName();
  const query = useNotice(id);
  const { read, withdraw } = useNoticeActs(id);
  const [open, setOpen] = useState<"edit" | "receipts" | null>(null);
  const notice = query.data;
  const back = (
    <Link to="/notices" className={pageStyles.back}>
      <ArrowLeftOutlined aria-hidden /> {t("notices.title")}
    </Link>
  );
  const gone = inTheWay(query);
  if (gone) return <Trouble title={errorText(gone, t, i18n.language)} detail={t("notices.gone")} action={back} />;
  if (!notice) return <Loading />;
  const state = stateOf(notice, serverNow());
  const at = (value: string | null) => formatDateTime(instant(value), i18n.language);
  const unread = state === "current" && notice.read_at === null;

  function ask(): void {
    modal.confirm({
      title: t("notices.withdraw_ask"),
      content: t("notices.withdraw_detail", { count: notice?.readers ?? 0 }),
      okText: t("notices.withdraw"),
      okButtonProps: { danger: true },
      onOk: () => withdraw.mutateAsync().catch(fail),
    });
  }

  return (
    <>
      {back}
      <PageHead
        title={notice.title}
        actions={
          notice.may_edit && (
            <>
              <Button onClick={() => setOpen("receipts")}>
                {t("notices.receipts", { read: notice.read ?? 0, readers: notice.readers ?? 0 })}
              </Button>
              <Button icon={<EditOutlined />} onClick={() => setOpen("edit")}>
                {t("common.edit")}
              </Button>
              {notice.withdrawn_at === null && (
                <Button danger onClick={ask}>
                  {t("notices.withdraw")}
                </Button>
              )}
            </>
          )
        }
      />
      <div className={pageStyles.two}>
        <Panel>
          <Markdown text={notice.body} />
          {(notice.attachments?.length ?? 0) > 0 && <FileList files={notice.attachments ?? []} />}
          {unread && (
            <p style={{ marginTop: 24 }}>
              <Button
                type="primary"
                icon={<CheckOutlined />}
                loading={read.isPending}
                onClick={() =>
                  read.mutate(undefined, {
                    onError: fail,
                    onSuccess: () => void message.success(t("notices.thanks")),
                  })
                }
              >
                {t("notices.have_read")}
              </Button>
            </p>
          )}
        </Panel>
        <Panel title={t(`notices.kinds.${notice.kind}`)}>
          <Facts
            items={[
              {
                label: t("notices.state"),
                value: <Tag color={STATE_COLOURS[state]}>{t(`notices.states.${state}`)}</Tag>,
              },
              ...(notice.kind === "paper" ? [{ label: t("notices.reference"), value: notice.reference || "–" }] : []),
              { label: t("notices.author"), value: person(notice.created_by) },
              { label: t("notices.units"), value: notice.units.map(unitName).filter(Boolean).join(" · ") },
              { label: t("notices.starts_at"), value: at(notice.starts_at) },
              { label: t("notices.ends_at"), value: notice.ends_at ? at(notice.ends_at) : t("notices.open_end") },
              {
                label: t("notices.read_at"),
                value: notice.read_at ? at(notice.read_at) : <Tag color="gold">{t("notices.unread")}</Tag>,
              },
            ]}
          />
        </Panel>
      </div>
      <Suspense>
        {open === "edit" && (
          <NoticeDrawer notice={notice} onClose={() => setOpen(null)} onSaved={() => setOpen(null)} />
        )}
        {open === "receipts" && <ReceiptsDrawer id={notice.id} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}
