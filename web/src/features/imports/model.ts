import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Job = Schemas["JobRow"];
export type Preview = Schemas["Preview"];
export type Line = Schemas["LineRow"];
export type Column = Schemas["ColumnRow"];
export type StartBody = Schemas["StartBody"];
export type Kind = Job["kind"];
export type Layout = Pick<StartBody, "sheet" | "encoding" | "delimiter" | "heading">;

export const ENCODINGS = ["utf-8", "gb18030", "utf-16", "big5", "latin-1"] as const;
export const DELIMITERS = [",", "\t", ";", "|", " "] as const;
export const DELIMITER_WORDS = { ",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", " ": "space" } as const;
export const ONLY = ["bad", "skipped", "warned", "created", "updated", "kept"] as const;
export const COUNTS = ["created", "updated", "skipped", "bad", "warned"] as const;

const AT_WORK = ["waiting", "running", "cancelling", "undo_waiting", "undoing"];
const UNDOABLE = ["done", "cancelled", "failed"];

export const isAtWork = (job: Job) => AT_WORK.includes(job.state);
export const isUndoing = (job: Job) => job.state === "undo_waiting" || job.state === "undoing";
export const isUndoable = (job: Job) => UNDOABLE.includes(job.state) && !job.dry_run && job.created + job.updated > 0;
/** Its columns and rules can still be chosen. */
export const isOpen = (job: Job) => job.state === "ready" || job.state === "checked";

const COLOURS: Record<string, string> = {
  done: "green",
  checked: "blue",
  failed: "red",
  cancelled: "orange",
  undone: "default",
  ready: "gold",
};
export const stateColour = (state: string) => COLOURS[state] ?? "processing";

/** How far it is, 0…100. */
export function percent(job: Job): number {
  if (job.total === 0) return 0;
  const done = isUndoing(job) ? job.undone + job.kept : job.done;
  return Math.min(100, Math.floor((done / job.total) * 100));
}

/** What the person has chosen so far. */
export interface Plan {
  layout: Layout;
  /** Our column for each of the file's; null: as guessed. */
  mapping: string[] | null;
  by: NonNullable<StartBody["by"]>;
  duplicates: NonNullable<StartBody["duplicates"]>;
  defaults: Record<string, string>;
  unit: string | null;
}

/** Where a job was left: what was started before, else what the server begins with. */
export function planOf(job: Job): Plan {
  const { options } = job;
  const { sheet = "", encoding = "", delimiter = "", heading = null } = options;
  return {
    layout: { sheet, encoding, delimiter, heading },
    mapping: options.mapping?.length ? options.mapping : null,
    by: options.by ?? "phone",
    duplicates: options.duplicates ?? "skip",
    defaults: options.defaults ?? {},
    unit: options.unit ?? null,
  };
}

const KEY = "hotline.import.";

/** A plan that was left unfinished in this browser. */
export function keptPlan(id: string): Plan | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + id) ?? "null") as Plan | null;
  } catch {
    return null;
  }
}

export const keepPlan = (id: string, plan: Plan) => sessionStorage.setItem(KEY + id, JSON.stringify(plan));
export const forgetPlan = (id: string) => sessionStorage.removeItem(KEY + id);

export function toStart(plan: Plan, preview: Preview, dryRun: boolean): StartBody {
  return {
    ...plan.layout,
    heading: plan.layout.heading ?? preview.heading,
    mapping: plan.mapping ?? preview.mapping,
    by: plan.by,
    duplicates: plan.duplicates,
    defaults: Object.fromEntries(Object.entries(plan.defaults).filter(([code, text]) => code && text.trim())),
    unit: plan.unit,
    dry_run: dryRun,
  };
}

/** Some of a column's values, so that one sees what it is. */
export function samples(preview: Preview, place: number, most = 3): string[] {
  const values = preview.lines.map((line) => line.cells[place]?.trim() ?? "").filter(Boolean);
  return [...new Set(values)].slice(0, most);
}

export interface Faults {
  /** Needed, and neither a column nor a fixed value fills them. */
  missing: Column[];
  /** Places whose column of ours is chosen twice. */
  twice: Set<number>;
}

/** What the server would refuse; said while one chooses. */
export function faults(mapping: readonly string[], columns: readonly Column[], plan: Pick<Plan, "defaults">): Faults {
  const missing = columns.filter(
    (column) => column.required && !mapping.includes(column.code) && !plan.defaults[column.code]?.trim(),
  );
  const many = new Set(columns.filter((column) => column.many).map((column) => column.code));
  const twice = new Set(
    mapping.flatMap((code, place) => (code && !many.has(code) && mapping.indexOf(code) !== place ? [place] : [])),
  );
  return { missing, twice };
}

export const columnName = (column: Pick<Column, "zh" | "en" | "code"> | undefined, language: string) =>
  column ? (language === "en" ? column.en : column.zh) || column.code : "";
