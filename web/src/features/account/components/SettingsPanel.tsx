import { Form, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { type Appearance, setAppearance, useAppearance } from "@/app/theme";
import { useKeepLanguage } from "@/features/auth/api";
import { apiLanguage, LANGUAGES, switchLanguage, type UiLanguage } from "@/i18n";
import { LANGUAGE_NAMES } from "@/shared/ui/LanguageSwitch";
import { Panel } from "@/shared/ui/Panel";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useKeepTheme } from "../api";

/** Language and appearance, kept for other browsers, too. */
export function SettingsPanel() {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  const appearance = useAppearance();
  const keepLanguage = useKeepLanguage();
  const keepTheme = useKeepTheme();
  return (
    <Panel title={t("account.settings")}>
      <Form layout="vertical">
        <Form.Item label={t("common.language")}>
          <Segmented<UiLanguage>
            aria-label={t("common.language")}
            value={i18n.language as UiLanguage}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onChange={(language) => {
              void switchLanguage(language);
              keepLanguage.mutate(apiLanguage(language), { onError: notice });
            }}
          />
        </Form.Item>
        <Form.Item label={t("account.appearance")} style={{ marginBottom: 0 }}>
          <Segmented<Appearance>
            aria-label={t("account.appearance")}
            value={appearance}
            options={(["light", "dark"] as const).map((value) => ({ value, label: t(`account.${value}`) }))}
            onChange={(chosen) => {
              setAppearance(chosen);
              keepTheme.mutate(chosen, { onError: notice });
            }}
          />
        </Form.Item>
      </Form>
    </Panel>
  );
}
