import { MoreOutlined, PhoneOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Modal, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Voicemail } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { deskSession } from "@/features/desk/session";
import { useCanDial } from "@/features/desk/useSituation";
import { useDictionary } from "@/shared/dictionaries";
import { usePerson } from "@/shared/directory";
import { ReasonDialog } from "@/shared/ui/ReasonDialog";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useMarkHeard, useVoicemailActs } from "../api";
import { AssignDialog } from "./AssignDialog";

type Asking = "ticket" | "assign" | "delete";

/** What can be done with a message: call back, make a ticket, give it to somebody, mark, delete. */
export function VoicemailActions({ row }: { row: Voicemail }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const user = useUser();
  const handles = mayDo(user, "voicemails.handle");
  const canDial = useCanDial();
  const person = usePerson();
  const types = useDictionary("ticket_type");
  const mark = useMarkHeard();
  const acts = useVoicemailActs();
  const fail = useErrorNotice();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [chosen, setChosen] = useState<string | undefined>();
  const close = () => {
    setAsking(null);
    setChosen(undefined);
  };

  function callBack(): void {
    void deskSession.askFor(row.from_number, () => acts.callBack.mutateAsync(row.id)).catch(fail);
  }

  function choose(key: string): void {
    if (key === "heard") mark.mutate({ id: row.id, heard: row.heard_at === null }, { onError: fail });
    else if (key === "unassign") acts.assign.mutate({ id: row.id, assigned_to: null }, { onError: fail });
    else if (key === "open_ticket") void navigate(`/documents/${row.ticket_id}`);
    else setAsking(key as Asking);
  }

  function go(): void {
    if (chosen === undefined) return;
    acts.ticket.mutate(
      { id: row.id, type: chosen },
      {
        onSuccess: (made) => {
          void message.success(t("calls.vm_ticket_made", { number: made.number }));
          close();
        },
        onError: fail,
      },
    );
  }

  const items = [
    ...(handles
      ? [{ key: "heard", label: t(row.heard_at === null ? "calls.vm_mark_heard" : "calls.vm_mark_new") }]
      : []),
    ...(row.ticket_id !== null ? [{ key: "open_ticket", label: t("calls.ticket_open") }] : []),
    ...(handles && row.ticket_id === null ? [{ key: "ticket", label: t("calls.vm_ticket") }] : []),
    ...(handles ? [{ key: "assign", label: t("calls.vm_assign") }] : []),
    ...(handles && row.assigned_to !== null
      ? [{ key: "unassign", label: t("calls.vm_unassign", { name: person(row.assigned_to) }) }]
      : []),
    ...(mayDo(user, "voicemails.delete")
      ? [{ key: "delete", label: t("common.delete"), danger: true, disabled: row.deleted_at !== null }]
      : []),
  ];

  return (
    <Space>
      {handles && (
        <Button
          size="small"
          icon={<PhoneOutlined />}
          disabled={!canDial || row.deleted_at !== null}
          loading={acts.callBack.isPending}
          title={canDial ? t("calls.vm_call_back") : t("desk.dial_not_now")}
          onClick={callBack}
        >
          {t("calls.vm_call_back")}
        </Button>
      )}
      {items.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ onClick: ({ key }) => choose(key), items }}>
          <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t("common.actions")} />
        </Dropdown>
      )}
      {asking === "assign" && (
        <AssignDialog
          title={t("calls.vm_assign")}
          pending={acts.assign.isPending}
          onOk={(colleague) =>
            acts.assign.mutate({ id: row.id, assigned_to: colleague }, { onSuccess: close, onError: fail })
          }
          onClose={close}
        />
      )}
      {asking === "ticket" && (
        <Modal
          title={t("calls.vm_ticket")}
          open
          onCancel={close}
          onOk={go}
          okText={t("calls.vm_ticket_send")}
          okButtonProps={{ disabled: chosen === undefined, loading: acts.ticket.isPending }}
        >
          <Select
            style={{ width: "100%" }}
            autoFocus
            value={chosen}
            onChange={setChosen}
            options={types.options}
            placeholder={t("documents.type_choose")}
            aria-label={t("calls.vm_ticket_type")}
          />
        </Modal>
      )}
      {asking === "delete" && (
        <ReasonDialog
          title={t("calls.vm_delete")}
          detail={t("calls.vm_delete_detail")}
          okText={t("common.delete")}
          danger
          onOk={(reason) => acts.remove.mutateAsync({ id: row.id, reason })}
          onClose={close}
        />
      )}
    </Space>
  );
}
