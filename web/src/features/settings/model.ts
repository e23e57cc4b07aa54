/** A setting of which there is one: read, and written as a whole. */
export interface Source<Row, Form> {
  /** Names what is kept of it in this browser. */
  name: string;
  read: () => Promise<Row>;
  write: (form: Form) => Promise<Row>;
  /** What can be changed of what was read. */
  formOf: (row: Row) => Form;
  /** The query whose answers follow from it. */
  shown?: readonly string[];
  /** What may be kept in this browser while it is typed; secrets may not. */
  keepable?: (form: Form) => Form;
}

/** What is typed, and the row from which it was begun. */
export interface Begun<Row, Form> {
  from: Row;
  form: Form;
}

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Somebody else has saved since the form was begun. */
export class ChangedMeanwhile extends Error {
  readonly now: unknown;

  constructor(now: unknown) {
    super("changed meanwhile");
    this.now = now;
  }
}

/** Writes when what is there is still what the form was begun from, or `anyway`. Rejects with ChangedMeanwhile. */
export async function saveOver<Row, Form>(
  source: Source<Row, Form>,
  begun: Begun<Row, Form>,
  anyway: boolean,
): Promise<Row> {
  if (!anyway) {
    const now = await source.read();
    if (!same(now, begun.from)) throw new ChangedMeanwhile(now);
  }
  return source.write(begun.form);
}
