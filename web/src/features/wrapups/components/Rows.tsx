import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";

interface ToolsProps {
  label: string;
  place: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** Up, down, away. */
export function Tools({ label, place, count, onMove, onRemove }: ToolsProps) {
  const { t } = useTranslation();
  return (
    <span style={{ marginInlineStart: "auto", whiteSpace: "nowrap" }}>
      <Button
        size="small"
        type="text"
        icon={<ArrowUpOutlined />}
        aria-label={`${label}: ${t("wrapups.up")}`}
        disabled={place === 0}
        onClick={() => onMove(place - 1)}
      />
      <Button
        size="small"
        type="text"
        icon={<ArrowDownOutlined />}
        aria-label={`${label}: ${t("wrapups.down")}`}
        disabled={place === count - 1}
        onClick={() => onMove(place + 1)}
      />
      <Button
        size="small"
        type="text"
        danger
        icon={<DeleteOutlined />}
        aria-label={`${label}: ${t("common.delete")}`}
        onClick={onRemove}
      />
    </span>
  );
}

interface NamesProps {
  label: string;
  zh: string;
  en: string;
  onChange: (language: "zh" | "en", text: string) => void;
}

/** A name in both languages, in one line. */
export function Names({ label, zh, en, onChange }: NamesProps) {
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
