import { Badge, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant, serverNow } from "@/api/clock";
import { formatMoment } from "@/shared/format";
import { Loading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useBox } from "../box";
import styles from "../messages.module.css";
import { Subject } from "./Subject";

const FEW = 5;

/** The newest unread messages of the box. */
export function LatestMessages({ unread }: { unread: number }) {
  const { t, i18n } = useTranslation();
  const box = useBox({ unread: true, page_size: FEW });
  return (
    <Panel
      title={t("messages.title")}
      extra={
        <span>
          {unread > 0 && <Badge count={unread} overflowCount={999} color="var(--state-ringing)" />}{" "}
          <Link to="/messages" aria-label={`${t("home.all")} ${t("messages.title")}`}>
            {t("home.all")}
          </Link>
        </span>
      }
    >
      {box.isPending && <Loading />}
      {box.data?.items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("messages.none_unread")} />
      )}
      <ul className={styles.few}>
        {box.data?.items.map((row) => (
          <li key={row.id}>
            <Subject message={row} />
            <time className="figure">{formatMoment(instant(row.at), serverNow(), i18n.language)}</time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
