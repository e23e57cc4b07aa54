import { CloseOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/features/auth/useUser";
import { useCustomer } from "@/features/customers/api";
import { liveStore } from "@/live/store";
import { useNumber } from "@/shared/number";
import { chosen, type Item, type Items } from "../items";
import { markOf, type Now } from "../marks";
import type { DeskView } from "../useSituation";
import { subjectOfItem, useDraftOf } from "../work";
import { isUnsaved } from "../workDraft";
import { changeItems, closeWork, readDraft } from "../workStore";
import styles from "../workTabs.module.css";

export const PANEL = "desk-panel";
const DAY = "day";
const tabId = (key: string | null) => `desk-tab-${key ?? DAY}`;

/** The calls whose work lies on the desk, and the day: one is seen at a time, the others stay as they are. */
export function WorkTabs({ items, view }: { items: Items; view: DeskView }) {
  const { t } = useTranslation();
  const user = useUser().id;
  const { modal } = App.useApp();
  const bar = useRef<HTMLDivElement>(null);
  const { agent, call } = view;
  const now: Now = {
    rung: view.situation.part === "rung" ? (call?.id ?? null) : null,
    talking: view.situation.part === "rung" ? null : (call?.id ?? null),
    wrapUp: agent?.state === "wrap_up" ? agent.call : null,
  };
  const keys: (string | null)[] = [null, ...items.list.map((one) => one.key)];
  const front = items.list.find((one) => one.key === items.front);
  const closable = front !== undefined && !["ringing", "talking", "wrap_up"].includes(markOf(front.key, now, null));

  const choose = (key: string | null) => changeItems(user, (before) => chosen(before, key));

  async function close(item: Item): Promise<void> {
    const lost = isUnsaved(readDraft(user, item.key));
    const sure =
      !lost ||
      (await modal.confirm({
        title: t("desk.close_open"),
        content: t("desk.close_open_detail"),
        okText: t("desk.close_drop"),
        okButtonProps: { danger: true },
      }));
    if (!sure) return;
    closeWork(user, item.key);
    liveStore.dismissPop(item.key);
  }

  function pressed(event: KeyboardEvent): void {
    const at = Math.max(0, keys.indexOf(front?.key ?? null));
    const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: keys.length - 1 };
    if (event.key === "Delete" && closable) {
      event.preventDefault();
      void close(front);
      return;
    }
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    const key = keys[(place + keys.length) % keys.length] ?? null;
    choose(key);
    bar.current?.querySelector<HTMLElement>(`[id="${tabId(key)}"]`)?.focus();
  }

  return (
    <div className={styles.bar}>
      <div ref={bar} role="tablist" className={styles.tabs} aria-label={t("desk.work_items")} onKeyDown={pressed}>
        <Tab id={tabId(null)} isFront={front === undefined} onChoose={() => choose(null)}>
          <b>{t("desk.my_day")}</b>
        </Tab>
        {items.list.map((item) => (
          <ItemTab key={item.key} item={item} now={now} isFront={item === front} onChoose={() => choose(item.key)} />
        ))}
      </div>
      {closable && (
        <Button size="small" type="text" icon={<CloseOutlined />} onClick={() => void close(front)}>
          {t("desk.close_work")}
        </Button>
      )}
    </div>
  );
}

interface TabProps {
  id: string;
  isFront: boolean;
  mark?: string;
  onChoose: () => void;
  children: ReactNode;
}

function Tab({ id, isFront, mark, onChoose, children }: TabProps) {
  return (
    <button
      type="button"
      role="tab"
      id={id}
      className={styles.tab}
      data-mark={mark}
      aria-selected={isFront}
      aria-controls={PANEL}
      tabIndex={isFront ? 0 : -1}
      onClick={onChoose}
    >
      {children}
    </button>
  );
}

function ItemTab({ item, now, ...tab }: { item: Item; now: Now; isFront: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const number = useNumber();
  const draft = useDraftOf(useUser().id, item.key);
  const subject = subjectOfItem(item);
  const customer = useCustomer(draft.customer ?? subject.customer).data;
  const mark = markOf(item.key, now, draft);
  return (
    <Tab id={tabId(item.key)} mark={mark} {...tab}>
      <b>{customer?.name || subject.name || number(subject.number) || t("desk.unknown_caller")}</b>
      <small>{t(`desk.mark.${mark}`)}</small>
    </Tab>
  );
}

export const frontTab = (items: Items): string =>
  tabId(items.list.some((one) => one.key === items.front) ? items.front : null);
