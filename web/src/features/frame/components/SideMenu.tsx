import { Menu, type MenuProps } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { MenuEntry } from "@/api/types";
import { pickText } from "@/shared/format";
import { Mark } from "@/shared/ui/Mark";
import { useMenu } from "../api";
import styles from "../frame.module.css";
import { EntryIcon } from "../icons";
import { entryAt, flat, groupsAround, keepClosed, keptClosed } from "../menu";

type Item = NonNullable<MenuProps["items"]>[number];

/** The rooms; the one that is open is marked, and the groups around it are unfolded. */
export function SideMenu({ collapsed }: { collapsed: boolean }) {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  const entries = useMenu().data ?? [];
  const [closed, setClosed] = useState(keptClosed);
  const here = entryAt(entries, pathname)?.id;
  const around = here ? groupsAround(entries, here).join(" ") : "";

  useEffect(() => {
    if (around) setClosed((before) => before.filter((id) => !around.split(" ").includes(id)));
  }, [around]);

  const groups = flat(entries).filter((entry) => entry.items.length > 0);
  const open = groups.map((entry) => entry.id).filter((id) => !closed.includes(id));

  function item(entry: MenuEntry): Item {
    const label = pickText(entry.label, i18n.language);
    const icon = <EntryIcon entry={entry} />;
    if (entry.items.length > 0) return { key: entry.id, icon, label, children: entry.items.map(item) };
    return {
      key: entry.id,
      icon,
      label: entry.url ? <Outside entry={entry} label={label} /> : <Link to={entry.path}>{label}</Link>,
    };
  }

  function fold(keys: string[]): void {
    const now = groups.map((entry) => entry.id).filter((id) => !keys.includes(id));
    setClosed(now);
    keepClosed(now);
  }

  return (
    <nav className={styles.rooms} aria-label={t("frame.menu")}>
      <div className={styles.brand}>
        <Mark size={28} />
        {!collapsed && t("common.product")}
      </div>
      <Menu
        className={styles.menu}
        mode="inline"
        inlineIndent={14}
        selectedKeys={here ? [here] : []}
        {...(collapsed ? {} : { openKeys: open, onOpenChange: fold })}
        items={entries.map(item)}
      />
    </nav>
  );
}

function Outside({ entry, label }: { entry: MenuEntry; label: string }) {
  return (
    <a href={entry.url} target="_blank" rel="noreferrer">
      {label}
    </a>
  );
}
