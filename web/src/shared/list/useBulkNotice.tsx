import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { pickText } from "@/shared/format";

type Results = components["schemas"]["BulkResults"];

/** Tells what came of an action on many: that it is done, or for whom not and why. `nameOf` a row by its id. */
export function useBulkNotice(): (results: Results, nameOf: (id: string) => string) => void {
  const { t, i18n } = useTranslation();
  const { message, modal } = App.useApp();
  return ({ done, failed, results }, nameOf) => {
    if (failed === 0) {
      void message.success(t("common.bulk_done", { count: done }));
      return;
    }
    modal.warning({
      title: t("common.bulk_partly", { done, failed }),
      width: 560,
      content: (
        <ul>
          {results
            .filter((one) => !one.ok)
            .map((one) => (
              <li key={one.id}>
                {nameOf(one.id)}
                <br />
                {pickText({ zh: one.message_zh ?? "", en: one.message ?? "" }, i18n.language) ||
                  t("common.not_allowed")}
              </li>
            ))}
        </ul>
      ),
    });
  };
}
