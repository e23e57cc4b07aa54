import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { Trouble } from "@/shared/ui/Trouble";
import { hasDesk, mayDo } from "./access";

/** Its children only for those who have the function (`agents`: and an agent number). */
export function Only({ may, agents }: { may: string; agents?: boolean }) {
  const user = useUser();
  return (agents ? hasDesk(user) : mayDo(user, may)) ? <Outlet /> : <Closed />;
}

/** Says that the page is not for this user, and whom to ask. */
export function Closed() {
  const { t } = useTranslation();
  return <Trouble title={t("errors.room_title")} detail={t("errors.room_detail")} />;
}
