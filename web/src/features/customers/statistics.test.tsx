import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { User } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component } from "./StatisticsPage";
import { byPeriod, csvOf, listOf } from "./statistics";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the list behind a figure", () => {
  it("has the page's filters, the key, and the part of time that both have", () => {
    const filters = { by: "category", interval: "month", source: "shop", from: "2026-01-10T00:00:00.000Z" };
    const part = { by: "category", key: "vip", starts: "2026-01-01T00:00:00+08:00", ends: "2026-02-01T00:00:00+08:00" };
    const address = new URLSearchParams(listOf(filters, part)?.split("?")[1]);
    expect(Object.fromEntries(address)).toEqual({
      source: "shop",
      category: "vip",
      from: "2026-01-10T00:00:00.000Z",
      to: "2026-01-31T16:00:00.000Z",
    });
  });

  it("knows regions by code and by name, and those without anything; where the list cannot, there is none", () => {
    expect(listOf({}, { by: "city", key: "1101" })).toBe("/customers?region=1101");
    expect(listOf({}, { by: "region", key: "x" })).toBe("/customers?region_name=x");
    expect(listOf({}, { by: "city", key: "" })).toBe("/customers?without=province");
    expect(listOf({}, { by: "field.area", key: "big" })).toBe("/customers?field.area=big");
    expect(listOf({}, { by: "field.area", key: "" })).toBeNull();
    expect(listOf({}, { by: "tag", key: null })).toBe("/customers");
  });
});

describe("figures over time", () => {
  it("stand the newest first, the most frequent side by side, the rest summed up", () => {
    const row = (period: string, key: string, count: number) => ({ period, key, count });
    const { keys, periods } = byPeriod(
      [row("2026-01", "a", 5), row("2026-01", "b", 1), row("2026-02", "b", 2), row("2026-02", "c", 1)],
      2,
    );
    expect(keys).toEqual(["a", "b"]);
    expect(periods.map(({ period, total, counts, rest }) => [period, total, counts, rest])).toEqual([
      ["2026-02", 3, { b: 2 }, 1],
      ["2026-01", 6, { a: 5, b: 1 }, 0],
    ]);
  });

  it("are saved with what looks like a formula as text", () => {
    expect(csvOf([["=1+1", 'a"b', 2]])).toBe('\uFEFF\'=1+1,"a""b",2\r\n');
  });
});

const CHIEF = { ...AGENT, functions: { ...AGENT.functions, "customers.statistics": "below" } } as User;
const answer = (interval: string, rows: object[]) => ({
  body: { by: "category", interval, total: 4, rows: rows.map((row) => ({ name: null, period: null, ...row })) },
});
const ANSWERS = {
  "GET /customers/statistics": answer("none", [
    { key: "vip", count: 3 },
    { key: "", count: 1 },
  ]),
  "GET /customer-fields": { body: { fields: [], sections: [] } },
  "GET /dictionaries": {
    body: [{ dictionary: "customer_category", code: "vip", name_zh: "重要", name_en: "VIP", active: true }],
  },
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
  "GET /units": { body: [] },
};

describe("the page", () => {
  it("shows shares in words, each leading to its customers", async () => {
    answerFetch(ANSWERS);
    await show(<Component />, { user: CHIEF, path: "/customers/statistics?kind=person" });
    const vip = (await screen.findByText("重要")) as HTMLAnchorElement;
    expect(vip.getAttribute("href")).toBe("/customers?kind=person&category=vip");
    expect(screen.getByText("未填写").getAttribute("href")).toBe("/customers?kind=person&without=category");
    screen.getByText("75%");
    screen.getByText("共 4 位客户");
  });

  it("shows periods, and leads nowhere whoever may not see customers", async () => {
    const dated = { period: "2026-11", starts: "2026-11-01T00:00:00+08:00", ends: "2026-12-01T00:00:00+08:00" };
    answerFetch({ ...ANSWERS, "GET /customers/statistics": answer("month", [{ key: "vip", count: 4, ...dated }]) });
    const blind = { ...CHIEF, functions: { ...CHIEF.functions, "customers.read": "none" } } as User;
    await show(<Component />, { user: blind, path: "/customers/statistics?interval=month" });
    const row = (await screen.findByText("2026-11")).closest("tr") as HTMLElement;
    expect(within(row).getAllByText("4")).toHaveLength(2);
    expect(within(row).queryByRole("link")).toBeNull();
  });

  it("takes away what only a link has narrowed", async () => {
    answerFetch(ANSWERS);
    await show(<Component />, { user: CHIEF, path: "/customers/statistics?without=source" });
    fireEvent.click(await screen.findByText("未填写来源"));
    expect(screen.queryByText("未填写来源")).toBeNull();
  });
});
