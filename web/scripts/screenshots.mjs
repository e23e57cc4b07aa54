/**
 * Pictures of every page of a running Hotline in both languages, light and dark, and what its console complained of.
 * Usage: PASSWORD=… node scripts/screenshots.mjs [address] [folder] [user]; ONLY=calls,call limits them.
 */
import { mkdirSync } from "node:fs";
import { enter, launch, rooms, visit } from "./rooms.mjs";

const [address = "http://127.0.0.1:8080", folder = "test-results/pages", user = "admin"] = process.argv.slice(2);
const only = process.env.ONLY?.split(",");
const LOOKS = [
  ["zh-CN", "light"],
  ["en", "dark"],
];
mkdirSync(folder, { recursive: true });
const browser = await launch();
const problems = new Set();

for (const [language, scheme] of LOOKS) {
  const tag = `${language}-${scheme}`;
  const outside = await enter(browser, { address, language, scheme });
  await outside.screenshot({ path: `${folder}/login-${tag}.png` });
  await outside.context().close();
  const page = await enter(browser, { address, user, password: process.env.PASSWORD, language, scheme });
  page.on("console", (message) => message.type() === "error" && problems.add(`${page.url()} ${message.text()}`));
  page.on("pageerror", (error) => problems.add(`${page.url()} ${error.message}`));
  for (const [name, path] of await rooms(page, address)) {
    if (only && !only.includes(name)) continue;
    await visit(page, address + path);
    await page.screenshot({ path: `${folder}/${name}-${tag}.png` });
  }
  await page.context().close();
}
await browser.close();
for (const problem of problems) console.error(problem);
process.exit(problems.size > 0 ? 1 : 0);
