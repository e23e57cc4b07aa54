import { BellOutlined } from "@ant-design/icons";
import { App, Badge, Button } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useFrames } from "@/live/hooks";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useMessages, useReadMessage, useRenewMessages } from "./api";
import { closeMessages, openMessages, useMessagesOpen } from "./drawer";

const MessageDrawer = lazy(() => import("./components/MessageDrawer"));

/** What supervisors write: each appears at once and stays until it is read; those unread are counted. */
export function MessageBell() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const unread = useMessages({ unread: true, page_size: 1 });
  const read = useReadMessage();
  const renew = useRenewMessages();
  const fail = useErrorNotice();
  const open = useMessagesOpen();
  const count = unread.data?.total ?? 0;

  useFrames(["message"], (frame) => {
    const { id, text, from } = (frame.data ?? {}) as { id?: string; text?: string; from?: { name?: string } };
    if (!id) return;
    renew();
    notification.info({
      key: `message ${id}`,
      title: t("desk.message_from", { name: from?.name ?? "" }),
      description: text,
      duration: 0,
      actions: (
        <Button
          size="small"
          type="primary"
          onClick={() => {
            notification.destroy(`message ${id}`);
            read.mutate(id, { onError: fail });
          }}
        >
          {t("desk.message_read")}
        </Button>
      ),
    });
  });
  useFrames(["snapshot"], renew);

  return (
    <>
      <Badge count={count} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={t("desk.messages_unread", { count })}
          title={t("desk.messages")}
          onClick={openMessages}
        />
      </Badge>
      <Suspense>{open && <MessageDrawer onClose={closeMessages} />}</Suspense>
    </>
  );
}
