import { GlobalOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { LANGUAGES, switchLanguage, type UiLanguage } from "@/i18n";

/** Every language under its own name. */
export const LANGUAGE_NAMES: Record<UiLanguage, string> = { "zh-CN": "\u4e2d\u6587", en: "English" };

export function LanguageSwitch({ onChange }: { onChange?: (language: UiLanguage) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        selectedKeys: [i18n.language],
        items: LANGUAGES.map((language) => ({ key: language, label: LANGUAGE_NAMES[language] })),
        onClick: ({ key }) => {
          void switchLanguage(key as UiLanguage);
          onChange?.(key as UiLanguage);
        },
      }}
    >
      <Button
        type="text"
        icon={<GlobalOutlined />}
        aria-label={`${LANGUAGE_NAMES[i18n.language as UiLanguage]} (${t("common.language")})`}
      >
        {LANGUAGE_NAMES[i18n.language as UiLanguage]}
      </Button>
    </Dropdown>
  );
}
