import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";

/** Shown when a page could not be loaded or broke while rendering. */
export function RouteError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const detail = error instanceof Error ? error.message : "";
  return (
    <Result
      status="warning"
      title={t("errors.page_title")}
      subTitle={`${t("errors.page_detail")} ${detail}`}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t("common.reload")}
        </Button>
      }
    />
  );
}
