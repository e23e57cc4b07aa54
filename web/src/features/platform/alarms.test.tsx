import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { User } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as AlarmsPage } from "./AlarmsPage";
import { lasted } from "./model";

const BOSS: User = { ...AGENT, functions: { "live.watch": "unit" } };
const OVER = {
  id: "a1",
  alarm: "queue.waiting:shop",
  severity: "warning",
  zh: "网购客服：3 人在排队（阈值 2）",
  en: "Shop: callers waiting: 3 (threshold 2)",
  value: 3,
  limit: 2,
  queue: "shop",
  measure: "waiting",
  began_at: "2026-11-27T08:00:00Z",
  ended_at: "2026-11-27T08:01:30Z",
};
const ON = { ...OVER, id: "a2", severity: "critical", ended_at: null, began_at: "2026-11-27T09:00:00Z" };

describe("the history of alarms", () => {
  it("knows how long an alarm was on, or has been on so far", () => {
    expect(lasted(OVER, 0)).toBe(90);
    expect(lasted(ON, Date.parse("2026-11-27T09:00:10Z"))).toBe(10);
    expect(lasted(ON, Date.parse("2026-11-27T08:59:59Z"))).toBe(0);
  });

  it("asks for what the address says, shows from when until when, and what is on now", async () => {
    const seen = answerFetch({
      "GET /live/alarms": { body: { items: [ON, OVER], total: 2, page: 1, page_size: 20, more: false } },
      "GET /directory": {
        body: { users: [], queues: [{ id: "shop", name: { zh: "网购客服", en: "Shop" } }], flows: [] },
      },
    });
    await show(<AlarmsPage />, { user: BOSS, path: "/live/alarms?queue=shop&severity=nonsense" });
    expect(await screen.findAllByText("网购客服：3 人在排队（阈值 2）")).toHaveLength(2);
    expect(screen.getAllByText("未恢复").length).toBeGreaterThan(0);
    expect(screen.getByText("1:30")).toBeTruthy();
    const asked = seen.find((one) => one.path.includes("/live/alarms"));
    expect(asked?.query.get("queue")).toBe("shop");
    expect(asked?.query.has("severity")).toBe(false);
  });
});
