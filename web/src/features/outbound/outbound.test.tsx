import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { changesOf, dangersOf, guardOf, merged, numbersOf, placeOf, type Rules } from "./model";
import { Component } from "./OutboundPage";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const RULES: Rules = {
  version: 3,
  routes: [{ prefix: "1", trunks: ["mobile", "unicom"] }],
  caller_ids: { company: "01062881234" },
  guards: [
    guardOf({ scope: "role:agent", cost_per_day: "30", velocity: [{ count: 60, seconds: 3600, per: "caller" }] }),
  ],
  rates: [{ prefix: "1", price: "0.15", interval: 60 }],
  currency: "CNY",
  premium: ["168"],
  emergency: ["110"],
  emergency_always: true,
};
const TRUNKS = [
  { id: "unicom", name: "联通", enabled: true, preference: 1, numbers: ["01062881234"], format: { shape: "local" } },
  { id: "mobile", name: "移动", enabled: true, preference: 2, numbers: [], format: { mobile_zero: "elsewhere" } },
  { id: "old", name: "旧线", enabled: false, preference: 3, numbers: [], format: {} },
];
const ADMIN = {
  ...AGENT,
  functions: { ...AGENT.functions, "trunks.manage": "all", "outbound.check": "all", "lists.manage": "all" },
};
const AROUND = {
  "GET /outbound/rules": { body: RULES },
  "GET /outbound/usage": { body: { day: "", currency: "CNY", spent: {}, trunks: [] } },
  "GET /trunks": { body: TRUNKS },
  "GET /hours": { body: [] },
  "GET /units": { body: [] },
  "GET /company": { body: { area_code: "010" } },
  "GET /directory": { body: { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] } },
};
const opened = (path = "/admin/outbound", language: "zh-CN" | "en" = "zh-CN") =>
  show(<Component />, { path, user: ADMIN as typeof AGENT, language });

describe("the model", () => {
  it("knows what kind of numbers begin with a prefix", () => {
    const kinds = (prefixes: string) => prefixes.split(" ").map((one) => numbersOf(one, "010"));
    expect(kinds("010 01062 021 0 139 1 110 95 168 400")).toEqual([
      "local",
      "local",
      "long_distance",
      "landlines_and_abroad",
      "mobile",
      "one",
      "service",
      "service",
      "premium",
      "service",
    ]);
    expect(kinds("00 + 00852 +886 +1 +86 +86139 +8610 7")).toEqual([
      "all_abroad",
      "all_abroad",
      "greater_china",
      "greater_china",
      "abroad",
      "home",
      "mobile",
      "local",
      "other",
    ]);
  });

  it("finds what changes, whatever the order", () => {
    const after = { ...RULES, routes: [{ prefix: "00", trunks: ["unicom"] }, ...RULES.routes], rates: [] };
    expect(changesOf(RULES, after).map(({ section, key }) => `${section} ${key}`)).toEqual(["routes 00", "rates 1"]);
    expect(changesOf(after, { ...after, routes: [...after.routes].reverse() })).toEqual([]);
  });

  it("puts one's changes on top of somebody else's and says where both changed the same", () => {
    const mine = { ...RULES, routes: [{ prefix: "1", trunks: ["unicom"] }], caller_ids: {} };
    const now = {
      ...RULES,
      version: 4,
      routes: [
        { prefix: "1", trunks: ["mobile"] },
        { prefix: "95", trunks: ["unicom"] },
      ],
      emergency: ["110", "119"],
    };
    const { rules, clashes } = merged(RULES, mine, now);
    expect(rules).toEqual({
      ...now,
      caller_ids: {},
      routes: [
        { prefix: "1", trunks: ["unicom"] },
        { prefix: "95", trunks: ["unicom"] },
      ],
    });
    expect(clashes.map((one) => one.key)).toEqual(["1"]);
  });

  it("finds the place that the server names", () => {
    expect(placeOf("rules.routes.0.trunks", RULES)).toEqual({ section: "routes", key: "1" });
    expect(placeOf("guards.0.hours", RULES)).toEqual({ section: "guards", key: "role:agent" });
    expect(placeOf("caller_ids.company", RULES)).toEqual({ section: "caller_ids", key: "company" });
    expect(placeOf("premium.2", RULES)).toEqual({ section: "special", key: "premium" });
    expect(placeOf("version", RULES)).toBeNull();
    expect(placeOf(undefined, RULES)).toBeNull();
  });

  it("warns of what may cost a lot or nobody can dial any more", () => {
    const after = {
      ...RULES,
      guards: [guardOf({ scope: "role:agent", international: true, premium: true })],
      routes: [{ prefix: "1", trunks: ["old"] }],
      emergency_always: false,
    };
    expect(dangersOf(RULES, after, new Set(["unicom"])).map((one) => one.kind)).toEqual([
      "no_trunk",
      "abroad",
      "no_cap_abroad",
      "premium",
      "cap_gone",
      "emergency_off",
    ]);
    expect(dangersOf(RULES, RULES, new Set())).toEqual([]);
  });
});

