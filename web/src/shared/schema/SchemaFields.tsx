import { Control } from "./Control";
import { useField } from "./context";
import styles from "./schema.module.css";
import type { Field, Shape } from "./shape";

export type Path = readonly (string | number)[];

interface Props {
  fields: readonly Field[];
  path?: Path;
  value: Readonly<Record<string, unknown>>;
  onChange: (value: Record<string, unknown>) => void;
}

/** The fields of a group; those with much inside take the whole width. */
export function SchemaFields({ fields, path = [], value, onChange }: Props) {
  return (
    <div className={styles.fields}>
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          path={[...path, field.name]}
          value={value[field.name]}
          onChange={(inner) => {
            if (inner !== undefined) onChange({ ...value, [field.name]: inner });
            else {
              const { [field.name]: _gone, ...rest } = value;
              onChange(rest);
            }
          }}
        />
      ))}
    </div>
  );
}

/** Whether what is within it has rows of its own. */
function hasFields(shape: Shape): boolean {
  if (shape.control === "items" || shape.control === "map") return hasFields(shape.item);
  return shape.control === "group";
}

interface RowProps {
  field: Field;
  path: Path;
  value: unknown;
  onChange: (value: unknown) => void;
}

function FieldRow({ field, path, value, onChange }: RowProps) {
  const { shape } = field;
  const { label, help, refused } = useField(path, !hasFields(shape));
  const long = shape.control === "text" && shape.long;
  const wide = long || ["both", "items", "map", "group", "list", "any"].includes(shape.control);
  const Frame = ["group", "items", "map"].includes(shape.control) ? "fieldset" : "div";
  const title = (
    <>
      {label}
      {field.required && <span className={styles.required}> *</span>}
    </>
  );
  return (
    <Frame className={`${styles.field} ${wide ? styles.wide : ""}`}>
      {Frame === "fieldset" ? <legend>{title}</legend> : <span className={styles.label}>{title}</span>}
      <Control shape={shape} path={path} label={label} value={value} nullable={field.nullable} onChange={onChange} />
      {help && <small>{help}</small>}
      {refused && <em role="alert">{refused}</em>}
    </Frame>
  );
}
