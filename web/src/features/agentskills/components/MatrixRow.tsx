import { memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import styles from "../agentskills.module.css";
import { type Agent, levelOf, type Skill } from "../model";

export interface Editing {
  skill: string;
  /** What stands in the input when it opens. */
  text: string;
  /** Opened by a digit: the caret stands behind it; otherwise all is selected. */
  typed: boolean;
}

interface Props {
  agent: Agent;
  /** Place among all rows. */
  place: number;
  skills: readonly Skill[];
  /** What was typed for this agent. */
  changes: Readonly<Record<string, number | null>> | undefined;
  /** The column that the keyboard is on in this row, or -1. */
  active: number;
  editing: Editing | null;
  onOpen: (place: number, column: number) => void;
  onDone: (place: number, column: number, text: string, key: string) => void;
}

export const cellId = (place: number, column: number) => `skill-cell-${place}-${column}`;

/** An agent with his levels. Drawn anew only when something of his own changes. */
export const MatrixRow = memo(function MatrixRow(props: Props) {
  const { agent, place, skills, changes, active, editing, onOpen, onDone } = props;
  const { t, i18n } = useTranslation();
  return (
    <tr aria-rowindex={place + 2} className={styles.row}>
      <th
        scope="row"
        aria-colindex={1}
        id={cellId(place, 0)}
        className={`${styles.agent} ${active === 0 ? styles.active : ""}`}
        title={`${agent.number ?? ""} ${agent.name}`}
      >
        <span className="figure">{agent.number}</span> {agent.name}
      </th>
      {skills.map((skill, index) => {
        const column = index + 1;
        const was = agent.skills[skill.id] ?? null;
        const typed = changes?.[skill.id];
        const level = typed !== undefined ? typed : was;
        const marks = [
          styles.cell,
          active === column ? styles.active : "",
          typed !== undefined ? styles.changed : "",
        ].join(" ");
        const shown = level === null ? t("agentskills.none") : String(level);
        const said =
          typed === undefined ? shown : t("agentskills.was", { now: shown, before: was ?? t("agentskills.none") });
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
          <td
            key={skill.id}
            aria-colindex={column + 1}
            id={cellId(place, column)}
            aria-label={said}
            title={typed === undefined ? undefined : said}
            className={marks}
            style={level === null ? undefined : { ["--level" as string]: `${level * 0.22}%` }}
            onClick={() => onOpen(place, column)}
          >
            {editing?.skill === skill.id ? (
              <LevelInput
                editing={editing}
                label={`${agent.name} ${pickText(skill.name, i18n.language)}`}
                onDone={(text, key) => onDone(place, column, text, key)}
              />
            ) : (
              level
            )}
          </td>
        );
      })}
    </tr>
  );
});

function LevelInput(props: { editing: Editing; label: string; onDone: (text: string, key: string) => void }) {
  const { editing, label, onDone } = props;
  const [text, setText] = useState(editing.text);
  const ended = useRef(false);
  function end(key: string, value = text) {
    if (ended.current) return;
    ended.current = true;
    onDone(value, key);
  }
  return (
    <input
      className={styles.input}
      // biome-ignore lint/a11y/noAutofocus: it stands where the cell was that has the focus
      autoFocus
      inputMode="numeric"
      maxLength={3}
      aria-label={label}
      aria-invalid={levelOf(text) === undefined}
      value={text}
      onFocus={(event) => !editing.typed && event.target.select()}
      onChange={(event) => setText(event.target.value.replace(/\D/g, ""))}
      onBlur={() => end("")}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Escape") end("Escape", editing.text);
        else if (["Enter", "Tab", "ArrowUp", "ArrowDown"].includes(event.key)) {
          event.preventDefault();
          if (levelOf(text) !== undefined) end(event.key === "Tab" && event.shiftKey ? "BackTab" : event.key);
        }
      }}
    />
  );
}
