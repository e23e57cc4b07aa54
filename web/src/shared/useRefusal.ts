import type { FormInstance } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { errorText } from "./errorText";
import { useErrorNotice } from "./useErrorNotice";

/**
 * Shows what the server refused at the form's field that it is about; without such a field as a notice.
 * `places`: the server's name of a field → the form's, where they differ.
 */
export function useRefusal(form: FormInstance, places: Readonly<Record<string, string>> = {}) {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  return useCallback(
    (error: unknown) => {
      const said = error instanceof ApiError ? (error.field ?? "") : "";
      const name = places[said] ?? said;
      if (name && Object.keys(form.getFieldsValue()).includes(name)) {
        form.setFields([{ name, errors: [errorText(error, t, i18n.language)] }]);
        form.scrollToField(name);
      } else notice(error);
    },
    [form, places, notice, t, i18n.language],
  );
}
