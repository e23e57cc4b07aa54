import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { User } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { failureOf, type GatewayState, type OutboxRow, troubles } from "./model";
import { Component } from "./OutboxPage";

afterEach(() => vi.unstubAllGlobals());

const ROW: OutboxRow = {
  id: "m1",
  kind: "sms",
  recipient: "138****8000",
  subject: "",
  body: "您好，已到货",
  template: "arrival",
  language: "zh",
  state: "waiting",
  attempts: 0,
  error: "",
  reference: "",
  unit_id: "root",
  customer_id: "c1",
  subject_kind: "ticket",
  subject_id: "t1",
  created_by: null,
  created_at: "2026-11-26T08:00:00Z",
  next_at: null,
  sent_at: null,
};
const gateway = (kind: "sms" | "email", state: GatewayState["state"], waiting = 0): GatewayState => ({
  kind,
  state,
  waiting,
  error: state === "failing" ? "no answer within 10 s" : "",
  next_at: null,
});
const SUPERVISOR: User = {
  ...AGENT,
  functions: { ...AGENT.functions, "outbox.read": "below", "outbox.resend": "below" },
};

describe("ways out", () => {
  it("are a trouble when nothing leaves, when they fail, or when something waits for them", () => {
    const kinds = (...all: GatewayState[]) => troubles(all).map((one) => one.kind);
    expect(kinds(gateway("sms", "none"), gateway("email", "none"))).toEqual(["sms", "email"]);
    expect(kinds(gateway("sms", "ok"), gateway("email", "none"))).toEqual([]);
    expect(kinds(gateway("sms", "ok"), gateway("email", "none", 2))).toEqual(["email"]);
    expect(kinds(gateway("sms", "failing"), gateway("email", "ok"))).toEqual(["sms"]);
    expect(kinds(gateway("sms", "ok"), gateway("email", "ok", 5))).toEqual([]);
  });

  it("say in our words what is ours", () => {
    expect(failureOf("given up: it could not be sent in time")?.word).toBe("expired");
    expect(failureOf("the provider answered 400: no\nsuch number")).toEqual({
      word: "answered",
      values: { seconds: "", status: "400", said: "no\nsuch number" },
    });
    expect(failureOf("550 mailbox unavailable")?.word).toBe("mail_answered");
    expect(failureOf("ClientConnectorError: Cannot connect to host a:443")?.word).toBe("unreachable");
    expect(failureOf("there is no template arrival")?.values.said).toBe("arrival");
    expect(failureOf("sms.zh: the template cannot be filled in: 'when' is undefined")?.word).toBe("not_filled");
    expect(failureOf("余额不足")).toBeNull();
  });
});

function answers(row: OutboxRow, more: Parameters<typeof answerFetch>[0] = {}) {
  return answerFetch({
    "GET /outbox": {
      body: {
        items: [row],
        total: 1,
        page: 1,
        page_size: 20,
        gateways: [gateway("sms", "none", 1), gateway("email", "none")],
      },
    },
    "GET /outbox/m1": { body: row },
    "GET /message-templates": { body: [{ code: "arrival", name: { zh: "到货通知", en: "Arrival" } }] },
    "GET /directory": { body: { users: [], queues: [], flows: [] } },
    ...more,
  });
}

describe("the outbox", () => {
  it("says that nothing leaves, about which records a message is, and why it cannot be taken back", async () => {
    const seen = answers(ROW, {
      "POST /outbox/m1/cancel": {
        status: 409,
        body: { error: { code: "conflict", message: "", message_zh: "只有等待发送的消息可以取消" } },
      },
    });
    await show(<Component />, { path: "/outbox?state=waiting&kind=nonsense", user: SUPERVISOR });
    expect(await screen.findByText(/短信发不出去：尚未配置短信服务商。1 条/)).toBeTruthy();
    const line = (await screen.findByText("您好，已到货")).closest("tr") as HTMLElement;
    expect(within(line).getByText("到货通知")).toBeTruthy();
    expect(within(line).getByText("138****8000")).toBeTruthy();
    expect(within(line).getByRole("link", { name: "客户" }).getAttribute("href")).toBe("/customers/c1");
    expect(within(line).getByRole("link", { name: "工单" }).getAttribute("href")).toBe("/documents/t1");

    fireEvent.click(within(line).getByRole("button", { name: "查看" }));
    fireEvent.click(await screen.findByRole("button", { name: "取消发送" }));
    fireEvent.click(within(await screen.findByRole("tooltip")).getByRole("button", { name: "取消发送" }));
    expect(await screen.findByText("只有等待发送的消息可以取消")).toBeTruthy();
    await waitFor(() => expect(seen.filter((one) => one.path === "/outbox/m1").length).toBeGreaterThan(1));
  });

  it("asks to look at the provider first when nobody knows whether it arrived", async () => {
    answers({
      ...ROW,
      state: "failed",
      error: "the program ended while it was sent: look at the provider whether it arrived, then send it again",
    });
    await show(<Component />, { path: "/outbox?open=m1", user: SUPERVISOR });
    expect(await screen.findByText(/不知道是否已送达/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "重新发送" }));
    expect(await screen.findByText(/对方可能已经收到/)).toBeTruthy();
  });

  it("offers nothing to whom it does not allow", async () => {
    answers({ ...ROW, state: "failed", error: "no answer within 10 s" });
    await show(<Component />, { path: "/outbox?open=m1", user: { ...AGENT, functions: { "outbox.read": "own" } } });
    expect(await screen.findByText("10 秒内没有应答。")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "重新发送" })).toBeNull();
    expect(screen.getByText("您没有取消或重发消息的权限。")).toBeTruthy();
    expect(screen.queryByRole("link", { name: "客户" })).toBeNull();
  });
});
