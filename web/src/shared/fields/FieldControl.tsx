import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useDictionary } from "@/shared/dictionaries";
import { pickText } from "@/shared/format";
import { isoPicked, picked } from "@/shared/time/picked";
import { useSurroundings } from "./context";
import type { FieldDefinition } from "./definitions";
import { FileList, UploadButton } from "./FileControl";
import { useFileNames } from "./files";
import { CustomerPicker, DocumentPicker, ProductPicker, UnitPicker, UserPicker } from "./pickers";

export interface ControlProps {
  field: FieldDefinition;
  value: unknown;
  onChange: (value: unknown) => void;
  id: string;
}

/** What a value is entered with. An emptied one is null. */
export function FieldControl(props: ControlProps) {
  const { field, value, onChange, id } = props;
  const { t, i18n } = useTranslation();
  const { names, customer } = useSurroundings();
  const words = typeof value === "string" ? value : "";
  const reference = {
    id,
    value: words,
    onChange: (chosen: string | null) => onChange(chosen),
    called: pickText(names[`${field.kind}:${words}`], i18n.language) || undefined,
  };
  switch (field.kind) {
    case "long_text":
      return (
        <Input.TextArea
          id={id}
          value={words}
          maxLength={field.max_length ?? 10_000}
          autoSize={{ minRows: 2, maxRows: 12 }}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
    case "number":
    case "money":
      return (
        <InputNumber<string>
          id={id}
          style={{ width: "100%" }}
          stringMode
          value={value === null || value === undefined ? null : String(value)}
          min={field.min === null || field.min === undefined ? undefined : String(field.min)}
          max={field.max === null || field.max === undefined ? undefined : String(field.max)}
          precision={field.kind === "money" ? 2 : undefined}
          prefix={field.kind === "money" ? "¥" : undefined}
          changeOnWheel={false}
          onChange={(number) => {
            if (number === null || number === "") onChange(null);
            else onChange(field.kind === "money" ? number : Number(number));
          }}
        />
      );
    case "date":
      return (
        <DatePicker
          id={id}
          style={{ width: "100%" }}
          value={words ? dayjs(words) : null}
          onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : null)}
        />
      );
    case "datetime":
      return (
        <DatePicker
          id={id}
          style={{ width: "100%" }}
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          value={picked(words)}
          onChange={(at) => onChange(at ? isoPicked(at.second(0)).replace(".000Z", "Z") : null)}
        />
      );
    case "choice":
    case "choices":
      return <Choices {...props} />;
    case "yes_no":
      return (
        <Select<string>
          id={id}
          allowClear
          value={typeof value === "boolean" ? String(value) : undefined}
          options={[
            { value: "true", label: t("common.yes") },
            { value: "false", label: t("common.no") },
          ]}
          onChange={(chosen?: string) => onChange(chosen === undefined ? null : chosen === "true")}
        />
      );
    case "file":
      return <Files {...props} />;
    case "customer":
      return <CustomerPicker {...reference} />;
    case "user":
      return <UserPicker {...reference} />;
    case "unit":
      return <UnitPicker {...reference} />;
    case "document":
      return <DocumentPicker {...reference} />;
    case "product_owned":
      return <ProductPicker {...reference} customer={customer} />;
    default:
      return (
        <Input
          id={id}
          value={words}
          inputMode={field.kind === "phone" ? "tel" : undefined}
          maxLength={field.kind === "phone" ? 32 : (field.max_length ?? 200)}
          onChange={(event) => onChange(event.target.value || null)}
        />
      );
  }
}

/** The choices of a field in the page's language: its own, or those of its dictionary. */
export function useFieldOptions(field: FieldDefinition): { value: string; label: string; active: boolean }[] {
  const { i18n } = useTranslation();
  const dictionary = useDictionary(field.dictionary ?? "");
  if (field.dictionary) return dictionary.options.map((one) => ({ ...one, active: true }));
  return (field.options ?? []).map((one) => ({
    value: one.code,
    label: i18n.language === "en" ? one.en : one.zh,
    active: one.active !== false,
  }));
}

function Choices({ field, value, onChange, id }: ControlProps) {
  const kept = new Set([value].flat().filter((one): one is string => typeof one === "string"));
  const options = useFieldOptions(field).filter((one) => one.active || kept.has(one.value));
  const { nameOf } = useDictionary(field.dictionary ?? "");
  const known = new Set(options.map((one) => one.value));
  const all = [
    ...options,
    ...[...kept].filter((code) => !known.has(code)).map((code) => ({ value: code, label: nameOf(code) })),
  ];
  const common = { id, allowClear: true, options: all };
  if (field.kind === "choices")
    return (
      <Select<string[]>
        {...common}
        mode="multiple"
        value={[...kept]}
        onChange={(codes) => onChange(codes.length > 0 ? codes : null)}
      />
    );
  return (
    <Select<string>
      {...common}
      value={typeof value === "string" && value ? value : undefined}
      onChange={(code?: string) => onChange(code ?? null)}
    />
  );
}

function Files({ field, value, onChange, id }: ControlProps) {
  const { i18n } = useTranslation();
  const ids = Array.isArray(value) ? (value as string[]) : [];
  const files = useFileNames(ids);
  const label = i18n.language === "en" ? field.label.en : field.label.zh;
  return (
    <div>
      <FileList
        files={files.known}
        onRemove={(file) => {
          const rest = ids.filter((one) => one !== file.id);
          onChange(rest.length > 0 ? rest : null);
        }}
      />
      <UploadButton
        id={id}
        label={label}
        onUploaded={(file) => {
          files.remember(file);
          onChange((before: unknown) => [...(Array.isArray(before) ? before : []), file.id]);
        }}
      />
    </div>
  );
}
