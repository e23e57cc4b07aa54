import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DRAGGED_KIND } from "@/shared/graph/GraphCanvas";
import { grouped } from "../kinds";
import type { Kinds } from "../model";
import { useFlowWords } from "../words";
import styles from "./palette.module.css";

/** The kinds of nodes: dragged onto the canvas, or added by a click or the Enter key. */
export function Palette({ kinds, onAdd }: { kinds: Kinds; onAdd: (kind: string) => void }) {
  const { t } = useTranslation();
  const { kind, kindHelp } = useFlowWords();
  const [wanted, setWanted] = useState("");
  const found = (name: string) => `${name} ${kind(name)}`.toLowerCase().includes(wanted.trim().toLowerCase());
  return (
    <nav className={styles.palette} aria-label={t("flows.palette")}>
      <Input
        allowClear
        size="small"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        placeholder={t("flows.palette_search")}
        aria-label={t("flows.palette_search")}
      />
      {grouped([...kinds.keys()].filter(found)).map(
        ([group, members]) =>
          members.length > 0 && (
            <section key={group}>
              <h3>{t(`flows.groups.${group}`)}</h3>
              {members.map((name) => (
                <button
                  key={name}
                  type="button"
                  draggable
                  className={styles[group]}
                  title={kindHelp(name)}
                  onClick={() => onAdd(name)}
                  onDragStart={(event) => event.dataTransfer.setData(DRAGGED_KIND, name)}
                >
                  {kind(name)}
                </button>
              ))}
            </section>
          ),
      )}
    </nav>
  );
}
