import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant, serverNow } from "@/api/clock";
import type { DocumentItem, Home, Notice } from "@/api/types";
import { CallableNumber } from "@/features/desk/components/CallableNumber";
import { LatestMessages } from "@/features/messages/components/LatestMessages";
import { ticketColour, ticketStatus } from "@/shared/codeWords";
import { useQueueName } from "@/shared/directory";
import { formatDuration, formatMoment, pickText } from "@/shared/format";
import { placeOf } from "@/shared/subjects";
import styles from "../home.module.css";
import type { Block } from "../model";
import { Figures } from "./Figures";
import { RowsBlock } from "./RowsBlock";

/** One block of the home page. */
export function HomeBlock({ block, home }: { block: Block; home: Home }) {
  switch (block) {
    case "tasks":
      return <Tasks tasks={home.tasks} />;
    case "figures":
      return <Figures given={home.figures} />;
    case "notices":
    case "papers":
      return <Notices kind={block} items={home[block]} />;
    case "articles":
      return <Articles items={home.articles ?? []} />;
    case "callbacks":
      return <Callbacks callbacks={home.callbacks} />;
    case "voicemails":
      return <Voicemails voicemails={home.voicemails} />;
    case "messages":
      return <LatestMessages unread={home.unread.total} />;
  }
}

function Moment({ at }: { at: string | null | undefined }) {
  const { i18n } = useTranslation();
  return <time className={`figure ${styles.aside}`}>{formatMoment(instant(at), serverNow(), i18n.language)}</time>;
}

function Tasks({ tasks }: { tasks: Home["tasks"] }) {
  const { t, i18n } = useTranslation();
  const row = (item: DocumentItem) => {
    const place = placeOf({ kind: "document", id: item.id });
    const title = item.title || pickText(item.type_name, i18n.language);
    return (
      <>
        <Tag color={ticketColour(item.status)}>{ticketStatus(item.status, t)}</Tag>
        <span className={styles.title}>
          {place ? <Link to={place}>{title}</Link> : title} <span className={styles.aside}>{item.customer_name}</span>
        </span>
        {item.overdue && <Tag color="red">{t("home.overdue")}</Tag>}
        {item.urged > 0 && <Tag color="orange">{t("home.urged", { count: item.urged })}</Tag>}
        <Moment at={item.due_at ?? item.updated_at} />
      </>
    );
  };
  return (
    <RowsBlock
      title={t("home.blocks.tasks")}
      items={tasks?.items ?? []}
      total={tasks?.total}
      empty={t("home.no_tasks")}
      all="/documents"
      row={row}
    />
  );
}

function Notices({ kind, items }: { kind: "notices" | "papers"; items: Notice[] }) {
  const { t } = useTranslation();
  return (
    <RowsBlock
      title={t(`home.blocks.${kind}`)}
      items={items}
      empty={t(`home.no_${kind}`)}
      all={kind === "papers" ? "/notices?kind=paper" : "/notices"}
      row={(item) => (
        <>
          {item.pinned && <Tag color="red">{t("notices.pinned")}</Tag>}
          <Link className={`${styles.title} ${item.read_at ? "" : styles.unread}`} to={`/notices/${item.id}`}>
            {item.title}
          </Link>
          {!item.read_at && <span className={styles.aside}>{t("notices.unread")}</span>}
          <Moment at={item.starts_at} />
        </>
      )}
    />
  );
}

function Articles({ items }: { items: NonNullable<Home["articles"]> }) {
  const { t, i18n } = useTranslation();
  return (
    <RowsBlock
      title={t("home.blocks.articles")}
      items={items}
      empty={t("home.no_articles")}
      all="/knowledge"
      row={(item) => (
        <>
          <span className={`figure ${styles.aside}`}>{item.number}</span>
          <Link className={styles.title} to={`/knowledge/${item.id}`}>
            {pickText({ zh: item.title_zh, en: item.title_en }, i18n.language)}
          </Link>
          <Moment at={item.published_at} />
        </>
      )}
    />
  );
}

function Callbacks({ callbacks }: { callbacks: Home["callbacks"] }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  return (
    <RowsBlock
      title={t("frame.callbacks")}
      items={callbacks?.items ?? []}
      total={callbacks?.total}
      empty={t("desk.no_callbacks")}
      all="/callbacks"
      row={(item) => (
        <>
          <CallableNumber number={item.number} />
          <span className={styles.title}>{item.customer_name}</span>
          <span className={styles.aside}>{queueName(item.queue)}</span>
          <Moment at={item.requested_at} />
        </>
      )}
    />
  );
}

function Voicemails({ voicemails }: { voicemails: Home["voicemails"] }) {
  const { t } = useTranslation();
  return (
    <RowsBlock
      title={t("desk.new_voicemails")}
      items={voicemails?.items ?? []}
      total={voicemails?.total}
      empty={t("desk.no_voicemails")}
      all="/voicemails?heard=false"
      row={(item) => (
        <>
          <CallableNumber number={item.from_number} />
          <span className={styles.title}>{item.customer_name}</span>
          <span className={`figure ${styles.aside}`}>{formatDuration(item.seconds)}</span>
          <Moment at={item.left_at} />
        </>
      )}
    />
  );
}
