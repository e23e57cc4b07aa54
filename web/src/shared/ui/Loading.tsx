import { Spin } from "antd";
import { useTranslation } from "react-i18next";

/** In place of a part of a page that is being fetched. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div style={{ display: "grid", placeContent: "center", minHeight: 120 }}>
      <Spin aria-label={t("common.loading")} />
    </div>
  );
}
