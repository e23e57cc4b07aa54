import { HistoryOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { withQuery } from "@/shared/download";
import { versionsOf } from "@/shared/versionsOf";

/** Leads to what the page's settings were before, or one thing of them, for whoever may see that. */
export function VersionsLink({ ident }: { ident?: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const user = useUser();
  const place = versionsOf(pathname);
  if (!place || !mayDo(user, "config.versions")) return null;
  const to = withQuery("/admin/versions", { ...place, ...(ident !== undefined && { ident }) });
  if (ident !== undefined)
    return (
      <Link to={to}>
        <HistoryOutlined /> {t("versions.link_thing")}
      </Link>
    );
  return (
    <Tooltip title={t("versions.link")}>
      <Link to={to} aria-label={t("versions.link")}>
        <HistoryOutlined />
      </Link>
    </Tooltip>
  );
}
