import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import styles from "../doctypes.module.css";
import { nodeOf } from "../model";
import type { TypeEditor } from "../useType";

/** Everything that is wrong; a click on what belongs to a node shows it. */
export function FindingsPanel({ editor, onShow }: { editor: TypeEditor; onShow: (node: string) => void }) {
  const { t, i18n } = useTranslation();
  if (!editor.checked && editor.findings.length === 0) return <p className={styles.hint}>{t("flows.checking")}</p>;
  if (editor.findings.length === 0)
    return (
      <p>
        <CheckCircleFilled style={{ color: "var(--ant-color-success)" }} /> {t("doctypes.nothing_wrong")}
      </p>
    );
  return (
    <ul className={styles.list} aria-live="polite">
      {editor.findings.map((one) => {
        const [part, , code] = one.place.split(".");
        const node = part === "process" && code ? nodeOf(editor.document, code) : undefined;
        const said = i18n.language === "en" ? one.message_en : one.message_zh;
        const where = node ? pickText(node.name, i18n.language) || node.code : "";
        return (
          <li key={one.place + one.code}>
            <span style={{ padding: "4px 8px" }}>
              <CloseCircleFilled style={{ color: "var(--ant-color-error)" }} />{" "}
              {node && (
                <Button type="link" size="small" onClick={() => onShow(node.code)}>
                  {where}
                </Button>
              )}
              {said}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
