import { SettingOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover, type TableProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

type Columns<T> = NonNullable<TableProps<T>["columns"]>;

const PREFIX = "hotline.columns.";

function keptHidden(list: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + list) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/**
 * Which columns of a list are shown, chosen by each person at his computer. Only columns with a `key` and a title in
 * words can be hidden; the first column leads to the row and stays.
 */
export function useColumnChoice<T>(list: string, columns: Columns<T>): { shown: Columns<T>; choice: React.ReactNode } {
  const { t } = useTranslation();
  const [hidden, setHidden] = useState(() => keptHidden(list));
  const open = columns
    .slice(1)
    .flatMap((one) =>
      typeof one.key === "string" && typeof one.title === "string" && one.title
        ? [{ key: one.key, title: one.title }]
        : [],
    );

  function change(visible: readonly string[]): void {
    const here = open.map((one) => one.key);
    // Columns that are not there just now, of another type for example, stay as they were chosen.
    const next = [...hidden.filter((key) => !here.includes(key)), ...here.filter((key) => !visible.includes(key))];
    localStorage.setItem(PREFIX + list, JSON.stringify(next));
    setHidden(next);
  }

  const choice = (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t("common.columns")}
      content={
        <Checkbox.Group
          style={{ display: "grid", gap: 6 }}
          value={open.map((one) => one.key).filter((key) => !hidden.includes(key))}
          onChange={change}
          options={open.map((one) => ({ value: one.key, label: one.title }))}
        />
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t("common.columns")} title={t("common.columns")} />
    </Popover>
  );
  return { shown: columns.filter((one) => !hidden.includes(String(one.key ?? ""))), choice };
}
