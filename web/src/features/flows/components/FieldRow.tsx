import { AutoComplete, Input, InputNumber, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type FieldShape, type FlowDocument, type Kinds, variablesOf } from "../model";
import { useFlowWords } from "../words";
import { NamesField } from "./fields/NamesField";
import { PairsField } from "./fields/PairsField";
import { StructureField } from "./fields/StructureField";
import { TargetField } from "./fields/TargetField";
import { WordsField } from "./fields/WordsField";
import styles from "./inspector.module.css";

export interface FieldProps {
  document: FlowDocument;
  kinds: Kinds;
  names: Record<string, string[]>;
  shape: FieldShape;
  value: unknown;
  onChange: (value: unknown) => void;
  /** What the keys of this field stand for, where its kind of node can say it. */
  meanings?: { value: unknown; onChange: (value: unknown) => void } | undefined;
}

/** One field of a node with the control that its shape asks for. */
export function FieldRow(props: FieldProps) {
  const { t } = useTranslation();
  const { field } = useFlowWords();
  const label = `${field(props.shape.name)}${props.shape.required ? "" : ` (${t("flows.optional")})`}`;
  return (
    <div className={styles.row}>
      <span id={`field-${props.shape.name}`}>{label}</span>
      <Control {...props} />
    </div>
  );
}

function Control(props: FieldProps) {
  const { t } = useTranslation();
  const { shape, value, onChange } = props;
  const labelled = { "aria-labelledby": `field-${shape.name}` };
  switch (shape.control) {
    case "node":
      return (
        <TargetField
          document={props.document}
          value={typeof value === "string" ? value : ""}
          onChange={(target) => onChange(target || undefined)}
          label={shape.name}
        />
      );
    case "words":
      return <WordsField {...props} />;
    case "name":
      return <NamesField value={value} onChange={onChange} label={t("flows.fields.name")} />;
    case "nodes":
    case "texts":
    case "phrases":
      return <PairsField {...props} />;
    case "number":
      return (
        <InputNumber
          {...labelled}
          style={{ width: "100%" }}
          value={typeof value === "number" ? value : null}
          placeholder={shape.default === null ? "" : String(shape.default)}
          min={shape.minimum ?? undefined}
          max={shape.maximum ?? undefined}
          precision={shape.whole ? 0 : undefined}
          onChange={(number) => onChange(number ?? undefined)}
        />
      );
    case "switch":
      return (
        <span>
          <Switch
            {...labelled}
            checked={typeof value === "boolean" ? value : shape.default === true}
            onChange={(on) => onChange(on === shape.default ? undefined : on)}
          />
        </span>
      );
    case "choice":
      return (
        <Select
          {...labelled}
          value={value ?? shape.default}
          options={shape.choices.map((choice) => ({ value: choice, label: choice || "∅" }))}
          onChange={(choice) => onChange(choice === shape.default ? undefined : choice)}
        />
      );
    case "list":
      return (
        <Select
          {...labelled}
          mode="tags"
          value={(value as string[] | undefined) ?? []}
          options={variablesOf(props.document, props.kinds).map((name) => ({ value: name }))}
          onChange={(list: string[]) => onChange(list.length > 0 ? list : undefined)}
        />
      );
    case "text":
      return <TextField {...props} />;
    default:
      return <StructureField value={value} onChange={onChange} label={shape.name} />;
  }
}

/** A text; what may stand there is offered when it names something that is known. */
function TextField({ document, kinds, names, shape, value, onChange }: FieldProps) {
  const known = shape.role === "variable" ? variablesOf(document, kinds) : (names[shape.role || shape.name] ?? []);
  const labelled = { "aria-labelledby": `field-${shape.name}` };
  const now = value === undefined || value === null ? "" : String(value);
  const placeholder = typeof shape.default === "string" ? shape.default : "";
  if (known.length === 0)
    return (
      <Input
        {...labelled}
        value={now}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    );
  return (
    <AutoComplete
      {...labelled}
      value={now}
      placeholder={placeholder}
      options={known.map((name) => ({ value: name }))}
      showSearch={{ filterOption: (typed, option) => String(option?.value ?? "").includes(typed) }}
      onChange={(text: string) => onChange(text || undefined)}
    />
  );
}
