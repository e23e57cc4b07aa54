import { Alert, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import styles from "../configfile.module.css";
import { byPart, type ImportResult } from "../model";

/** What a file changes, or has changed. */
export function Outcome({ result }: { result: ImportResult }) {
  const { t } = useTranslation();
  const changes = result.created.length + result.changed.length;
  const same = result.same.length;
  const said = () => {
    if (changes === 0) return t("configfile.nothing_new", { same });
    const values = { created: result.created.length, changed: result.changed.length, same };
    return result.dry_run ? t("configfile.tried", values) : t("configfile.taken", values);
  };
  return (
    <div className={styles.stack} role="status">
      <Alert
        type={result.dry_run || changes === 0 ? "info" : "success"}
        showIcon
        title={said()}
        description={result.dry_run && changes > 0 ? t("configfile.effect") : undefined}
      />
      <Names title={t("configfile.created")} names={result.created} />
      <Names title={t("configfile.changed")} names={result.changed} />
      {result.needs_secret.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("configfile.needs_secret", { trunks: idsOf(result.needs_secret) })}
          action={<Link to="/admin/trunks">{t("configfile.to_trunks")}</Link>}
        />
      )}
      {result.needs_audio.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("configfile.needs_audio", { prompts: idsOf(result.needs_audio) })}
          action={<Link to="/admin/prompts">{t("configfile.to_prompts")}</Link>}
        />
      )}
    </div>
  );
}

const idsOf = (names: readonly string[]) =>
  byPart(names)
    .flatMap((one) => one.ids)
    .join(" ");

function Names({ title, names }: { title: string; names: readonly string[] }) {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {byPart(names).map(({ part, ids }) => (
        <p key={part} className={styles.names}>
          <span className={styles.part}>{t(`configfile.parts.${part}`)}</span>
          {ids.map((id) => (
            <Tag key={id}>{part === "settings" ? t(`configfile.settings.${id}`, id) : id}</Tag>
          ))}
        </p>
      ))}
    </section>
  );
}
