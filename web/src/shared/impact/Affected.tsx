import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { pickText } from "@/shared/format";
import styles from "./affected.module.css";
import { useImpact } from "./api";

interface Props {
  /** As in its own address: queues, users, number-lists… */
  kind: string;
  id: string;
}

/** Whom a change touches, said before it is saved. */
export function Affected({ kind, id }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error } = useImpact(kind, id);
  const rows = data?.affected ?? [];
  return (
    <section className={styles.affected} aria-label={t("impact.title")} aria-live="polite" aria-busy={!data && !error}>
      {error && t("impact.unknown", { why: errorText(error, t, i18n.language) })}
      {data && (rows.length === 0 ? t("impact.nobody") : <strong>{t("impact.title")}</strong>)}
      {rows.length > 0 && (
        <ul>
          {rows.map((one) => {
            const names = (one.names ?? []).map((name) => pickText(name, i18n.language));
            const more = one.count - names.length;
            const said = names.length > 0 && more > 0 ? [...names, t("impact.more", { count: more })] : names;
            return (
              <li key={one.what}>
                {t(`impact.of.${one.what}` as "impact.of.agents", { count: one.count, defaultValue: one.what })}
                {said.length > 0 && t("impact.names", { names: said.reduce((a, b) => t("impact.pair", { a, b })) })}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
