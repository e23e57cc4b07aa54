/**
 * What a browser loads first for the agent desk, compressed: the entry, the frame with the phone bar, the desk, one
 * language, and the SIP stack that is loaded when the agent logs in. Fails when all of it is more than the limit.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 450;
/** The page behind a customer's link, on a phone on the road. */
const CUSTOMERS_LIMIT_KB = 80;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
/** `start` is what index.html names (scripts/first-load.ts). */
const FIRST_LOAD = [
  Object.keys(manifest).find((key) => manifest[key].name === "start"),
  "src/features/desk/DeskPage.tsx",
  "src/features/desk/PhoneBar.tsx",
  "src/i18n/zh-CN/core.ts",
];

function filesOf(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build's manifest`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const css of chunk.css ?? []) found.add(css);
  for (const next of chunk.imports ?? []) filesOf(next, found);
  return found;
}

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000;
const report = (name, files) => {
  const total = [...files].reduce((sum, file) => sum + size(file), 0);
  console.log(`${total.toFixed(1).padStart(8)} kB gzip  ${name}`);
  return total;
};

const customers = report("the page behind a customer's link", filesOf("survey.html"));
if (customers > CUSTOMERS_LIMIT_KB) {
  console.error(`A customer's phone loads ${customers.toFixed(1)} kB, more than ${CUSTOMERS_LIMIT_KB} kB.`);
  process.exit(1);
}
const first = new Set(FIRST_LOAD.flatMap((key) => [...filesOf(key)]));
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry)
    report(
      key,
      [...filesOf(key)].filter((file) => !first.has(file)),
    );
}
report("first load of the agent desk before the phone is logged in", first);
const total = report("first load of the agent desk", new Set([...first, ...filesOf("src/phone/softphone.ts")]));
if (total > LIMIT_KB) {
  console.error(`The first load is ${total.toFixed(1)} kB, more than ${LIMIT_KB} kB: load something later.`);
  process.exit(1);
}
