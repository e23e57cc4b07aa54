import { AutoComplete, Button, DatePicker, Input, InputNumber, Select, Switch } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { isoPicked, picked } from "@/shared/time/picked";
import { useChoiceWords, useField } from "./context";
import { ItemsControl, MapControl } from "./Repeated";
import { type Path, SchemaFields } from "./SchemaFields";
import styles from "./schema.module.css";
import { blank, type Shape } from "./shape";

export interface ControlProps {
  shape: Shape;
  path: Path;
  label: string;
  value: unknown;
  nullable: boolean;
  onChange: (value: unknown) => void;
}

/** The control for one shape. What may be null is there only when it is wanted. */
export function Control(props: ControlProps) {
  const { t } = useTranslation();
  const { shape, value, nullable, onChange } = props;
  const compound = shape.control === "both" || shape.control === "group";
  if (nullable && compound && (value === null || value === undefined))
    return (
      <Button size="small" onClick={() => onChange(blank(shape))}>
        {t("settings.fill_in")}
      </Button>
    );
  return (
    <>
      <Inner {...props} />
      {nullable && compound && (
        <Button size="small" type="text" onClick={() => onChange(null)}>
          {t("settings.leave_out")}
        </Button>
      )}
    </>
  );
}

function Inner(props: ControlProps) {
  const { shape, path, label, value, nullable, onChange } = props;
  const empty = nullable ? null : undefined;
  switch (shape.control) {
    case "text":
      return <TextControl {...props} shape={shape} />;
    case "both":
      return <BothControl label={label} value={value} onChange={onChange} />;
    case "number":
      return (
        <InputNumber
          aria-label={label}
          className={styles.full}
          value={typeof value === "number" ? value : null}
          min={shape.minimum ?? undefined}
          max={shape.maximum ?? undefined}
          precision={shape.whole ? 0 : undefined}
          onChange={(number) => onChange(number ?? empty)}
        />
      );
    case "switch":
      return (
        <span>
          <Switch aria-label={label} checked={value === true} onChange={onChange} />
        </span>
      );
    case "choice":
      return <ChoiceControl {...props} shape={shape} />;
    case "choices":
    case "list":
      return <ListControl {...props} shape={shape} />;
    case "moment":
      return (
        <DatePicker
          aria-label={label}
          className={styles.full}
          showTime={shape.only === null}
          value={typeof value === "string" && value ? (shape.only === "date" ? dayjs(value) : picked(value)) : null}
          onChange={(at) => onChange(at ? (shape.only === "date" ? at.format("YYYY-MM-DD") : isoPicked(at)) : empty)}
        />
      );
    case "items":
      return <ItemsControl {...props} shape={shape} />;
    case "map":
      return <MapControl {...props} shape={shape} />;
    case "group":
      return (
        <SchemaFields
          fields={shape.fields}
          path={path}
          value={(value ?? {}) as Record<string, unknown>}
          onChange={onChange}
        />
      );
    default:
      return <AnyControl label={label} value={value} onChange={onChange} />;
  }
}

function TextControl({
  shape,
  path,
  label,
  value,
  nullable,
  onChange,
}: ControlProps & { shape: Shape & { control: "text" } }) {
  const { choices } = useField(path);
  const now = typeof value === "string" ? value : "";
  const put = (text: string | undefined) => onChange(text || (nullable ? null : ""));
  if (choices)
    return (
      <Select
        aria-label={label}
        className={styles.full}
        allowClear
        value={now || undefined}
        options={[...choices]}
        onChange={put}
      />
    );
  if (shape.secret)
    return (
      <Input.Password
        aria-label={label}
        autoComplete="new-password"
        value={now}
        onChange={(event) => put(event.target.value)}
      />
    );
  const common = { "aria-label": label, value: now, maxLength: shape.maxLength ?? undefined };
  if (shape.long)
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 2, maxRows: 12 }}
        onChange={(event) => put(event.target.value)}
      />
    );
  return <Input {...common} onChange={(event) => put(event.target.value)} />;
}

function BothControl({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const now = { zh: "", en: "", ...(value as object | null) } as Record<"zh" | "en", string>;
  return (
    <div className={styles.both}>
      {(["zh", "en"] as const).map((language) => (
        <Input
          key={language}
          prefix={<span className={styles.tag}>{t(`settings.in_${language}`)}</span>}
          aria-label={`${label} (${t(`settings.in_${language}`)})`}
          value={now[language]}
          onChange={(event) => onChange({ ...now, [language]: event.target.value })}
        />
      ))}
    </div>
  );
}

function ChoiceControl({
  shape,
  path,
  label,
  value,
  nullable,
  onChange,
}: ControlProps & { shape: Shape & { control: "choice" } }) {
  const words = useChoiceWords();
  const { name } = useField(path);
  return (
    <Select
      aria-label={label}
      className={styles.full}
      allowClear={nullable}
      value={(value ?? undefined) as string | number | undefined}
      options={shape.choices.map((choice) => ({ value: choice, label: words(name, choice) }))}
      onChange={(choice) => onChange(choice ?? null)}
    />
  );
}

function ListControl({
  shape,
  path,
  label,
  value,
  onChange,
}: ControlProps & { shape: Shape & { control: "list" | "choices" } }) {
  const words = useChoiceWords();
  const { name, choices } = useField(path);
  const fixed =
    shape.control === "choices" ? shape.choices.map((one) => ({ value: one, label: words(name, one) })) : null;
  const options = fixed ?? choices;
  return (
    <Select
      aria-label={label}
      className={styles.full}
      mode={options ? "multiple" : "tags"}
      value={(value ?? []) as string[]}
      options={options ? [...options] : []}
      tokenSeparators={options ? undefined : [",", "\uff0c", " "]}
      onChange={onChange}
    />
  );
}

/** Something that the form does not know: JSON. */
function AnyControl({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  return (
    <AutoComplete
      className={styles.full}
      defaultValue={value === undefined ? "" : JSON.stringify(value)}
      options={[]}
      aria-label={label}
      onChange={(text: string) => {
        try {
          onChange(text === "" ? null : JSON.parse(text));
        } catch {
          onChange(text); // the server says what is wrong with it
        }
      }}
    />
  );
}
