import { Alert, App, Button, Drawer, Switch, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BoxKind } from "@/api/types";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import { useChangeSettings } from "@/shared/personal";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useKinds, useRenewKinds } from "../box";
import { wishes } from "../model";

/** Of which kinds of messages the user wants to be told, and which make a sound. */
export default function KindsDrawer({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const kinds = useKinds();
  const change = useChangeSettings();
  const renew = useRenewKinds();
  const [given, setGiven] = useState<BoxKind[] | null>(null);
  const rows = given ?? kinds.data ?? [];
  const set = (kind: string, wish: Partial<BoxKind>) =>
    setGiven(rows.map((row) => (row.kind === kind ? { ...row, ...wish } : row)));

  function save(): void {
    change.mutate(
      { messages: wishes(rows) },
      {
        onError: fail,
        onSuccess: () => {
          renew();
          void message.success(t("common.saved"));
          onClose();
        },
      },
    );
  }

  return (
    <Drawer
      title={t("messages.kinds")}
      open
      onClose={onClose}
      size={460}
      footer={
        <Button type="primary" loading={change.isPending} disabled={given === null} onClick={save}>
          {t("common.save")}
        </Button>
      }
    >
      <p>{t("messages.kinds_detail")}</p>
      {kinds.error && <Alert type="error" showIcon title={errorText(kinds.error, t, i18n.language)} />}
      <Table<BoxKind>
        size="small"
        rowKey="kind"
        loading={kinds.isPending}
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t("messages.kind"), render: (_, row) => pickText(row.name, i18n.language) },
          {
            title: t("messages.show"),
            render: (_, row) => (
              <Switch
                size="small"
                checked={!row.muted}
                aria-label={`${t("messages.show")} ${pickText(row.name, i18n.language)}`}
                onChange={(shown) => set(row.kind, { muted: !shown })}
              />
            ),
          },
          {
            title: t("messages.sound"),
            render: (_, row) => (
              <Switch
                size="small"
                checked={row.sound && !row.muted}
                disabled={row.muted}
                aria-label={`${t("messages.sound")} ${pickText(row.name, i18n.language)}`}
                onChange={(sound) => set(row.kind, { sound })}
              />
            ),
          },
        ]}
      />
    </Drawer>
  );
}
