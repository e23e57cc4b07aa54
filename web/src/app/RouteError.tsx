import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Trouble } from "@/shared/ui/Trouble";

/** Shown when a page could not be loaded or broke while rendering. */
export function RouteError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const detail = error instanceof Error ? error.message : "";
  return (
    <Trouble
      title={t("errors.page_title")}
      detail={`${t("errors.page_detail")} ${detail}`}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t("common.reload")}
        </Button>
      }
    />
  );
}
