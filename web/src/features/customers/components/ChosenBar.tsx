import { App, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/types";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import listStyles from "@/shared/list/list.module.css";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useDeleteCustomers } from "../listing";

interface Props {
  chosen: readonly Customer[];
  onMessage: () => void;
  onDone: (left: readonly Customer[]) => void;
}

/** What can be done with the customers that are ticked; whoever could not be deleted stays ticked, with the reason. */
export function ChosenBar({ chosen, onMessage, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { modal, message } = App.useApp();
  const fail = useErrorNotice();
  const user = useUser();
  const remove = useDeleteCustomers();

  async function go(): Promise<void> {
    const result = await remove.mutateAsync(chosen.map((one) => one.id));
    const refused = result.rows.filter((row) => !row.done);
    onDone(chosen.filter((one) => refused.some((row) => row.id === one.id)));
    if (refused.length === 0) {
      void message.success(t("customerlist.deleted", { count: result.done }));
      return;
    }
    const names = new Map(chosen.map((one) => [one.id, one.name || one.number]));
    modal.warning({
      title: t("customerlist.partly_deleted", { done: result.done, refused: refused.length }),
      width: 560,
      content: (
        <ul>
          {refused.map((row) => (
            <li key={row.id}>
              {`${names.get(row.id)}: ${(i18n.language === "en" ? row.message : row.message_zh) || row.message}`}
            </li>
          ))}
        </ul>
      ),
    });
  }

  return (
    <section className={listStyles.chosen} aria-label={t("customerlist.chosen_actions")}>
      <span>{t("customerlist.chosen", { count: chosen.length })}</span>
      {mayDo(user, "customers.text") && (
        <Button size="small" onClick={onMessage}>
          {t("customerlist.write")}
        </Button>
      )}
      {mayDo(user, "customers.delete") && (
        <Popconfirm
          title={t("customerlist.delete_sure", { count: chosen.length })}
          description={t("customerlist.delete_means")}
          okText={t("common.delete")}
          okButtonProps={{ danger: true }}
          onConfirm={() => go().catch(fail)}
        >
          <Button size="small" danger loading={remove.isPending}>
            {t("common.delete")}
          </Button>
        </Popconfirm>
      )}
      <Button size="small" type="text" onClick={() => onDone([])}>
        {t("customerlist.choose_none")}
      </Button>
    </section>
  );
}
