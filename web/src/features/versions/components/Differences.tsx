import { useTranslation } from "react-i18next";
import type { Difference } from "../model";
import styles from "../versions.module.css";
import { usePlaceWords } from "../words";

interface Props {
  /** Of which kind of settings. */
  part: string;
  label: string;
  rows: readonly Difference[];
}

/** Place by place: what was there, and what is there instead. */
export function Differences({ part, label, rows }: Props) {
  const { t } = useTranslation();
  const words = usePlaceWords(part === "agents");
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
              {row.path.map((_, at) => words.step(part, row.path.slice(0, at + 1))).join(" › ")}
            </th>
            <td>
              <del>{words.value(part, row.path, row.before)}</del>
            </td>
            <td>
              <ins>{words.value(part, row.path, row.after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
