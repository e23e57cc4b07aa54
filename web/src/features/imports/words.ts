import { useTranslation } from "react-i18next";

/** Names of kinds and states; what is not known here is shown as it is. */
export function useImportWords() {
  const { t } = useTranslation();
  const word = (part: "kind" | "state", code: string) => t([`imports.${part}.${code}`], { defaultValue: code });
  return { kind: (code: string) => word("kind", code), state: (code: string) => word("state", code) };
}
