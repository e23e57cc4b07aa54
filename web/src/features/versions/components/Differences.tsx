import { useTranslation } from "react-i18next";
import { useAuditWords } from "@/features/audit/words";
import type { Difference } from "../model";
import styles from "../versions.module.css";

interface Props {
  label: string;
  rows: readonly Difference[];
}

/** Place by place: what was there, and what is there instead. */
export function Differences({ label, rows }: Props) {
  const { t } = useTranslation();
  const words = useAuditWords();
  if (rows.length === 0) return <p className={styles.none}>{t("versions.no_difference")}</p>;
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("versions.place")}</th>
          <th scope="col">{t("versions.before")}</th>
          <th scope="col">{t("versions.after")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path.join("\n")}>
            <th scope="row" title={row.path.join(".")}>
              {row.path.map((step) => words.field(step)).join(" › ")}
            </th>
            <td>
              <del>{words.value(row.before)}</del>
            </td>
            <td>
              <ins>{words.value(row.after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
