import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Agent = Schemas["AgentSkills"];
export type Skill = Schemas["SkillRow"];
export type Effects = Schemas["SkillEffects"];
export type QueueEffect = Schemas["QueueEffect"];
export type Effect = Schemas["SkillEffect"];

/** Levels that were typed and not saved: agent → skill → level, null where the skill is taken away. */
export type Changes = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

export const MOST = 100;

/** What was typed as a level: null for nothing, undefined for what is none. */
export function levelOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const level = Number(trimmed);
  return /^\d+$/.test(trimmed) && level <= MOST ? level : undefined;
}

/** The level with what was typed, null for none. */
export function levelIn(agent: Agent, skill: string, changes: Changes): number | null {
  const typed = changes[agent.agent]?.[skill];
  return typed !== undefined ? typed : (agent.skills[skill] ?? null);
}

/** One more level typed; what is again as it was is no change. */
export function withLevel(changes: Changes, agent: Agent, skill: string, level: number | null): Changes {
  const { [skill]: _, ...others } = changes[agent.agent] ?? {};
  const own = level === (agent.skills[skill] ?? null) ? others : { ...others, [skill]: level };
  const { [agent.agent]: __, ...rest } = changes;
  return Object.keys(own).length === 0 ? rest : { ...rest, [agent.agent]: own };
}

/** The changes that still are some: of agents and skills that are there, to something that is not so already. */
export function standing(changes: Changes, agents: readonly Agent[], skills: readonly Skill[]): Changes {
  const known = new Set(skills.map((skill) => skill.id));
  let left: Changes = {};
  for (const agent of agents) {
    for (const [skill, level] of Object.entries(changes[agent.agent] ?? {})) {
      if (known.has(skill)) left = withLevel(left, agent, skill, level);
    }
  }
  return left;
}

export const countOf = (changes: Changes) =>
  Object.values(changes).reduce((sum, skills) => sum + Object.keys(skills).length, 0);

/** What is sent: all skills of the agents who are changed, and what they had. */
export function toSend(changes: Changes, agents: readonly Agent[]) {
  const now: Record<string, Record<string, number>> = {};
  const was: Record<string, Record<string, number>> = {};
  for (const agent of agents) {
    const own = changes[agent.agent];
    if (!own) continue;
    const levels = Object.entries({ ...agent.skills, ...own });
    now[agent.agent] = Object.fromEntries(levels.filter((entry): entry is [string, number] => entry[1] !== null));
    was[agent.agent] = agent.skills;
  }
  return { agents: now, was };
}

export interface Wanted {
  q?: string | undefined;
  units?: ReadonlySet<string> | undefined;
  queue?: string | undefined;
  changed?: boolean | undefined;
}

export function chosen(agents: readonly Agent[], wanted: Wanted, changes: Changes): Agent[] {
  const q = wanted.q?.toLowerCase() ?? "";
  return agents.filter(
    (agent) =>
      `${agent.number ?? ""} ${agent.name}`.toLowerCase().includes(q) &&
      (!wanted.units || wanted.units.has(agent.unit_id)) &&
      (!wanted.queue || agent.queues.includes(wanted.queue)) &&
      (!wanted.changed || agent.agent in changes),
  );
}

/** `sort`: a skill's id, or "name", highest or first first; with "-" before it the other way round; "": by 工号. Saved
 * levels count, so that no row moves while one types. */
export function sorted(agents: readonly Agent[], sort: string): Agent[] {
  const back = sort.startsWith("-");
  const by = back ? sort.slice(1) : sort;
  if (by === "") return [...agents];
  const compare =
    by === NAME
      ? (a: Agent, b: Agent) => a.name.localeCompare(b.name, "zh-CN")
      : (a: Agent, b: Agent) => (b.skills[by] ?? -1) - (a.skills[by] ?? -1);
  return [...agents].sort((a, b) => (back ? compare(b, a) : compare(a, b)));
}

/** The column of the agents; no skill can have this id. */
export const NAME = "*name";

/** What a click on a column's head makes of the order: first, the other way round, by 工号 again. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`;
  return sort === `-${column}` ? "" : column;
}

export function directionOf(sort: string, column: string): "ascending" | "descending" | "none" {
  const by = sort.replace(/^-/, "");
  if (by !== column) return "none";
  return sort.startsWith("-") === (column === NAME) ? "descending" : "ascending";
}

export interface Cell {
  /** Place among the rows; -1 is the head. */
  row: number;
  /** Place among the columns; 0 is the agents'. */
  column: number;
}

/** Where a key leads, or null for a key that leads nowhere. `page`: rows on the screen. */
export function moved(
  from: Cell,
  key: string,
  ctrl: boolean,
  rows: number,
  columns: number,
  page: number,
): Cell | null {
  const at = (row: number, column: number) => ({
    row: Math.min(Math.max(row, -1), rows - 1),
    column: Math.min(Math.max(column, 0), columns - 1),
  });
  const { row, column } = from;
  switch (key) {
    case "ArrowUp":
      return at(ctrl ? 0 : row - 1, column);
    case "ArrowDown":
      return at(ctrl ? rows - 1 : row + 1, column);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "Home":
      return at(ctrl ? 0 : row, 0);
    case "End":
      return at(ctrl ? rows - 1 : row, columns - 1);
    case "PageUp":
      return at(Math.max(0, row - page), column);
    case "PageDown":
      return at(row + page, column);
    default:
      return null;
  }
}

/** What becomes of an agent in a queue. */
export function turnOf({ before, after }: Effect): "gained" | "lost" | "sooner" | "later" {
  if (before === null || before === undefined) return "gained";
  if (after === null || after === undefined) return "lost";
  return after < before ? "sooner" : "later";
}

/** How badly a queue fares: nobody serves it any more, nobody does at first, or well enough. */
export function dangerOf(queue: QueueEffect): "nobody" | "not_at_first" | null {
  if (queue.ever_after === 0) return "nobody";
  return queue.able_after === 0 && queue.able_before > 0 ? "not_at_first" : null;
}
