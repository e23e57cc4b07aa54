/**
 * Pictures of every page of a running Hotline in both languages, light and dark, and what its console complained of.
 * Usage: PASSWORD=… node scripts/screenshots.mjs [address] [folder] [user]; ONLY=name,name limits them.
 */
import { mkdirSync } from "node:fs";
import { enter, launch, rooms } from "./rooms.mjs";

const [address = "http://127.0.0.1:8080", folder = "test-results/pages", user = "admin"] = process.argv.slice(2);
const only = process.env.ONLY?.split(",");
const LOOKS = [
  ["zh-CN", "light"],
  ["en", "light"],
  ["en", "dark"],
];
mkdirSync(folder, { recursive: true });
const browser = await launch();
const problems = new Set();

async function shoot(page, name) {
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

for (const [language, scheme] of LOOKS) {
  const tag = `${language}-${scheme}`;
  const outside = await enter(browser, { address, language, scheme });
  await shoot(outside, `login-${tag}`);
  await outside.context().close();
  const page = await enter(browser, { address, user, password: process.env.PASSWORD, language, scheme });
  page.on("console", (message) => message.type() === "error" && problems.add(`${page.url()} ${message.text()}`));
  page.on("pageerror", (error) => problems.add(`${page.url()} ${error.message}`));
  for (const room of await rooms(page, address)) {
    const name = `${room.slice(1).replaceAll(/[/?=&]/g, "-") || "home"}-${tag}`;
    if (only && !only.some((part) => name.includes(part))) continue;
    await page.goto(address + room);
    await shoot(page, name);
  }
  await page.context().close();
}
await browser.close();
for (const problem of problems) console.error(problem);
process.exit(problems.size > 0 ? 1 : 0);
