import { Form, Input } from "antd";
import type { Extra } from "@/shared/wrapUp";

interface Props {
  /** What the chosen result asks for. */
  extras: readonly Extra[];
  prefix: string;
  values: Readonly<Record<string, string>>;
  /** "fields.NAME" → what is wrong with it. */
  errors: Readonly<Record<string, string>>;
  onChange: (name: string, text: string) => void;
}

/** One line for each thing that a call's result asks for besides. */
export function ResultFields({ extras, prefix, values, errors, onChange }: Props) {
  return extras.map(({ name, label, required }) => {
    const id = `${prefix}extra-${name}`;
    const wrong = errors[`fields.${name}`];
    return (
      <Form.Item
        key={name}
        label={label}
        htmlFor={id}
        required={required}
        validateStatus={wrong ? "error" : undefined}
        help={wrong}
      >
        <Input
          id={id}
          maxLength={400}
          value={values[name] ?? ""}
          onChange={(event) => onChange(name, event.target.value)}
        />
      </Form.Item>
    );
  });
}
