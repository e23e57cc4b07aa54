import { Alert, Collapse, Drawer, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import { type ExplainTarget, useExplanation } from "../api";
import styles from "../board.module.css";

/** Why a call waits, or why this agent does (not) get one: in sentences, with the data below. */
export function ExplainDrawer({ target, onClose }: { target: ExplainTarget | null; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const explanation = useExplanation(target);
  const language = i18n.language === "en" ? "en" : "zh";
  const reasons = explanation.data?.reasons ?? [];
  return (
    <Drawer
      title={t("live.explain_title", { name: target?.title ?? "" })}
      open={target !== null}
      onClose={onClose}
      size={480}
    >
      {explanation.isPending && <Loading />}
      {explanation.error && <Alert type="warning" showIcon title={errorText(explanation.error, t, i18n.language)} />}
      {explanation.data && (
        <>
          {reasons.length === 0 && <Empty description={t("live.explain_nothing")} />}
          <ul className={styles.sentences}>
            {reasons.map((reason) => (
              <li key={reason.code}>{reason[language]}</li>
            ))}
          </ul>
          <Collapse
            ghost
            items={[
              {
                key: "data",
                label: t("live.explain_data"),
                children: <pre style={{ overflow: "auto" }}>{JSON.stringify(explanation.data, null, 2)}</pre>,
              },
            ]}
          />
        </>
      )}
    </Drawer>
  );
}
