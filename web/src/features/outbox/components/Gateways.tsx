import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { instant } from "@/api/clock";
import { mayDo } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { formatDateTime } from "@/shared/format";
import { type GatewayState, troubles } from "../model";
import { Why } from "./words";

/** Above the list: what does not leave at all, why, and what becomes of it. */
export function Gateways({ gateways }: { gateways: readonly GatewayState[] }) {
  const { t, i18n } = useTranslation();
  const mends = mayDo(useUser(), "gateways.manage");
  const found = troubles(gateways);
  const said = (one: GatewayState) => {
    const count = one.waiting;
    if (one.state === "failing") return t(`outbox.failing.${one.kind}`, { count });
    if (one.state === "off") return t(`outbox.off.${one.kind}`, { count });
    return t(`outbox.none.${one.kind}`, { count });
  };
  return found.map((one) => (
    <Alert
      key={one.kind}
      type={one.state === "failing" ? "error" : "warning"}
      showIcon
      style={{ marginBottom: 12 }}
      title={said(one)}
      description={
        one.state === "failing" ? (
          <>
            <Why error={one.error ?? ""} />{" "}
            {one.next_at && t("outbox.tried_at", { at: formatDateTime(instant(one.next_at), i18n.language) })}
          </>
        ) : undefined
      }
      action={
        mends ? (
          <Link to="/admin/gateways">{t("outbox.to_gateways")}</Link>
        ) : (
          one.state === "none" && <Link to="/help/messages-out">{t("outbox.set_up")}</Link>
        )
      }
    />
  ));
}
