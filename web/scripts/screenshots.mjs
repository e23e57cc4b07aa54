/**
 * Pictures of every page in both languages, against the mock server (`npm run preview:mock` after a build, or
 * `npm run mock`). Usage: node scripts/screenshots.mjs [address] [folder]
 */
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [address = "http://127.0.0.1:24000", folder = "test-results/pages"] = process.argv.slice(2);
const only = process.env.ONLY?.split(",");
mkdirSync(folder, { recursive: true });

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-proxy-server",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
const problems = [];

async function open(language, scheme, user) {
  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    viewport: { width: Number(process.env.WIDTH ?? 1440), height: 900 },
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && problems.push(`${page.url()} ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${page.url()} ${error.message}`));
  await page.goto(`${address}/login`);
  if (user) {
    await page.locator("#username").fill(user);
    await page.locator("#password").fill("password");
    await page.locator("button[type=submit]").click();
    await page.waitForURL((url) => url.pathname !== "/login");
  }
  return page;
}

async function shoot(page, name) {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

const wanted = (name) => !only || only.some((part) => name.includes(part));
const mock = (page, path) => page.request.post(`${address}/api/v1/mock/${path}`);

async function agent(language, scheme) {
  const tag = `${language}-${scheme}`;
  const page = await open(language, scheme, "wangfang");
  await mock(page, "reset");
  await page.reload();
  await shoot(page, `desk-out-${tag}`);
  await page.locator("section button.ant-btn-primary").first().click();
  await page.waitForTimeout(1200);
  await shoot(page, `desk-idle-${tag}`);
  await page.locator(".ant-alert button").last().click();
  await page.waitForTimeout(1200);
  await shoot(page, `desk-check-${tag}`);
  await page.keyboard.press("Escape");
  await page.waitForTimeout(500);
  for (const known of ["1", "0"]) {
    await mock(page, `ring?known=${known}`);
    await page.waitForTimeout(900);
    await shoot(page, `desk-pop${known}-${tag}`);
  }
  await mock(page, "talk");
  await page.waitForTimeout(300);
  await page.keyboard.press("Shift+F8");
  await page.waitForTimeout(500);
  await page.getByRole("combobox").last().click();
  await page.waitForTimeout(300);
  await shoot(page, `desk-transfer-${tag}`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await mock(page, "consult");
  await mock(page, "message");
  await page.waitForTimeout(500);
  await shoot(page, `desk-consult-${tag}`);
  await page.keyboard.press("Alt+Shift+KeyH");
  await page.waitForTimeout(500);
  await shoot(page, `desk-keys-${tag}`);
  await page.keyboard.press("Escape");
  await mock(page, "wrap-up");
  await page.waitForTimeout(500);
  await shoot(page, `desk-wrapup-${tag}`);
  await page.goto(`${address}/test-phone`);
  await page.waitForTimeout(800);
  await shoot(page, `testphone-${tag}`);
  await page.context().close();
}

const PAGES = [
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
  "calls/call2",
  "customers",
  "customers/c0",
  "tickets",
  "tickets/t0",
  "voicemails",
  "admin/users",
  "admin/queues",
  "admin/devices",
  "admin/entries",
  "admin/flows",
  "admin/flows/main",
];

async function administrator(language, scheme) {
  const tag = `${language}-${scheme}`;
  const page = await open(language, scheme, "admin");
  for (const path of PAGES) {
    const name = `${path.replaceAll(/[/?=&]/g, "-")}-${tag}`;
    if (!wanted(name)) continue;
    await page.goto(`${address}/${path}`);
    await page.waitForTimeout(900);
    await shoot(page, name);
  }
  await page.context().close();
}

/** A supervisor beside a call, and what the board opens. */
async function supervisor(language, scheme) {
  const tag = `${language}-${scheme}`;
  const page = await open(language, scheme, "sunli");
  await page.goto(`${address}/live`);
  await page.waitForTimeout(900);
  await page.request.post(`${address}/api/v1/live/agents/u2/supervise`, { data: { mode: "whisper" } });
  await page.reload();
  await page.waitForTimeout(900);
  await page.locator(".ant-table-row button").last().click();
  await page.waitForTimeout(400);
  await shoot(page, `board-menu-${tag}`);
  await page.request.delete(`${address}/api/v1/live/supervision`);
  await page.context().close();
}

for (const [language, scheme] of [
  ["zh-CN", "light"],
  ["en", "dark"],
  ["en", "light"],
]) {
  const tag = `${language}-${scheme}`;
  if (wanted(`login-${tag}`)) {
    const page = await open(language, scheme, null);
    await shoot(page, `login-${tag}`);
    await page.context().close();
  }
  if (wanted(`desk-${tag}`)) await agent(language, scheme);
  if (wanted(`board-${tag}`)) await supervisor(language, scheme);
  await administrator(language, scheme);
}
await browser.close();
for (const problem of new Set(problems)) console.error(problem);
