import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { FlowEditor } from "../useFlowEditor";
import { shown } from "./Inspector";
import styles from "./panels.module.css";

/** What is wrong with the flow; a click shows where. */
export function FindingsPanel({ editor, onShow }: { editor: FlowEditor; onShow: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  if (!editor.checked && editor.findings.length === 0) return <p className={styles.hint}>{t("flows.checking")}</p>;
  if (editor.findings.length === 0)
    return (
      <p className={styles.good}>
        <CheckCircleFilled /> {t("flows.nothing_wrong")}
      </p>
    );
  return (
    <ul className={styles.findings} aria-live="polite">
      {editor.findings.map((one) => (
        <li key={one.message_en}>
          {one.severity === "error" ? (
            <CloseCircleFilled className={styles.error} />
          ) : (
            <WarningFilled className={styles.warning} />
          )}
          {one.node ? (
            <button type="button" onClick={() => onShow(one.node)}>
              {shown(one, i18n.language)}
            </button>
          ) : (
            <span>{shown(one, i18n.language)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
