/**
 * axe-core over every page of a running server (default: the mock server of `npm run mock`), in light and dark.
 * Fails on serious and critical findings. Usage: node scripts/accessibility.mjs [address]
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [address = "http://127.0.0.1:24000"] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROOMS = {
  admin: [
    "live",
    "platform",
    "announcements",
    "wall",
    "recordings",
    "recordings?open=rec-call1",
    "histories/agent-calls",
    "histories/agent-states",
    "histories/queue-visits",
    "histories/ivr-visits",
    "reports",
    "reports?compare=1&period=last_week",
    "callbacks?open=all",
    "calls",
    "calls/call0",
    "customers",
    "customers/c0",
    "tickets",
    "tickets/t0",
    "voicemails",
    "test-phone",
  ].concat(["users", "queues", "devices", "entries", "flows", "flows/main"].map((room) => `admin/${room}`)),
  wangfang: ["desk"],
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-proxy-server",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
});
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

for (const colorScheme of ["light", "dark"]) {
  for (const [user, rooms] of Object.entries(ROOMS)) {
    const context = await browser.newContext({ locale: "en", colorScheme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${address}/login`);
    await examine(page, `login ${colorScheme}`);
    await page.locator("#username").fill(user);
    await page.locator("#password").fill("password");
    await page.locator("button[type=submit]").click();
    await page.waitForURL((url) => url.pathname !== "/login");
    for (const room of rooms) {
      await page.goto(`${address}/${room}`);
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(500);
      await examine(page, `${room} ${colorScheme}`);
    }
    if (user === "wangfang") {
      await page.request.post(`${address}/api/v1/mock/ring?known=1`);
      await page.waitForTimeout(800);
      await examine(page, `desk with a pop ${colorScheme}`);
    }
    await context.close();
  }
}
await browser.close();
for (const [what, where] of findings) console.error(`${what}\n    ${where}`);
console.log(`${findings.size} serious findings`);
process.exit(findings.size > 0 ? 1 : 0);
