import { readFileSync } from "node:fs";
import { vi } from "vitest";

/** Answers the API's own description, which has another address than the rest, from the file in the repository. */
export function describeApi(): void {
  const others = globalThis.fetch;
  vi.stubGlobal("fetch", (request: Request) =>
    new URL(request.url).pathname === "/api/openapi.json"
      ? Promise.resolve(new Response(readFileSync("openapi.json", "utf8")))
      : others(request),
  );
}
