import type { FormInstance } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { errorText } from "./errorText";
import { showAtField } from "./refused";
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
      if (!showAtField(form, error, errorText(error, t, i18n.language), places)) notice(error);
    },
    [form, places, notice, t, i18n.language],
  );
}
