import { Badge, Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import type { Voicemail } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { useRenew } from "@/live/useRenew";
import { usePerson, useQueueName } from "@/shared/directory";
import { formatDateTime, formatDuration } from "@/shared/format";
import { ChosenBar } from "@/shared/list/ChosenBar";
import { DataTable } from "@/shared/list/DataTable";
import { ExportMenu } from "@/shared/list/ExportMenu";
import { FilterBar, TextFilter } from "@/shared/list/Filters";
import { parameters } from "@/shared/list/parameters";
import { useBulkNotice } from "@/shared/list/useBulkNotice";
import { useChosen } from "@/shared/list/useChosen";
import { useListFilters } from "@/shared/list/useListFilters";
import { useNumber } from "@/shared/number";
import { AudioPlayer } from "@/shared/ui/AudioPlayer";
import { PageHead } from "@/shared/ui/PageHead";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useChangeMany, useMarkHeard, useVoicemails } from "./api";
import { AssignDialog } from "./components/AssignDialog";
import { VoicemailActions } from "./components/VoicemailActions";

const HEARD: Record<string, boolean | undefined> = { false: false, true: true };

export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const handles = mayDo(user, "voicemails.handle");
  const filters = useListFilters(["heard", "box", "number"]);
  const { heard, box, number } = filters.values;
  const query = useVoicemails({
    heard: HEARD[heard ?? ""],
    box,
    number,
    page: filters.page,
    page_size: filters.pageSize,
  });
  const mark = useMarkHeard();
  const fail = useErrorNotice();
  const queueName = useQueueName();
  const person = usePerson();
  const set = (row: Voicemail, now: boolean) => mark.mutate({ id: row.id, heard: now }, { onError: fail });
  const format = useNumber();
  const nameOf = (row: Voicemail) =>
    `${format(row.from_number)} ${formatDateTime(instant(row.left_at), i18n.language)}`;
  const { chosen, keep, rowSelection } = useChosen(query.data?.items, nameOf);
  const many = useChangeMany();
  const [assigning, setAssigning] = useState(false);
  const tell = useBulkNotice();
  useRenew(["voicemail.left"], ["voicemails"]);

  async function changeAll(change: { heard?: boolean; assigned_to?: string }): Promise<void> {
    const names = new Map(chosen.map((row) => [row.id, nameOf(row)]));
    const results = await many.mutateAsync({ ids: chosen.map((row) => row.id), ...change });
    setAssigning(false);
    keep();
    tell(results, (id) => names.get(id) ?? id);
  }

  return (
    <>
      <PageHead
        title={t("frame.voicemails")}
        actions={
          mayDo(user, "voicemails.export") && (
            <ExportMenu path="/exports/voicemails" name="voicemails" query={parameters(filters.values)} />
          )
        }
      />
      <FilterBar filters={filters}>
        <Segmented
          value={heard ?? ""}
          onChange={(value: string) => filters.set({ heard: value })}
          options={[
            { value: "", label: t("common.all") },
            { value: "false", label: t("calls.vm_new") },
            { value: "true", label: t("calls.vm_heard") },
          ]}
        />
        <TextFilter {...filters} name="number" label={t("calls.number")} />
      </FilterBar>
      {chosen.length > 0 && (
        <ChosenBar count={chosen.length} onNone={() => keep()}>
          <Button size="small" loading={many.isPending} onClick={() => void changeAll({ heard: true }).catch(fail)}>
            {t("calls.vm_mark_heard")}
          </Button>
          <Button size="small" loading={many.isPending} onClick={() => void changeAll({ heard: false }).catch(fail)}>
            {t("calls.vm_mark_new")}
          </Button>
          <Button size="small" onClick={() => setAssigning(true)}>
            {t("calls.vm_assign")}
          </Button>
        </ChosenBar>
      )}
      <DataTable<Voicemail>
        rowSelection={handles ? rowSelection : undefined}
        query={query}
        filters={filters}
        teach={t("calls.vm_teach")}
        expandable={{
          expandedRowRender: (row) => (
            <AudioPlayer
              path={`/voicemails/${encodeURIComponent(row.id)}/audio`}
              peaks={null}
              labels={["", ""]}
              onEnded={() => handles && row.heard_at === null && set(row, true)}
            />
          ),
        }}
        columns={[
          {
            title: t("calls.vm_left"),
            render: (_, row) => (
              <Badge dot={row.heard_at === null} offset={[6, 0]}>
                {formatDateTime(instant(row.left_at), i18n.language)}
              </Badge>
            ),
          },
          { title: t("calls.from"), render: (_, row) => <CallableNumber number={row.from_number} /> },
          {
            title: t("calls.customer"),
            render: (_, row) =>
              row.customer_id && (
                <Link to={`/customers/${row.customer_id}`}>{row.customer_name || t("calls.customer_open")}</Link>
              ),
          },
          { title: t("calls.vm_box"), render: (_, row) => queueName(row.box) },
          { title: t("calls.vm_length"), className: "figure", render: (_, row) => formatDuration(row.seconds) },
          {
            title: t("calls.vm_call"),
            render: (_, row) => row.call_id && <Link to={`/calls/${row.call_id}`}>{t("calls.open")}</Link>,
          },
          { title: t("calls.vm_assigned"), render: (_, row) => person(row.assigned_to) },
          { title: t("common.actions"), render: (_, row) => <VoicemailActions row={row} /> },
        ]}
      />
      {assigning && (
        <AssignDialog
          title={t("calls.vm_assign_many", { count: chosen.length })}
          pending={many.isPending}
          onOk={(colleague) => void changeAll({ assigned_to: colleague }).catch(fail)}
          onClose={() => setAssigning(false)}
        />
      )}
    </>
  );
}
