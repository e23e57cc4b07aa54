import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";
import { useLogout } from "./api";

/** Log out; when it fails, say that the session is still there and offer another try. */
export function useLeave(): () => void {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const { mutate } = useLogout();
  return useCallback(() => {
    const leave = () =>
      mutate(undefined, {
        onError: (error) =>
          void modal.confirm({
            title: t("auth.logout_failed"),
            content: `${errorText(error, t, i18n.language)} ${t("auth.logout_failed_detail")}`,
            okText: t("common.retry"),
            onOk: leave,
          }),
      });
    leave();
  }, [mutate, modal, t, i18n.language]);
}
