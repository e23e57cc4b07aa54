import { QuestionCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { guideFor } from "@/shared/guides";

/** Leads to the guide of the page, if it has one. */
export function HelpLink() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const guide = guideFor(pathname);
  if (guide === null) return null;
  return (
    <Tooltip title={t("help.this_page")}>
      <Link to={`/help/${guide}`} aria-label={t("help.this_page")}>
        <QuestionCircleOutlined />
      </Link>
    </Tooltip>
  );
}
