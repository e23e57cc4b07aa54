import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { Fragment, type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { pickText } from "@/shared/format";
import styles from "../agentskills.module.css";
import {
  type Agent,
  type Cell,
  type Changes,
  directionOf,
  levelIn,
  levelOf,
  moved,
  NAME,
  nextSort,
  type Skill,
} from "../model";
import { placesOf, ROW, useRowWindow } from "../useRowWindow";
import { cellId, type Editing, MatrixRow } from "./MatrixRow";

const HEAD = 52;
/** Where a key that ends the typing leads. */
const AFTER: Readonly<Record<string, string>> = {
  Enter: "ArrowDown",
  ArrowDown: "ArrowDown",
  ArrowUp: "ArrowUp",
  Tab: "ArrowRight",
  BackTab: "ArrowLeft",
};

interface Props {
  agents: readonly Agent[];
  skills: readonly Skill[];
  changes: Changes;
  sort: string;
  onSort: (sort: string) => void;
  onLevel: (agent: Agent, skill: string, level: number | null) => void;
  /** Something was typed that is no level. */
  onRefused: () => void;
}

/** Agents by skills. One stop of the Tab key; inside, the arrows move and digits write, as in a spreadsheet. */
export function Matrix({ agents, skills, changes, sort, onSort, onLevel, onRefused }: Props) {
  const { t, i18n } = useTranslation();
  const [active, setActive] = useState<Cell>({ row: 0, column: 1 });
  const [editing, setEditing] = useState<(Editing & { agent: string }) | null>(null);
  const { box, look, reveal, first, end, page } = useRowWindow(agents.length, HEAD);
  const grid = useRef<HTMLTableElement>(null);
  const columns = [NAME, ...skills.map((skill) => skill.id)];
  const at = { row: Math.min(active.row, agents.length - 1), column: Math.min(active.column, skills.length) };

  const go = useCallback(
    (cell: Cell) => {
      setActive(cell);
      reveal(cell.row);
      grid.current?.focus({ preventScroll: true });
    },
    [reveal],
  );
  // the column is brought into sight beside the one that stays
  useEffect(() => {
    const cell = document.getElementById(cellId(at.row, at.column));
    if (at.column > 0 && document.activeElement === grid.current)
      cell?.scrollIntoView?.({ inline: "nearest", block: "nearest" });
  }, [at.row, at.column]);

  const open = (cell: Cell, digit = "") => {
    const agent = agents[cell.row];
    const skill = skills[cell.column - 1];
    if (!agent || !skill) return;
    setActive(cell);
    const text = digit || String(levelIn(agent, skill.id, changes) ?? "");
    setEditing({ agent: agent.agent, skill: skill.id, text, typed: digit !== "" });
  };
  const done = (cell: Cell, text: string, key: string) => {
    const agent = agents[cell.row];
    const skill = skills[cell.column - 1];
    const level = levelOf(text);
    setEditing(null);
    if (agent && skill) {
      if (level === undefined) onRefused();
      else if (key !== "Escape" && level !== levelIn(agent, skill.id, changes)) onLevel(agent, skill.id, level);
    }
    // a click elsewhere has put the focus there already
    if (key !== "") go(moved(cell, AFTER[key] ?? "", false, agents.length, columns.length, page) ?? cell);
  };
  // rows are drawn anew only for what is theirs, so what they call must stay the same
  const latest = useRef({ open, done });
  useEffect(() => {
    latest.current = { open, done };
  });
  const onOpen = useCallback((row: number, column: number) => latest.current.open({ row, column }), []);
  const onDone = useCallback(
    (row: number, column: number, text: string, key: string) => latest.current.done({ row, column }, text, key),
    [],
  );

  function press(event: KeyboardEvent) {
    const to = moved(at, event.key, event.ctrlKey || event.metaKey, agents.length, columns.length, page);
    if (to) {
      event.preventDefault();
      go(to);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const agent = agents[at.row];
    const skill = skills[at.column - 1];
    if (event.key === "Enter" || event.key === "F2" || event.key === " ") {
      event.preventDefault();
      if (at.row < 0) onSort(nextSort(sort, columns[at.column] ?? NAME));
      else open(at);
    } else if (/^\d$/.test(event.key)) {
      event.preventDefault();
      open(at, event.key);
    } else if ((event.key === "Delete" || event.key === "Backspace") && agent && skill) {
      event.preventDefault();
      onLevel(agent, skill.id, null);
    }
  }

  // what is being typed stays while one scrolls
  const typing = editing ? agents.findIndex((agent) => agent.agent === editing.agent) : -1;
  const places = placesOf(first, end, typing);
  const drawn = at.row < 0 || places.includes(at.row);
  return (
    <div
      ref={box}
      className={styles.scroll}
      style={{ ["--columns" as string]: skills.length, ["--head" as string]: `${HEAD}px` }}
      onScroll={look}
    >
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table may be a grid (ARIA in HTML)
        role="grid"
        tabIndex={0}
        aria-label={t("agentskills.title")}
        aria-describedby="skill-keys"
        aria-rowcount={agents.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={drawn ? cellId(at.row, at.column) : undefined}
        className={styles.grid}
        onKeyDown={press}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => {
              const direction = directionOf(sort, column);
              const skill = skills[index - 1];
              const title = skill ? pickText(skill.name, i18n.language) : t("words.agent");
              return (
                <th
                  key={column}
                  scope="col"
                  aria-colindex={index + 1}
                  aria-sort={direction}
                  id={cellId(-1, index)}
                  className={`${index === 0 ? styles.corner : styles.title} ${at.row === -1 && at.column === index ? styles.active : ""}`}
                >
                  <button type="button" tabIndex={-1} title={title} onClick={() => onSort(nextSort(sort, column))}>
                    <span>{title}</span>
                    {direction === "ascending" && <CaretUpOutlined aria-hidden />}
                    {direction === "descending" && <CaretDownOutlined aria-hidden />}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {places.map((place, index) => {
            const agent = agents[place];
            if (!agent) return null;
            const gap = place - (places[index - 1] ?? -1) - 1;
            return (
              <Fragment key={agent.agent}>
                {gap > 0 && <Gap rows={gap} />}
                <MatrixRow
                  agent={agent}
                  place={place}
                  skills={skills}
                  changes={changes[agent.agent]}
                  active={at.row === place ? at.column : -1}
                  editing={editing?.agent === agent.agent ? editing : null}
                  onOpen={onOpen}
                  onDone={onDone}
                />
              </Fragment>
            );
          })}
          <Gap rows={agents.length - 1 - (places.at(-1) ?? -1)} />
        </tbody>
      </table>
    </div>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  return rows > 0 ? <tr aria-hidden style={{ height: rows * ROW }} /> : null;
}
