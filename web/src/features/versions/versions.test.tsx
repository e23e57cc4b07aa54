import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { User } from "@/api/types";
import { versionsOf, versionsOfThing } from "@/shared/versionsOf";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as VersionsPage } from "./VersionsPage";

const ADMIN: User = { ...AGENT, functions: { "config.versions": "all", "queues.manage": "all" } };
const ROW = {
  id: "v2",
  part: "queues",
  ident: "service",
  number: 2,
  latest: false,
  at: "2026-11-26T08:30:00Z",
  user_id: "u1",
  username: "admin",
  change: "changed",
  name_zh: "客服",
  name_en: "Service",
  fields: ["priority"],
};
const SINCE = [{ path: ["alarms", "waiting"], before: 4, after: 9 }];
const PLACES = {
  "GET /directory": {
    body: { users: [], queues: [{ id: "service", name: { zh: "客服", en: "Service" } }], flows: [] },
  },
  "GET /skills": { body: [{ id: "tv", name: { zh: "电视", en: "TV" } }] },
  "GET /config/versions": { body: { items: [ROW], total: 1, page: 1, page_size: 20 } },
  "GET /config/versions/v2": {
    body: {
      ...ROW,
      data: { priority: 5 },
      gone: false,
      made: [{ path: ["priority"], before: 1, after: 5 }],
      since: SINCE,
    },
  },
  "GET /impact/queues/service": { body: { affected: [] } },
};

function answers(left: object[] = [], row: object = {}, needs_secret: string[] = []) {
  const whole = PLACES["GET /config/versions/v2"].body;
  const seen = answerFetch({
    ...PLACES,
    "GET /config/versions/v2": { body: { ...whole, ...row } },
    "POST /config/versions/v2/restore": {
      body: {
        dry_run: true,
        changed: [{ path: ["alarms", "waiting"], before: 9, after: 4 }],
        left,
        needs_secret,
        needs_audio: [],
      },
    },
  });
  return () => seen.filter((one) => one.path.endsWith("/restore"));
}

describe("versions of settings", () => {
  it("are listed, and one says what it changed and what has changed since", async () => {
    answers();
    await show(<VersionsPage />, { user: ADMIN });
    fireEvent.click(await screen.findByText("客服"));
    const made = await screen.findByRole("table", { name: "此版本改了什么" });
    expect(within(made).getByText("1").closest("del")).toBeTruthy();
    expect(within(made).getByText("5").closest("ins")).toBeTruthy();
    expect(screen.getByRole("table", { name: /此后又改了什么/ })).toBeTruthy();
  });

  it("are restored after a trial that says what becomes different, what stays, and whom it affects", async () => {
    const asked = answers([{ path: ["entries", "blue"], before: null, after: { code: "blue" } }]);
    await show(<VersionsPage />, { user: ADMIN, path: "/?open=v2" });
    fireEvent.click(await screen.findByText("恢复到此版本"));
    const title = await screen.findByText("将“客服”恢复到版本 2？");
    const dialog = title.closest<HTMLElement>('[role="dialog"]') as HTMLElement;
    expect(asked().length).toBe(1);
    expect(within(dialog).getByRole("table", { name: "恢复后会改变" })).toBeTruthy();
    expect(within(dialog).getByText(/恢复后仍与此版本不同/)).toBeTruthy();
    fireEvent.click(within(dialog).getByText("恢复到此版本"));
    await waitFor(() => expect(asked().length).toBe(2));
    await screen.findByText("“客服”已恢复到版本 2");
  });

  it("are found from the page of what they are of", () => {
    expect(versionsOf("/admin/queues")).toEqual({ part: "queues", ident: undefined });
    expect(versionsOf("/admin/menu")).toEqual({ part: "settings", ident: "menu" });
    expect(versionsOf("/questionnaires/q1")).toEqual({ part: "questionnaires", ident: "q1" });
    expect(versionsOf("/questionnaires/new")).toBeNull();
    expect(versionsOf("/questionnaires/q1/statistics")).toBeNull();
    expect(versionsOf("/customers")).toBeNull();
    expect(versionsOf("/admin/agent-skills")).toEqual({ part: "agents", ident: undefined });
    expect(versionsOf("/admin/webhooks/w1")).toEqual({ part: "webhooks", ident: "w1" });
    expect(versionsOf("/admin/users")).toBeNull();
    expect(versionsOfThing("/admin/users", "u1")).toEqual({ part: "agents", ident: "u1" });
    expect(versionsOfThing("/admin/queues", "service")).toEqual({ part: "queues", ident: "service" });
  });

  it("of an agent name skills and queues", async () => {
    const since = [
      { path: ["skills", "tv"], before: 80, after: null },
      { path: ["queues", "service"], before: null, after: { preference: 0, position: 3 } },
    ];
    const seen = answers([], { part: "agents", ident: "u1", name_zh: "1001 王芳", name_en: "1001 Wang", since });
    await show(<VersionsPage />, { user: ADMIN, path: "/?open=v2" });
    expect(await screen.findByText("技能 › 电视")).toBeTruthy();
    expect(screen.getByText("队列 › 客服")).toBeTruthy();
    expect(screen.getByText("优先顺序（小者先）: 0, 固定顺序中的位置: 3")).toBeTruthy();
    expect(seen()).toEqual([]);
  });

  it("say that keys stay, or are to be entered", async () => {
    answers([], { part: "gateways", ident: "messages", name_zh: "消息网关", name_en: "Message gateways" });
    const first = await show(<VersionsPage />, { user: ADMIN, path: "/?open=v2" });
    fireEvent.click(await screen.findByText("恢复到此版本"));
    expect(await screen.findByText(/恢复后仍使用现在的密码和密钥/)).toBeTruthy();
    first.unmount();
    answers([], { part: "webhooks", ident: "w1", name_zh: "ERP", name_en: "ERP" }, ["webhooks/w1"]);
    await show(<VersionsPage />, { user: ADMIN, path: "/?open=v2" });
    fireEvent.click(await screen.findByText("恢复到此版本"));
    expect(await screen.findByText(/此订阅为停用状态/)).toBeTruthy();
  });
});
