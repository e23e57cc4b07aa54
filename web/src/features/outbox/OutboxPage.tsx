import { Button, Popconfirm, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useAuditWords } from "@/features/audit/words";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { formatDateTime, pickText } from "@/shared/format";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { ChoiceFilter, FilterBar, PeriodFilter, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useBulkNotice } from "@/shared/list/useBulkNotice";
import { useChosen } from "@/shared/list/useChosen";
import { useListFilters } from "@/shared/list/useListFilters";
import { useOpenRow } from "@/shared/list/useOpenRow";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useTemplates } from "../templates/api";
import { useOutbox, useOutgoingActs } from "./api";
import { Gateways } from "./components/Gateways";
import { OutgoingDrawer } from "./components/OutgoingDrawer";
import { About, State, useTemplateName } from "./components/words";
import { MEDIA, maySendAgain, type OutboxRow, STATES } from "./model";

const FILTERS = ["q", "kind", "state", "template", "from", "to", "customer", "subject_kind", "subject_id"] as const;

/** 发件箱: what leaves the house by SMS and e-mail, and what became of it. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const words = useAuditWords();
  const templateName = useTemplateName();
  const templates = useTemplates();
  const filters = useListFilters(FILTERS);
  const { kind, state, ...plain } = filters.values;
  const query = useOutbox({
    ...plain,
    kind: MEDIA.find((known) => known === kind),
    state: STATES.find((known) => known === state),
    page: filters.page,
    page_size: filters.pageSize,
  });
  const [open, show] = useOpenRow();
  const fail = useErrorNotice();
  const tell = useBulkNotice();
  const { resendMany } = useOutgoingActs();
  const nameOf = (row: OutboxRow) => `${row.recipient} ${row.subject || row.body}`.slice(0, 80);
  const { chosen, keep, rowSelection } = useChosen(query.data?.items, nameOf, maySendAgain);

  async function resend(): Promise<void> {
    const names = new Map(chosen.map((row) => [row.id, nameOf(row)]));
    const results = await resendMany.mutateAsync(chosen.map((row) => row.id));
    keep();
    tell(results, (id) => names.get(id) ?? id);
  }

  return (
    <>
      <PageHead
        title={t("outbox.title")}
        detail={t("outbox.detail")}
        actions={
          mayDo(user, "outbox.export") && (
            <ExportMenu path="/exports/outbox" name="outbox" query={parameters(filters.values)} />
          )
        }
      />
      {query.data && <Gateways gateways={query.data.gateways} />}
      <FilterBar filters={filters}>
        <TextFilter {...filters} name="q" label={t("outbox.search")} />
        <ChoiceFilter
          {...filters}
          name="state"
          label={t("live.state")}
          width={120}
          options={STATES.map((value) => ({ value, label: t(`outbox.state.${value}`) }))}
        />
        <ChoiceFilter
          {...filters}
          name="kind"
          label={t("outbox.medium")}
          width={110}
          options={MEDIA.map((value) => ({ value, label: t(`outbox.kind.${value}`) }))}
        />
        <ChoiceFilter
          {...filters}
          name="template"
          label={t("outbox.template")}
          width={180}
          options={(templates.data ?? []).map((one) => ({
            value: one.code,
            label: pickText(one.name, i18n.language) || one.code,
          }))}
        />
        <PeriodFilter {...filters} />
        {filters.values.customer && (
          <Tag closable onClose={() => filters.set({ customer: undefined })}>
            {t("outbox.one_customer")}
          </Tag>
        )}
        {filters.values.subject_kind && (
          <Tag closable onClose={() => filters.set({ subject_kind: undefined, subject_id: undefined })}>
            {t("outbox.one_subject", { kind: words.kind(filters.values.subject_kind) })}
          </Tag>
        )}
      </FilterBar>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => keep()}>
          <Popconfirm
            title={t("outbox.resend_many", { count: chosen.length })}
            okText={t("outbox.resend")}
            onConfirm={() => resend().catch(fail)}
          >
            <Button size="small" loading={resendMany.isPending}>
              {t("outbox.resend")}
            </Button>
          </Popconfirm>
        </ChosenBar>
      )}
      <DataTable<OutboxRow>
        rowSelection={mayDo(user, "outbox.resend") ? rowSelection : undefined}
        query={query}
        filters={filters}
        teach={t("outbox.teach")}
        onRow={(row) => ({ onDoubleClick: () => show(row.id) })}
        columns={[
          {
            title: t("outbox.at"),
            width: 170,
            render: (_, row) => formatDateTime(instant(row.created_at), i18n.language),
          },
          { title: t("live.state"), width: 100, render: (_, row) => <State row={row} /> },
          { title: t("outbox.medium"), width: 80, render: (_, row) => t(`outbox.kind.${row.kind}`) },
          {
            title: t("outbox.to"),
            width: 160,
            render: (_, row) => (row.kind === "sms" ? <CallableNumber number={row.recipient} /> : row.recipient),
          },
          {
            title: t("outbox.text"),
            ellipsis: true,
            render: (_, row) => row.subject || row.body,
          },
          {
            title: t("outbox.template"),
            width: 150,
            render: (_, row) => (row.template ? templateName(row.template) : "–"),
          },
          { title: t("outbox.about"), width: 130, render: (_, row) => <About row={row} /> },
          {
            title: "",
            width: 80,
            render: (_, row) => (
              <Button size="small" onClick={() => show(row.id)}>
                {t("outbox.open")}
              </Button>
            ),
          },
        ]}
      />
      {open && <OutgoingDrawer id={open} onClose={() => show(null)} />}
    </>
  );
}
