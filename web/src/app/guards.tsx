import { useTranslation } from "react-i18next";
import { Navigate, Outlet } from "react-router";
import { useUser } from "@/features/auth/useUser";
import { useSetup } from "@/features/setup/api";
import { Loading } from "@/shared/ui/Loading";
import { Trouble } from "@/shared/ui/Trouble";
import { hasDesk, mayDo } from "./access";

/** The home page; an administrator of a new installation begins with its set-up instead, until a step of it is made. */
export function Home() {
  const mayBegin = mayDo(useUser(), "company.manage");
  const setup = useSetup(mayBegin);
  if (mayBegin && setup.isPending) return <Loading />;
  const untouched = setup.data?.state === "open" && Object.keys(setup.data.steps).length === 0;
  return untouched ? <Navigate to="/setup" replace /> : <Outlet />;
}

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
