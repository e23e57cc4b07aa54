import { HistoryOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { withQuery } from "@/shared/download";
import { versionsOf, versionsOfThing } from "@/shared/versionsOf";

/** Leads to what the page's settings were before, or one thing of them, for whoever may see that. */
export function VersionsLink({ ident }: { ident?: string }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const user = useUser();
  const place = ident === undefined ? versionsOf(pathname) : versionsOfThing(pathname, ident);
  if (!place || !mayDo(user, "config.versions")) return null;
  if (place.part === "agents" && !mayDo(user, "skills.assign")) return null;
  const to = withQuery("/admin/versions", place);
  if (ident !== undefined)
    return (
      <Link to={to}>
        <HistoryOutlined /> {t(place.part === "agents" ? "versions.link_agent" : "versions.link_thing")}
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
