import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

/** Above a long form: what stands in it was typed before and never saved. */
export function DraftFound({ onDrop }: { onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 16 }}
      title={t("common.draft_found")}
      action={
        <Button size="small" onClick={onDrop}>
          {t("common.draft_drop")}
        </Button>
      }
    />
  );
}
