import { DeleteOutlined, DownOutlined, EditOutlined, UpOutlined } from "@ant-design/icons";
import { Button, Select, Space, Switch, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { useChoices } from "@/features/resources/api";
import { pickText } from "@/shared/format";
import {
  changed,
  groupsFor,
  type Item,
  isGroup,
  type Line,
  linesOf,
  type MenuRoom,
  moved,
  movedInto,
  removed,
} from "../model";

interface Props {
  items: Item[];
  rooms: MenuRoom[];
  onChange: (items: Item[]) => void;
  onEdit: (item: Item) => void;
}

const INDENT_PX = 24;
const CHOICES = { function: "functions" } as const;

/** Every entry of the menu, hidden ones too, with everything that can be done to it. */
export function Lines({ items, rooms, onChange, onEdit }: Props) {
  const { t, i18n } = useTranslation();
  const functions = useChoices(CHOICES).function ?? [];
  const roomOf = (id: string) => rooms.find((one) => one.id === id);
  const nameOf = (item: Item) => pickText(item.label ?? roomOf(item.id)?.label, i18n.language) || item.id;
  const lines = linesOf(items);
  const itemOf = (id: string) => lines.find((line) => line.item.id === id)?.item;

  function who({ item }: Line): string {
    const needed = roomOf(item.id)?.function ?? item.function;
    if (isGroup(item, rooms) && !needed) return t("menueditor.whose_entries");
    return needed ? (functions.find((one) => one.value === needed)?.label ?? needed) : t("menueditor.everybody");
  }

  function groups(line: Line) {
    const fitting = groupsFor(items, rooms, line.item.id).map((id) => ({ value: id, label: pathOf(id) }));
    return [{ value: "", label: t("menueditor.top") }, ...fitting];
  }

  function pathOf(id: string): string {
    const around = lines.find((line) => line.item.id === id)?.around ?? [];
    return [...around, id].map((one) => (itemOf(one) ? nameOf(itemOf(one) as Item) : one)).join(" / ");
  }

  return (
    <Table<Line>
      size="small"
      rowKey={(line) => line.item.id}
      dataSource={lines}
      pagination={false}
      columns={[
        {
          title: t("menueditor.entry"),
          render: (_, line) => (
            <span style={{ paddingInlineStart: line.around.length * INDENT_PX, opacity: line.hidden ? 0.65 : 1 }}>
              {isGroup(line.item, rooms) ? <strong>{nameOf(line.item)}</strong> : nameOf(line.item)}{" "}
              {line.item.url !== null && <Tag>{t("menueditor.link")}</Tag>}
              {roomOf(line.item.id) && line.item.label && <Tag>{t("menueditor.renamed")}</Tag>}
            </span>
          ),
        },
        { title: t("menueditor.who"), width: 240, render: (_, line) => who(line) },
        {
          title: t("menueditor.shown"),
          width: 80,
          render: (_, { item }) => (
            <Switch
              size="small"
              aria-label={`${nameOf(item)}: ${t("menueditor.shown")}`}
              checked={item.visible}
              onChange={(visible) => onChange(changed(items, item.id, { visible }))}
            />
          ),
        },
        {
          title: t("menueditor.group"),
          width: 220,
          render: (_, line) => (
            <Select
              size="small"
              style={{ width: "100%" }}
              aria-label={`${nameOf(line.item)}: ${t("menueditor.group")}`}
              value={line.around.at(-1) ?? ""}
              options={groups(line)}
              onChange={(group) => onChange(movedInto(items, line.item.id, group))}
            />
          ),
        },
        {
          title: t("common.actions"),
          width: 150,
          render: (_, { item, first, last }) => (
            <Space size={0}>
              <Button
                size="small"
                type="text"
                icon={<UpOutlined />}
                disabled={first}
                aria-label={`${nameOf(item)}: ${t("settings.up")}`}
                onClick={() => onChange(moved(items, item.id, -1))}
              />
              <Button
                size="small"
                type="text"
                icon={<DownOutlined />}
                disabled={last}
                aria-label={`${nameOf(item)}: ${t("settings.down")}`}
                onClick={() => onChange(moved(items, item.id, 1))}
              />
              <Button
                size="small"
                type="text"
                icon={<EditOutlined />}
                aria-label={`${nameOf(item)}: ${t("common.edit")}`}
                onClick={() => onEdit(item)}
              />
              {!roomOf(item.id) && (
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${nameOf(item)}: ${t("common.delete")}`}
                  onClick={() => onChange(removed(items, item.id))}
                />
              )}
            </Space>
          ),
        },
      ]}
    />
  );
}
