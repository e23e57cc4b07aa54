import { useTranslation } from "react-i18next";
import { Navigate, Outlet } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { Trouble } from "@/shared/ui/Trouble";
import { homeOf, mayOpen, type Room } from "./access";

export function Home() {
  const user = useUser();
  return <Navigate to={homeOf(user)} replace />;
}

/** Its children only for the roles that may open `room`. */
export function Only({ room }: { room: Room }) {
  const user = useUser();
  const { t } = useTranslation();
  if (!mayOpen(user, room)) {
    return <Trouble title={t("errors.room_title")} detail={t("errors.room_detail")} />;
  }
  return <Outlet />;
}
