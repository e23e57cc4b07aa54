import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  place: number;
  count: number;
  disabled?: boolean;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** At the end of a row that one puts in order: up, down, away. */
export function RowTools({ label, place, count, disabled = false, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <span style={{ marginInlineStart: "auto", whiteSpace: "nowrap" }}>
      <Button
        size="small"
        type="text"
        icon={<ArrowUpOutlined />}
        aria-label={`${label}: ${t("settings.up")}`}
        disabled={disabled || place === 0}
        onClick={() => onMove(place - 1)}
      />
      <Button
        size="small"
        type="text"
        icon={<ArrowDownOutlined />}
        aria-label={`${label}: ${t("settings.down")}`}
        disabled={disabled || place === count - 1}
        onClick={() => onMove(place + 1)}
      />
      <Button
        size="small"
        type="text"
        danger
        icon={<DeleteOutlined />}
        aria-label={`${label}: ${t("common.delete")}`}
        disabled={disabled}
        onClick={onRemove}
      />
    </span>
  );
}
