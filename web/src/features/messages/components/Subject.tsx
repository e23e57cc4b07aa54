import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { BoxMessage } from "@/api/types";
import { pickText } from "@/shared/format";
import { placeOf } from "@/shared/subjects";
import { useBoxActs } from "../box";
import styles from "../messages.module.css";

/** What a message says; a way to what it is about, on which it counts as read. */
export function Subject({ message }: { message: BoxMessage }) {
  const { i18n } = useTranslation();
  const { read } = useBoxActs();
  const title = pickText(message.title, i18n.language);
  const place = placeOf(message.subject);
  const style = message.read_at === null ? styles.unread : "";
  if (!place) return <span className={style}>{title}</span>;
  return (
    <Link className={style} to={place} onClick={() => message.read_at === null && read.mutate(message.id)}>
      {title}
    </Link>
  );
}
