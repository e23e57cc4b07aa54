import { MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useLook } from "../api";
import { activeSteps, type Doing, doable } from "../model";
import type { DocumentDetail, DocumentRow } from "../types";
import styles from "./board.module.css";

interface Props {
  row: DocumentRow;
  onDo: (doing: Doing) => void;
}

/** What may be done now with a document, by its steps: asked for when the menu is opened, since others work on it too. */
export function CardMenu({ row, onDo }: Props) {
  const { t, i18n } = useTranslation();
  const fail = useErrorNotice();
  const look = useLook();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<DocumentDetail | null>(null);

  async function open(): Promise<void> {
    setBusy(true);
    try {
      setFound(await look(row.id));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  const label = (one: Doing) =>
    one.outcome ? pickText(one.outcome.name, i18n.language) : t(`documents.verb.${one.verb}`);
  const groups = (found ? activeSteps(found) : []).map((step) => ({ step, ways: doable(step) }));
  const items: MenuProps["items"] = groups
    .filter(({ ways }) => ways.length > 0)
    .map(({ step, ways }) => ({
      key: step.id,
      type: "group",
      label: pickText(step.name, i18n.language),
      children: ways.map((one) => ({
        key: `${step.id} ${one.outcome?.code ?? one.verb}`,
        label: label(one),
        danger: one.verb === "return",
        onClick: ({ domEvent }) => {
          // The same press of Enter would close the dialog again: its first button has the focus at once.
          domEvent.preventDefault();
          setFound(null);
          onDo(one);
        },
      })),
    }));

  return (
    <span className={styles.menu}>
      <Dropdown
        open={found !== null}
        autoFocus
        trigger={["click"]}
        onOpenChange={(next) => (next ? void open() : setFound(null))}
        menu={{ items: items.length > 0 ? items : [{ key: "none", label: t("documents.board.none"), disabled: true }] }}
      >
        <Button
          type="text"
          size="small"
          icon={<MoreOutlined />}
          loading={busy}
          aria-label={t("documents.board.actions", { number: row.number })}
        />
      </Dropdown>
    </span>
  );
}
