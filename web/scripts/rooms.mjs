/** A browser at a running Hotline (best: `./hotline up --demo`), and the addresses of all its pages. */
import { chromium } from "playwright-core";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-proxy-server",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/** Pages of one thing: their name, the list of which they show the first, and where that leads. */
const DETAILS = [
  ["customer", "customers?page_size=1", (row) => `/customers/${row.id}`],
  ["call", "calls?page_size=1", (row) => `/calls/${row.id}`],
  ["ticket", "tickets?page_size=1", (row) => `/tickets/${row.id}`],
  ["flow", "flows", (row) => `/admin/flows/${row.id}`],
];

/** Pages that no menu leads to, and other views of pages. */
const BESIDES = [
  ["documents-board", "/documents?list=all&view=board"],
  ["alarms", "/live/alarms"],
  ["replay", "/live/replay"],
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
}

/** A page on which `user` has logged in; without a user the log-in page. */
export async function enter(browser, { address, user, password, language = "zh-CN", scheme = "light" }) {
  const context = await browser.newContext({
    locale: language,
    colorScheme: scheme,
    viewport: { width: Number(process.env.WIDTH ?? 1440), height: 900 },
  });
  const page = await context.newPage();
  await page.goto(`${address}/login`);
  if (user) {
    await page.locator("#username").fill(user);
    await page.locator("#password").fill(password);
    await page.locator("button[type=submit]").click();
    await page.waitForURL((url) => url.pathname !== "/login");
  }
  return page;
}

/** [name, path] of everything in the user's menu, of one page of each kind of thing, and of what no menu leads to. */
export async function rooms(page, address) {
  const ask = async (path) => {
    const answer = await page.request.get(`${address}/api/v1/${path}`);
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  const flat = (entries) => entries.flatMap((entry) => [entry.path, ...flat(entry.items)]);
  const menu = flat(await ask("menu")).filter(Boolean);
  const named = menu.map((path) => [path.slice(1).replaceAll("/", "-") || "home", path]);
  for (const [name, list, leads] of DETAILS) {
    const answer = await ask(list);
    const first = (answer.items ?? answer)[0];
    if (first) named.push([name, leads(first)]);
  }
  return [...named, ...BESIDES];
}

/** Go there, and wait until what comes in has come and what moves has settled. */
export async function visit(page, url) {
  await page.goto(url);
  await page.waitForTimeout(1_000);
  const still = () => document.getAnimations().every((one) => one.effect?.getTiming().iterations === Infinity);
  await page.waitForFunction(still, null, { timeout: 10_000 });
}
