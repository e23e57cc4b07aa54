import { useQueryClient } from "@tanstack/react-query";
import { Button, Spin } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation } from "react-router";
import type { User } from "@/api/types";
import { allWords, isLanguageOpen, switchLanguage, toUiLanguage } from "@/i18n";
import { liveStore } from "@/live/store";
import { Trouble } from "@/shared/ui/Trouble";
import { useMe, useSessionWatch } from "./api";
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
  const [first, setFirst] = useState(user ?? null);
  if (user && !first) setFirst(user);
  const other = Boolean(user && first && user.id !== first.id);
  const mayWork = Boolean(user && !other && !user.must_change_password && !user.must_enrol);
  useSessionWatch();
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
  if (first && other) return <OtherUser was={first} user={user} />;
  if (user.must_change_password || user.must_enrol) {
    return <Suspense>{user.must_change_password ? <NewPasswordPage /> : <EnrolPage />}</Suspense>;
  }
  return (
    <UserContext value={user}>
      <Outlet />
    </UserContext>
  );
}

/** In place of a page whose user is not logged in any more: somebody else is, who begins with his own. */
function OtherUser({ was, user }: { was: User; user: User }) {
  const { t } = useTranslation();
  return (
    <Trouble
      title={t("auth.other_title")}
      detail={t("auth.other_detail", { was: was.name, name: user.name })}
      action={
        <Button type="primary" onClick={() => location.assign("/")}>
          {t("auth.other_go", { name: user.name })}
        </Button>
      }
    />
  );
}
