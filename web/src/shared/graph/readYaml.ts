import { parseDocument } from "yaml";

export interface Problem {
  /** From 1; null where no line is to blame. */
  line: number | null;
  text: string;
}

/** What a text says as YAML, or what is wrong with it; also with an alias that stands for nothing, which is found only
 * when it is looked up, and with aliases that would grow without end. */
export function readYaml(text: string): { value: unknown } | { problems: Problem[] } {
  const parsed = parseDocument(text);
  const first = (message: string) => message.split("\n")[0] ?? "";
  if (parsed.errors.length > 0)
    return {
      problems: parsed.errors.map((error) => ({ line: error.linePos?.[0].line ?? null, text: first(error.message) })),
    };
  try {
    return { value: parsed.toJS() };
  } catch (error) {
    return { problems: [{ line: null, text: first(error instanceof Error ? error.message : String(error)) }] };
  }
}
