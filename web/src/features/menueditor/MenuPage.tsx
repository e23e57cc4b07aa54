import { PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Popconfirm } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SettingForm } from "@/features/settings/components/SettingForm";
import { useSetting, useSettingRow } from "@/features/settings/useSetting";
import { errorText } from "@/shared/errorText";
import { Loading } from "@/shared/ui/Loading";
import pageStyles from "@/shared/ui/page.module.css";
import { Trouble } from "@/shared/ui/Trouble";
import { MENU, useRooms } from "./api";
import { EntryDialog } from "./components/EntryDialog";
import { Lines } from "./components/Lines";
import { changed, hidesItself, type Item, itemsOf, linesOf, type MenuRoom, type MenuRow, shipped } from "./model";

/** 菜单管理: what the menu shows, in which order and groups, under which names. */
export function Component() {
  const { t, i18n } = useTranslation();
  const row = useSettingRow(MENU);
  const rooms = useRooms();
  const error = row.error ?? rooms.error;
  if (error && !(row.data && rooms.data)) return <Trouble title={errorText(error, t, i18n.language)} />;
  if (!row.data || !rooms.data) return <Loading />;
  return <Arrangement row={row.data} rooms={rooms.data} />;
}

/** What is edited: an entry that is there, or a new group or link. */
export type Edited = { item: Item; fresh: boolean; link: boolean };

const blank = (): Item => ({ id: "", visible: true, label: { zh: "", en: "" }, url: null, function: "", items: [] });

function Arrangement({ row, rooms }: { row: MenuRow; rooms: MenuRoom[] }) {
  const { t } = useTranslation();
  const setting = useSetting(MENU, row);
  const items = itemsOf(setting.form);
  const [edited, setEdited] = useState<Edited | null>(null);
  const change = (next: Item[]) => setting.change({ items: next });
  const add = (link: boolean) => setEdited({ item: { ...blank(), url: link ? "" : null }, fresh: true, link });

  function done(item: Item): void {
    change(edited?.fresh ? [...items, item] : changed(items, item.id, item));
    setEdited(null);
  }

  return (
    <>
      <SettingForm
        title={t("menueditor.title")}
        detail={t("menueditor.detail")}
        setting={setting}
        words="menueditor"
        effects={[t("menueditor.effect")]}
      >
        {hidesItself(items) && (
          <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t("menueditor.hides_itself")} />
        )}
        <div className={pageStyles.filters}>
          <Button icon={<PlusOutlined />} onClick={() => add(false)}>
            {t("menueditor.add_group")}
          </Button>
          <Button icon={<PlusOutlined />} onClick={() => add(true)}>
            {t("menueditor.add_link")}
          </Button>
          <Popconfirm
            title={t("menueditor.reset_ask")}
            okText={t("menueditor.reset")}
            onConfirm={() => change(shipped(rooms))}
          >
            <Button>{t("menueditor.reset")}</Button>
          </Popconfirm>
        </div>
        <Lines
          items={items}
          rooms={rooms}
          onChange={change}
          onEdit={(item) => setEdited({ item, fresh: false, link: item.url !== null })}
        />
      </SettingForm>
      {edited && (
        <EntryDialog
          edited={edited}
          room={rooms.find((one) => one.id === edited.item.id)}
          taken={linesOf(items).map((line) => line.item.id)}
          onClose={() => setEdited(null)}
          onDone={done}
        />
      )}
    </>
  );
}
