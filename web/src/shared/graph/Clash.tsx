import { Alert, Button, Popconfirm, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { useErrorNotice } from "@/shared/useErrorNotice";
import type { Seen } from "./useDraft";

interface Props {
  editor: { failure: unknown; overrule: (now: Seen) => Promise<void> };
  reopen: () => Promise<Seen | undefined>;
  /** Goes on with what the other one has kept. */
  onTheirs: () => void;
}

/** Somebody else has changed what is being edited here: one chooses whose is kept. */
export function Clash({ editor, reopen, onTheirs }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const [busy, setBusy] = useState(false);

  async function mine(): Promise<void> {
    setBusy(true);
    try {
      const now = await reopen();
      if (now) await editor.overrule(now);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={errorText(editor.failure, t, i18n.language)}
      description={t("flows.clash_detail")}
      action={
        <Space orientation="vertical">
          <Popconfirm title={t("flows.clash_theirs_ask")} okText={t("flows.clash_theirs")} onConfirm={onTheirs}>
            <Button size="small">{t("flows.clash_theirs")}</Button>
          </Popconfirm>
          <Button size="small" danger loading={busy} onClick={() => void mine()}>
            {t("flows.clash_mine")}
          </Button>
        </Space>
      }
    />
  );
}
