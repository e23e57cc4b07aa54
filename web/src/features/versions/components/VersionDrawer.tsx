import { RollbackOutlined } from "@ant-design/icons";
import { Alert, App, Button, Drawer, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { stringify } from "yaml";
import { instant } from "@/api/clock";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { Affected } from "@/shared/impact/Affected";
import { Loading } from "@/shared/ui/Loading";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useRestore, useSettingVersion } from "../api";
import { IMPACT, KEYED, type Restored, type Whole } from "../model";
import styles from "../versions.module.css";
import { useVersionWords } from "../words";
import { Differences } from "./Differences";

/** One version: what it changed, what has changed since, all of it, and the way back to it. */
export function VersionDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const words = useVersionWords();
  const version = useSettingVersion(id);
  const row = version.data;
  return (
    <Drawer
      open
      size={760}
      onClose={onClose}
      title={row ? t("versions.of", { thing: words.thing(row), number: row.number }) : t("versions.title")}
      extra={row && <Restore key={row.id} row={row} />}
    >
      {version.error && <Alert type="error" showIcon title={errorText(version.error, t, i18n.language)} />}
      {version.isPending && <Loading />}
      {row && <Content row={row} />}
    </Drawer>
  );
}

function Content({ row }: { row: Whole }) {
  const { t, i18n } = useTranslation();
  const words = useVersionWords();
  return (
    <div className={styles.stack}>
      <p className={styles.none}>
        {t("versions.told", {
          part: words.part(row.part),
          id: row.ident,
          change: t(`versions.is.${row.change}`),
          who: row.user_id ? row.username : t("versions.shipped"),
          at: formatDateTime(instant(row.at), i18n.language),
        })}
      </p>
      {row.change === "changed" && (
        <section>
          <h3 className={styles.title}>{t("versions.made")}</h3>
          <Differences part={row.part} label={t("versions.made")} rows={row.made} />
        </section>
      )}
      {row.data && (
        <section>
          <h3 className={styles.title}>{t("versions.since")}</h3>
          {row.since.length === 0 ? (
            <p className={styles.none}>{t("versions.as_now")}</p>
          ) : (
            <Differences part={row.part} label={t("versions.since")} rows={row.since} />
          )}
        </section>
      )}
      {row.data && (
        <details>
          <summary>{t("versions.whole")}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
          <pre className={styles.whole} tabIndex={0}>
            {stringify(row.data)}
          </pre>
        </details>
      )}
    </div>
  );
}

/** First a trial, which says what would become different and whom it affects; then in earnest. */
function Restore({ row }: { row: Whole }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useVersionWords();
  const notice = useErrorNotice();
  const restore = useRestore(row.id);
  const [tried, setTried] = useState<Restored | null>(null);
  if (!row.data || row.since.length === 0) return null;

  function take(): void {
    restore.mutate(
      { dry_run: false },
      {
        onSuccess: () => {
          setTried(null);
          void message.success(t("versions.restored", { thing: words.thing(row), number: row.number }));
        },
        onError: notice,
      },
    );
  }

  return (
    <>
      <Button
        icon={<RollbackOutlined />}
        loading={restore.isPending && tried === null}
        onClick={() => restore.mutate({ dry_run: true }, { onSuccess: setTried, onError: notice })}
      >
        {t("versions.restore")}
      </Button>
      <Modal
        open={tried !== null}
        width={720}
        title={t("versions.restore_ask", { thing: words.thing(row), number: row.number })}
        okText={t("versions.restore")}
        okButtonProps={{ disabled: tried?.changed.length === 0, loading: restore.isPending }}
        onOk={take}
        onCancel={() => setTried(null)}
        destroyOnHidden
      >
        {tried && <Trial row={row} tried={tried} />}
      </Modal>
    </>
  );
}

function Trial({ row, tried }: { row: Whole; tried: Restored }) {
  const { t } = useTranslation();
  const kind = IMPACT[row.part];
  return (
    <div className={styles.stack}>
      <Differences part={row.part} label={t("versions.will_change")} rows={tried.changed} />
      {tried.left.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("versions.left")}
          description={<Differences part={row.part} label={t("versions.left")} rows={tried.left} />}
        />
      )}
      {tried.needs_secret.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t([`versions.needs_secret_in.${row.part}`, "versions.needs_secret"], { defaultValue: "" })}
        />
      ) : (
        KEYED.has(row.part) && <Alert type="info" showIcon title={t("versions.secret_stays")} />
      )}
      {tried.needs_audio.length > 0 && <Alert type="warning" showIcon title={t("versions.needs_audio")} />}
      {kind && !row.gone && <Affected kind={kind} id={row.ident} />}
      <p className={styles.none}>{t("versions.effect")}</p>
    </div>
  );
}
