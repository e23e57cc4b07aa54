import { InboxOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Badge, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFrames } from "@/live/hooks";
import { chime } from "@/shared/chime";
import { pickText } from "@/shared/format";
import { personalSettings } from "@/shared/personal";
import { placeOf } from "@/shared/subjects";
import { useBoxActs, useBoxNews, useUnread } from "./box";

const SHOWN_SECONDS = 8;

interface News {
  id?: string;
  title?: Record<string, string>;
  subject?: { kind: string; id: string };
  sound?: boolean;
}

/** The message box: how much is unread; what is put into it is shown, and heard where the user wants it. */
export function InboxButton() {
  const { t, i18n } = useTranslation();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { read } = useBoxActs();
  const count = useUnread().data?.total ?? 0;
  useBoxNews();

  useFrames(["message_box"], (frame) => {
    const { id, title, subject, sound } = (frame.data ?? {}) as News;
    if (!id) return;
    const key = `box ${id}`;
    const place = placeOf(subject);
    notification.info({
      key,
      title: pickText(title, i18n.language),
      duration: SHOWN_SECONDS,
      actions: place && (
        <Button
          size="small"
          type="primary"
          onClick={() => {
            notification.destroy(key);
            read.mutate(id);
            void navigate(place);
          }}
        >
          {t("messages.open")}
        </Button>
      ),
    });
    if (sound) {
      personalSettings(client)
        .then(({ sounds }) => {
          if (sounds?.messages !== false) chime(sounds?.volume ?? 80);
        })
        .catch(() => undefined);
    }
  });

  return (
    <Badge count={count} size="small" offset={[-6, 6]}>
      <Button
        type="text"
        icon={<InboxOutlined />}
        aria-label={t("messages.unread_count", { count })}
        title={t("messages.title")}
        onClick={() => void navigate("/messages")}
      />
    </Badge>
  );
}
