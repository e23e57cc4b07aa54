import { App } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "./errorText";

/** Shows an error as a notice at the top of the page. */
export function useErrorNotice(): (error: unknown) => void {
  const { message } = App.useApp();
  const { t, i18n } = useTranslation();
  return useCallback(
    (error: unknown) => {
      void message.error(errorText(error, t, i18n.language), 5);
    },
    [message, t, i18n.language],
  );
}
