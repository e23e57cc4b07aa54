import { DeleteOutlined, DownOutlined, PlusOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Control, type ControlProps } from "./Control";
import { useChoiceWords, useField } from "./context";
import styles from "./schema.module.css";
import { blank, type Shape } from "./shape";

/** Things in a row, in an order that counts; or a fixed number of them, like the days of a week. */
export function ItemsControl({
  shape,
  path,
  label,
  value,
  onChange,
}: ControlProps & { shape: Shape & { control: "items" } }) {
  const { t } = useTranslation();
  const { name } = useField(path);
  const items = (value ?? []) as unknown[];
  const put = (index: number, inner: unknown) => onChange(items.map((one, at) => (at === index ? inner : one)));
  const move = (from: number, to: number) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <div className={styles.items}>
      {items.map((item, index) => {
        const title =
          shape.fixed === null ? `${index + 1}` : t(`settings.each.${name}.${index}`, { defaultValue: `${index + 1}` });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: things in a row have no other name
          <div key={index} className={styles.item}>
            <span className={styles.number}>{title}</span>
            <div className={styles.inside}>
              <Control
                shape={shape.item}
                path={[...path, index]}
                label={`${label} ${title}`}
                value={item}
                nullable={false}
                onChange={(inner) => put(index, inner)}
              />
            </div>
            {shape.fixed === null && (
              <span className={styles.moves}>
                <Button
                  size="small"
                  type="text"
                  icon={<UpOutlined />}
                  disabled={index === 0}
                  aria-label={t("settings.up")}
                  onClick={() => move(index, index - 1)}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<DownOutlined />}
                  disabled={index === items.length - 1}
                  aria-label={t("settings.down")}
                  onClick={() => move(index, index + 1)}
                />
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("settings.remove")}
                  onClick={() => onChange(items.filter((_, at) => at !== index))}
                />
              </span>
            )}
          </div>
        );
      })}
      {shape.fixed === null && (
        <span>
          <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...items, blank(shape.item)])}>
            {t("settings.add")}
          </Button>
        </span>
      )}
    </div>
  );
}

/** Values by key: the keys of a telephone, categories, languages. */
export function MapControl({
  shape,
  path,
  label,
  value,
  onChange,
}: ControlProps & { shape: Shape & { control: "map" } }) {
  const { t } = useTranslation();
  const known = useField([...path, "key"]).choices;
  const words = useChoiceWords();
  const { name: field } = useField(path);
  const fixed = shape.names.map((name) => ({ value: name, label: words(field, name) }));
  const choices = known ?? (fixed.length > 0 ? fixed : null);
  const map = (value ?? {}) as Record<string, unknown>;
  const left = choices?.filter((one) => !(one.value in map));
  const called = (name: string) => choices?.find((one) => one.value === name)?.label ?? name;
  const [key, setKey] = useState("");
  const allowed = key !== "" && !(key in map) && (shape.key === "" || new RegExp(shape.key).test(key));
  const add = (name: string) => {
    onChange({ ...map, [name]: blank(shape.item) });
    setKey("");
  };
  return (
    <div className={styles.items}>
      {Object.entries(map).map(([name, inner]) => (
        <div key={name} className={styles.item}>
          <span className={styles.number}>{called(name)}</span>
          <div className={styles.inside}>
            <Control
              shape={shape.item}
              path={[...path, name]}
              label={`${label} ${called(name)}`}
              value={inner}
              nullable={false}
              onChange={(next) => onChange({ ...map, [name]: next })}
            />
          </div>
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("settings.remove")}
            onClick={() => onChange(Object.fromEntries(Object.entries(map).filter(([one]) => one !== name)))}
          />
        </div>
      ))}
      {left !== undefined && (known !== null || left.length > 0) && (
        <Select
          size="small"
          value={null}
          placeholder={t("settings.add")}
          aria-label={`${label}: ${t("settings.add")}`}
          options={left}
          onChange={(name: string | null) => name && add(name)}
          style={{ width: 220 }}
        />
      )}
      {left === undefined && (
        <Input
          size="small"
          style={{ width: 220 }}
          value={key}
          status={key === "" || allowed ? "" : "error"}
          placeholder={t("settings.add_key")}
          aria-label={`${label}: ${t("settings.add_key")}`}
          onChange={(event) => setKey(event.target.value)}
          onPressEnter={() => allowed && add(key)}
          suffix={
            <Button
              size="small"
              type="text"
              icon={<PlusOutlined />}
              disabled={!allowed}
              aria-label={t("settings.add")}
              onClick={() => add(key)}
            />
          }
        />
      )}
    </div>
  );
}
