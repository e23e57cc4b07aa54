import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { usePerson } from "@/shared/directory";
import { formatDuration } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useCommentActs, useComments } from "../api";
import styles from "./comments.module.css";

/** What was noted at moments of the recording; a new note belongs to the moment at which the player is. */
export function Comments({ recording, place }: { recording: string; place: number }) {
  const { t } = useTranslation();
  const user = useUser();
  const person = usePerson();
  const fail = useErrorNotice();
  const comments = useComments(recording).data ?? [];
  const { add, remove } = useCommentActs(recording);
  const [text, setText] = useState("");
  const may = mayDo(user, "recordings.comment");
  if (!may && comments.length === 0) return null;
  const send = () =>
    add.mutate({ at: Math.round(place * 10) / 10, text: text.trim() }, { onSuccess: () => setText(""), onError: fail });
  return (
    <section aria-label={t("recordings.comments")} style={{ marginBottom: 20 }}>
      <h3>{t("recordings.comments")}</h3>
      <ul className={styles.comments}>
        {comments.map((one) => (
          <li key={one.id}>
            <span className="figure">{formatDuration(one.at)}</span>
            <div>
              {one.text}
              <small>{person(one.author_id)}</small>
            </div>
            {one.own && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={`${t("common.delete")}: ${one.text}`}
                onClick={() => remove.mutate(one.id, { onError: fail })}
              />
            )}
          </li>
        ))}
      </ul>
      {may && (
        <Space.Compact style={{ width: "100%" }}>
          <Input
            prefix={<span className="figure">{formatDuration(place)}</span>}
            aria-label={t("recordings.comment")}
            placeholder={t("recordings.comment")}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onPressEnter={() => text.trim() && send()}
          />
          <Button disabled={!text.trim()} loading={add.isPending} onClick={send}>
            {t("recordings.note_it")}
          </Button>
        </Space.Compact>
      )}
    </section>
  );
}
