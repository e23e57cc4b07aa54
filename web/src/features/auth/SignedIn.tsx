import { useQueryClient } from "@tanstack/react-query";
import { Button, Spin } from "antd";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation } from "react-router";
import { allWords, isLanguageOpen, switchLanguage, toUiLanguage } from "@/i18n";
import { liveStore } from "@/live/store";
import { Trouble } from "@/shared/ui/Trouble";
import { useMe } from "./api";
import { UserContext } from "./useUser";

/** Its words are those of the account page, which are not loaded at first. */
const EnrolPage = lazy(async () => {
  const [part] = await Promise.all([import("./EnrolPage"), allWords()]);
  return { default: part.EnrolPage };
});
const NewPasswordPage = lazy(() => import("./NewPasswordPage").then((part) => ({ default: part.NewPasswordPage })));

/** The pages below for a logged-in user, with the live connection open; anybody else is sent to the log-in. */
export function SignedIn() {
  const me = useMe();
  const { t } = useTranslation();
  const place = useLocation();
  const client = useQueryClient();
  const user = me.data;
  const mayWork = Boolean(user && !user.must_change_password && !user.must_enrol);
  const language = toUiLanguage(user?.language);

  useEffect(() => {
    if (language && isLanguageOpen()) void switchLanguage(language);
  }, [language]);

  useEffect(() => {
    if (!mayWork) return;
    return liveStore.start(() => void client.invalidateQueries({ queryKey: ["me"] }));
  }, [mayWork, client]);

  if (me.isPending) return <Spin fullscreen aria-label={t("common.loading")} />;
  if (me.isError) {
    return (
      <Trouble
        title={t("errors.unreachable_title")}
        detail={t("errors.unreachable_detail")}
        action={
          <Button type="primary" onClick={() => void me.refetch()}>
            {t("common.retry")}
          </Button>
        }
      />
    );
  }
  if (!user) return <Navigate to="/login" replace state={{ from: place.pathname + place.search }} />;
  if (user.must_change_password || user.must_enrol) {
    return <Suspense>{user.must_change_password ? <NewPasswordPage /> : <EnrolPage />}</Suspense>;
  }
  return (
    <UserContext value={user}>
      <Outlet />
    </UserContext>
  );
}
