import { App, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePerson } from "@/shared/directory";
import { errorText } from "@/shared/errorText";
import { FieldItem } from "@/shared/fields/FieldsForm";
import { UserPicker } from "@/shared/fields/pickers";
import { useAssign } from "../api";

interface Props {
  visits: string[];
  onClose: () => void;
  onDone: () => void;
}

/** Gives open visits to somebody. */
export function AssignDialog({ visits, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const person = usePerson();
  const assign = useAssign();
  const [who, setWho] = useState<string | null>(null);
  const send = () =>
    assign.mutate(
      { visits, assignee_id: who ?? "" },
      {
        onSuccess: ({ assigned }) => {
          void message.success(t("visits.assigned", { count: assigned, of: visits.length, who: person(who) }));
          onDone();
        },
      },
    );
  return (
    <Modal
      open
      title={t("visits.assign_chosen", { count: visits.length })}
      onCancel={onClose}
      onOk={send}
      okText={t("visits.assign_now")}
      okButtonProps={{ disabled: who === null }}
      confirmLoading={assign.isPending}
    >
      <p>{t("visits.assign_effect")}</p>
      <FieldItem
        id="assignee"
        label={t("words.agent")}
        required
        error={assign.error ? errorText(assign.error, t, i18n.language) : undefined}
      >
        <UserPicker
          id="assignee"
          value={who}
          onChange={(id) => {
            assign.reset();
            setWho(id);
          }}
        />
      </FieldItem>
    </Modal>
  );
}
