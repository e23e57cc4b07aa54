/**
 * axe-core over every page of a running Hotline, in light and dark. Fails on serious and critical findings.
 * Usage: PASSWORD=… node scripts/accessibility.mjs [address] [user]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { enter, launch, rooms, visit } from "./rooms.mjs";

const [address = "http://127.0.0.1:8080", user = "admin"] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();
const findings = new Map();

async function examine(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, impact, help, nodes } of result.violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    for (const node of nodes)
      findings.set(`${id}: ${help}: ${node.target.join(" ")}`, `${name}: ${node.html.slice(0, 140)}`);
  }
}

for (const scheme of ["light", "dark"]) {
  const outside = await enter(browser, { address, scheme });
  await examine(outside, `login ${scheme}`);
  await outside.context().close();
  const page = await enter(browser, { address, user, password: process.env.PASSWORD, scheme });
  for (const [name, path] of await rooms(page, address)) {
    await visit(page, address + path);
    await examine(page, `${name} ${scheme}`);
  }
  await page.context().close();
}
await browser.close();
for (const [what, where] of findings) console.error(`${what}\n    ${where}`);
console.log(`${findings.size} serious findings`);
process.exit(findings.size > 0 ? 1 : 0);
