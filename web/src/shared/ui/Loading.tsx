import { Spin } from "antd";
import { useTranslation } from "react-i18next";

/** In place of a part of a page that is being fetched. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      aria-label={t("common.loading")}
      style={{ display: "grid", placeContent: "center", minHeight: 120 }}
    >
      <Spin />
    </div>
  );
}
