import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Home } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as HomePage } from "./HomePage";
import { BLOCKS, greeting, moved, ordered } from "./model";

afterEach(() => vi.unstubAllGlobals());

const HOME = {
  tasks: {
    total: 1,
    items: [
      {
        id: "t1",
        family: "ticket",
        status: "handling",
        title: "暖气不热",
        type_name: { zh: "报修", en: "Repair" },
        customer_name: "李四",
        overdue: true,
        urged: 2,
        due_at: null,
        updated_at: "2026-11-26T08:00:00Z",
      },
    ],
  },
  notices: [],
  papers: [],
  articles: null,
  figures: null,
  unread: { total: 0, kinds: {}, supervisors: 0 },
  callbacks: null,
  voicemails: null,
  layout: { order: ["notices"], hidden: ["papers"] },
} as unknown as Home;

const ANSWERS = {
  "GET /home": { body: HOME },
  "GET /messages": { body: { items: [], total: 0 } },
  "GET /kpis": { body: { kpis: [] } },
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
};

describe("the order of the blocks", () => {
  it("is the user's, then as they come; what is not known is passed over", () => {
    expect(ordered(["notices", "nonsense", "notices"])).toEqual([
      "notices",
      ...BLOCKS.filter((block) => block !== "notices"),
    ]);
    expect(moved([1, 2, 3], 2, -1)).toEqual([1, 3, 2]);
    expect(moved([1, 2], 0, -1)).toEqual([1, 2]);
  });

  it("greets by the hour", () => {
    expect([3, 8, 12, 15, 20].map(greeting)).toEqual(["night", "morning", "noon", "afternoon", "evening"]);
  });
});

describe("the home page", () => {
  it("shows the blocks that the user has a right to, as he wants them", async () => {
    answerFetch(ANSWERS);
    const { container } = await show(<HomePage />);
    expect((await screen.findByRole("link", { name: "暖气不热" })).getAttribute("href")).toBe("/documents/t1");
    expect(screen.getByText("催办 2 次")).toBeTruthy();
    const shown = [...container.querySelectorAll("[data-block]")].map((one) => one.getAttribute("data-block"));
    expect(shown).toEqual(["notices", "figures", "tasks", "messages"]);
  });

  it("keeps a new arrangement", async () => {
    const seen = answerFetch({ ...ANSWERS, "PATCH /auth/me/settings": { body: {} } });
    await show(<HomePage />);
    await userEvent.click(await screen.findByRole("button", { name: /安排首页/ }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByLabelText("公文"));
    await userEvent.click(within(dialog).getByRole("button", { name: "下移 最新公告" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "保存" }));
    expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({
      home: { order: ["figures", "notices", "tasks", "papers", "messages"], hidden: [] },
    });
  });

  it("says what went wrong and asks again", async () => {
    answerFetch({ "GET /home": { status: 500, body: { error: { code: "x", message: "m", message_zh: "服务器忙" } } } });
    await show(<HomePage />);
    expect(await screen.findByText("服务器忙")).toBeTruthy();
    expect(screen.getByRole("button", { name: "重试" })).toBeTruthy();
  });
});
