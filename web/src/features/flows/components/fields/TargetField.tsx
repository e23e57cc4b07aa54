import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { type FlowDocument, nameOf } from "../../model";
import { useFlowWords } from "../../words";

interface Props {
  document: FlowDocument;
  value: string;
  onChange: (target: string) => void;
  label: string;
}

/** Which node comes next: the way to connect nodes without a mouse. */
export function TargetField({ document, value, onChange, label }: Props) {
  const { t, i18n } = useTranslation();
  const { kind, field } = useFlowWords();
  const options = Object.entries(document.nodes).map(([id, node]) => ({
    value: id,
    label: [pickText(nameOf(node), i18n.language), id, kind(node.kind)].filter(Boolean).join(" · "),
  }));
  return (
    <Select
      allowClear
      value={value || undefined}
      status={value && !(value in document.nodes) ? "error" : ""}
      options={options}
      placeholder={t("flows.choose_target")}
      aria-label={field(label)}
      onChange={(target) => onChange(target ?? "")}
    />
  );
}
