import { Input } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  zh: string;
  en: string;
  onChange: (language: "zh" | "en", text: string) => void;
}

/** A name in both languages, in one line. */
export function Names({ label, zh, en, onChange }: Props) {
  const { t } = useTranslation();
  const texts = { zh, en };
  return (["zh", "en"] as const).map((language) => (
    <Input
      key={language}
      aria-label={`${label} (${t(`settings.in_${language}`)})`}
      placeholder={`${t("wrapups.name")} (${t(`settings.in_${language}`)})`}
      maxLength={100}
      value={texts[language]}
      onChange={(event) => onChange(language, event.target.value)}
    />
  ));
}
