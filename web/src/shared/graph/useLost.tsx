import { App, Button } from "antd";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "@/shared/errorText";

/** Says, wherever the person is now, that what he edited last is not kept; it stays until it is or he closes it. */
export function useLost(key: string, name: string) {
  const { t, i18n } = useTranslation();
  const { notification } = App.useApp();
  useEffect(() => notification.destroy(key), [notification, key]);
  return useCallback(
    (error: unknown, again: () => Promise<void>) => {
      const say = (why: unknown) =>
        notification.error({
          key,
          duration: 0,
          title: t("flows.lost", { name }),
          description: errorText(why, t, i18n.language),
          actions: (
            <Button size="small" type="primary" onClick={() => void again().then(kept, say)}>
              {t("common.retry")}
            </Button>
          ),
        });
      const kept = () => notification.success({ key, title: t("flows.lost_kept", { name }) });
      say(error);
    },
    [notification, t, i18n.language, key, name],
  );
}
