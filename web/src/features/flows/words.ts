import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Names of kinds and fields; one that the catalogue lacks is shown as it is written in the flow. */
export function useFlowWords() {
  const { t } = useTranslation();
  const kind = useCallback((name: string) => t(`flows.kinds.${name}`, { defaultValue: name }), [t]);
  const kindHelp = useCallback((name: string) => t(`flows.kind_help.${name}`, { defaultValue: "" }), [t]);
  const field = useCallback((name: string) => t(`flows.fields.${name}`, { defaultValue: name }), [t]);
  return { kind, kindHelp, field };
}
