import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { pickText } from "@/shared/format";
import styles from "../doctypes.module.css";

/** What is different between two versions: by name, and line by line. */
export function Differences({ diff }: { diff: components["schemas"]["TypeDiff"] }) {
  const { t, i18n } = useTranslation();
  const said = (list: Record<string, string>[]) =>
    list.map((one) => pickText(one, i18n.language) || one.code).join(", ");
  const rows = (["added", "removed", "changed"] as const).flatMap((how) =>
    (["fields", "nodes"] as const).map((what) => ({ how, what, list: diff[what][how] })),
  );
  const some = rows.filter((row) => row.list.length > 0);
  return (
    <section aria-label={t("doctypes.differences")}>
      {some.length === 0 && <p>{t("doctypes.no_difference")}</p>}
      <ul>
        {some.map((row) => (
          <li key={`${row.what}.${row.how}`}>
            {t(`doctypes.diff.${row.what}_${row.how}`)}: {said(row.list)}
          </li>
        ))}
      </ul>
      {diff.unified && (
        <details>
          <summary>{t("doctypes.line_by_line")}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
          <pre className={styles.diff} tabIndex={0}>
            {diff.unified.split("\n").map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it is
              <span key={index} data-mark={/^[+-]/.test(line) ? line[0] : undefined}>
                {line}
                {"\n"}
              </span>
            ))}
          </pre>
        </details>
      )}
    </section>
  );
}
