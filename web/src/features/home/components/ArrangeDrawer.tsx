import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, Drawer, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Home } from "@/api/types";
import { useChangeSettings } from "@/shared/personal";
import { useErrorNotice } from "@/shared/useErrorNotice";
import styles from "../home.module.css";
import { type Block, moved, ordered } from "../model";

interface Props {
  layout: Home["layout"];
  /** Blocks that the user has a right to. */
  there: readonly Block[];
  onSaved: () => void;
  onClose: () => void;
}

/** Which blocks the user wants to see, and in which order. */
export function ArrangeDrawer({ layout, there, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const fail = useErrorNotice();
  const change = useChangeSettings();
  const [order, setOrder] = useState(ordered(layout.order ?? []).filter((block) => there.includes(block)));
  const [hidden, setHidden] = useState<readonly string[]>(layout.hidden ?? []);

  function save(home: Home["layout"]): void {
    change.mutate(
      { home },
      {
        onError: fail,
        onSuccess: () => {
          void message.success(t("common.saved"));
          onSaved();
        },
      },
    );
  }

  return (
    <Drawer
      title={t("home.arrange")}
      open
      onClose={onClose}
      size={380}
      footer={
        <Space>
          <Button type="primary" loading={change.isPending} onClick={() => save({ order, hidden: [...hidden] })}>
            {t("common.save")}
          </Button>
          <Button onClick={() => save({ order: [], hidden: [] })}>{t("home.as_shipped")}</Button>
        </Space>
      }
    >
      <p>{t("home.arrange_detail")}</p>
      <ol className={styles.order}>
        {order.map((block, place) => {
          const name = t(`home.blocks.${block}`);
          return (
            <li key={block}>
              <Checkbox
                checked={!hidden.includes(block)}
                onChange={({ target }) =>
                  setHidden(target.checked ? hidden.filter((id) => id !== block) : [...hidden, block])
                }
              >
                {name}
              </Checkbox>
              <Button
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={place === 0}
                aria-label={`${t("settings.up")} ${name}`}
                onClick={() => setOrder(moved(order, place, -1))}
              />
              <Button
                size="small"
                icon={<ArrowDownOutlined />}
                disabled={place === order.length - 1}
                aria-label={`${t("settings.down")} ${name}`}
                onClick={() => setOrder(moved(order, place, 1))}
              />
            </li>
          );
        })}
      </ol>
    </Drawer>
  );
}
