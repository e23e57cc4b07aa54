import { vi } from "vitest";

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = { status?: number; body?: unknown };

/** Answers the API's requests from a table `METHOD /path` and notes each one. Others get 404. */
export function answerFetch(table: Record<string, Answer | ((seen: Seen) => Answer)>): Seen[] {
  const all: Seen[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname, searchParams: query } = new URL(request.url);
    const path = pathname.replace("/api/v1", "");
    const text = await request.clone().text();
    const seen = {
      method: request.method,
      path,
      query,
      body: text ? JSON.parse(text) : null,
      headers: request.headers,
    };
    all.push(seen);
    const found = table[`${request.method} ${path}`] ?? {
      status: 404,
      body: { error: { code: "not_found", message: "not found", message_zh: "没有找到" } },
    };
    const answer = typeof found === "function" ? found(seen) : found;
    const status = answer.status ?? 200;
    const body = status === 204 ? null : JSON.stringify(answer.body ?? {});
    return new Response(body, { status, headers: { "Content-Type": "application/json" } });
  });
  return all;
}