describe("the page", () => {
  it("shows rules in words, takes a route into the draft and says what changes before it is saved", async () => {
    const seen = answerFetch({
      ...AROUND,
      "PUT /outbound/rules": ({ body }) => ({ body: { ...(body as Rules), version: 4 } }),
    });
    await opened();
    expect(await screen.findByText(/外地手机加 0/)).toBeTruthy();
    expect(screen.getByText("其他号码：联通，其次移动（按中继的优先次序）。")).toBeTruthy();
    const save = screen.getByText("保存修改（0）").closest("button") as HTMLButtonElement;
    expect(save.disabled).toBe(true);

    fireEvent.click(screen.getByText("添加路由"));
    const side = await screen.findByRole("dialog");
    fireEvent.click(within(side).getByText("确定"));
    expect(await within(side).findByText("请至少选择一条中继")).toBeTruthy();
    fireEvent.change(within(side).getByLabelText("号段（以此开头的号码）"), { target: { value: "00 852*" } });
    expect(within(side).getByText("港澳台长途")).toBeTruthy();
    fireEvent.mouseDown(within(side).getByLabelText("依次使用的中继"));
    fireEvent.click(await screen.findByTitle("联通"));
    fireEvent.click(within(side).getByText("确定"));

    fireEvent.click(await screen.findByText("保存修改（1）"));
    expect(localStorage.getItem("hotline.draft.u1.outbound")).toContain("00852");
    const review = await screen.findByRole("dialog");
    expect(within(review).getByText("新增 00852 港澳台长途：联通")).toBeTruthy();
    fireEvent.click(within(review).getByText("保存"));
    await waitFor(() => expect(seen.some((one) => one.method === "PUT")).toBe(true));
    expect(seen.find((one) => one.method === "PUT")?.body).toMatchObject({
      version: 3,
      routes: [
        { prefix: "1", trunks: ["mobile", "unicom"] },
        { prefix: "00852", trunks: ["unicom"] },
      ],
    });
    await waitFor(() => expect(localStorage.getItem("hotline.draft.u1.outbound")).toBeNull());
  });

  it("tries what is not saved and says in words which limit refuses it", async () => {
    localStorage.setItem(
      "hotline.draft.u1.outbound",
      JSON.stringify({ base: RULES, form: { ...RULES, guards: [guardOf({ scope: "role:agent", deny: ["139"] })] } }),
    );
    const seen = answerFetch({
      ...AROUND,
      "POST /outbound/check": {
        body: {
          allowed: false,
          number: "+8613911112222",
          attempts: [],
          code: "outbound.not_allowed",
          detail: "role:agent",
          trunks: {},
        },
      },
    });
    await opened();
    expect(await screen.findByText("已恢复上次未保存的内容")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("拨打的号码"), { target: { value: "139 1111 2222" } });
    fireEvent.click(screen.getByText("看看会怎样"));
    expect(await screen.findByText("不能拨打+8613911112222：角色“坐席”的限制不允许")).toBeTruthy();
    expect(screen.getByText("按未保存的修改试算，没有真正拨出。")).toBeTruthy();
    expect(seen.find((one) => one.method === "POST")?.body).toMatchObject({
      number: "139 1111 2222",
      kind: "agent",
      rules: { guards: [{ scope: "role:agent", deny: ["139"] }] },
    });
    fireEvent.click(screen.getByText("查看这条限制"));
    expect(await screen.findByText("不允许拨打 139")).toBeTruthy();
  });

  it("keeps one's changes when somebody else was quicker, and says what both changed", async () => {
    let version = 3;
    answerFetch({
      ...AROUND,
      "GET /outbound/rules": () => ({
        body: version === 3 ? RULES : { ...RULES, version, rates: [{ prefix: "1", price: "0.30", interval: 60 }] },
      }),
      "PUT /outbound/rules": () => {
        version = 4;
        return { status: 409, body: { error: { code: "conflict", message: "", message_zh: "已被他人修改" } } };
      },
    });
    await opened("/admin/outbound?tab=rates", "en");
    fireEvent.click(await screen.findByLabelText("1: Delete"));
    fireEvent.click(screen.getByText("Save changes (1)"));
    const review = await screen.findByRole("dialog");
    expect(within(review).getByText(/Deleted: 1 mobiles.*was: 0.15 CNY for 1 min/)).toBeTruthy();
    fireEvent.click(within(review).getByText("Save"));
    expect(await screen.findByText(/Changed by somebody else too.*1 mobiles/)).toBeTruthy();
    expect(screen.getByText("Save changes (1)")).toBeTruthy();
  });

  it("shows the server's refusal at its rule", async () => {
    answerFetch({
      ...AROUND,
      "PUT /outbound/rules": {
        status: 422,
        body: { error: { code: "invalid", message: "", message_zh: "没有中继mobile", field: "routes.0.trunks" } },
      },
    });
    await opened("/admin/outbound?tab=special");
    fireEvent.click(await screen.findByRole("switch"));
    fireEvent.click(screen.getByText("保存修改（1）"));
    const review = await screen.findByRole("dialog");
    expect(within(review).getByText("紧急号码将受规则、路数和名单限制，可能拨不出去。")).toBeTruthy();
    fireEvent.click(within(review).getByText("保存"));
    expect(await screen.findByText("1 手机和 1 开头的服务号码: 没有中继mobile")).toBeTruthy();
  });
});
