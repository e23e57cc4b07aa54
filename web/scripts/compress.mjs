/** Puts a `.br` beside every text of the pages: the server sends it to browsers that take it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const TEXTS = new Set([".js", ".css", ".html", ".svg", ".json"]);

for (const name of readdirSync(dist, { recursive: true })) {
  if (!TEXTS.has(extname(name))) continue;
  const path = join(dist, name);
  const text = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
}
