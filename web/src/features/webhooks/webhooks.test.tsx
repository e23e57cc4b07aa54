import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { type Delivery, eventNumber, failureOf, grouped, stateOf, type Webhook } from "./model";
import { Component as WebhookPage } from "./WebhookPage";
import { Component as WebhooksPage } from "./WebhooksPage";

afterEach(() => vi.unstubAllGlobals());

const ROW: Webhook = {
  id: "w1",
  name: "ERP",
  url: "https://erp.example.com/hotline",
  events: ["call.ended", "voicemail.left"],
  active: false,
  suspended: "3 events in a row could not be delivered: the receiver answered 500",
  position: 10,
  behind: 7,
  dead_in_row: 3,
  created_at: "2026-11-26T08:00:00Z",
};
const DEAD: Delivery = {
  id: "d1",
  event_id: 42,
  event_type: "call.ended",
  state: "dead",
  redelivery: false,
  attempts: 12,
  next_at: null,
  status: 500,
  error: "the receiver answered 500",
  seconds: 0.1,
  created_at: "2026-11-26T08:00:00Z",
  tried_at: "2026-11-26T10:00:00Z",
};
const TYPES = { body: ["call.ended", "voicemail.left"].map((type) => ({ type, description: "", fields: {} })) };
const refused = (message_zh: string, field?: string) => ({
  status: field ? 422 : 409,
  body: { error: { code: "invalid", message: "", message_zh, ...(field ? { field } : {}) } },
});
const page = (
  <Routes>
    <Route path="/admin/webhooks" element={<WebhooksPage />} />
    <Route path="/admin/webhooks/:id" element={<WebhookPage />} />
  </Routes>
);

describe("a webhook", () => {
  it("is on, off, or was switched off by itself", () => {
    expect(stateOf(ROW)).toBe("suspended");
    expect(stateOf({ active: false, suspended: "" })).toBe("off");
    expect(stateOf({ active: true, suspended: "" })).toBe("on");
  });

  it("says in our words what is ours, and knows kinds and numbers", () => {
    expect(failureOf(ROW.suspended)).toMatchObject({ word: "dead", count: "3", said: "the receiver answered 500" });
    expect(failureOf("the receiver answered 410 Gone")?.word).toBe("gone");
    expect(failureOf("ClientConnectorError: Cannot connect")).toMatchObject({ word: "unreachable" });
    expect(failureOf("ServerDisconnectedError: x")).toBeNull();
    expect(grouped(["call.ended", "voicemail.left", "call.queued", "alarm"])).toEqual([
      ["call", ["call.ended", "call.queued"]],
      ["voicemail", ["voicemail.left"]],
      ["alarm", ["alarm"]],
    ]);
    expect(eventNumber("42")).toBe(42);
    expect(eventNumber("0")).toBeUndefined();
    expect(eventNumber("4x")).toBeUndefined();
  });
});

describe("the pages", () => {
  it("say a refusal at its field, then show the secret until somebody has it", async () => {
    let refuses = true;
    const seen = answerFetch({
      "GET /webhooks": { body: [] },
      "GET /events/types": TYPES,
      "POST /webhooks": () => (refuses ? refused("请使用 https", "url") : { body: { ...ROW, secret: "whsec_once" } }),
    });
    await show(page, { path: "/admin/webhooks" });
    fireEvent.click(await screen.findByRole("button", { name: /新建订阅/ }));
    fireEvent.change(await screen.findByLabelText("名称"), { target: { value: "ERP" } });
    fireEvent.change(screen.getByLabelText("地址"), { target: { value: "http://erp.example.com" } });
    fireEvent.click(screen.getByRole("button", { name: "建立" }));
    expect(await screen.findByText("请至少选择一种事件")).toBeTruthy();
    fireEvent.mouseDown(screen.getByRole("combobox", { name: "事件" }));
    fireEvent.click(await screen.findByTitle("通话结束 · call.ended"));
    fireEvent.click(screen.getByRole("button", { name: "建立" }));
    expect(await screen.findByText("请使用 https")).toBeTruthy();
    refuses = false;
    fireEvent.click(screen.getByRole("button", { name: "建立" }));
    expect(await screen.findByText("whsec_once")).toBeTruthy();
    expect(seen.findLast((one) => one.method === "POST")?.body).toEqual({
      name: "ERP",
      url: "http://erp.example.com",
      events: ["call.ended"],
      active: true,
    });
    expect(screen.queryByRole("button", { name: "关闭" })).toBeNull();
  });

  it("say why one is suspended, and ask what becomes of the events meanwhile", async () => {
    const seen = answerFetch({
      "GET /webhooks": { body: [ROW] },
      "GET /webhooks/w1/deliveries": { body: { items: [DEAD], total: 1, page: 1, page_size: 20 } },
      "PATCH /webhooks/w1": { body: { ...ROW, active: true, suspended: "" } },
    });
    await show(page, { path: "/admin/webhooks/w1" });
    expect(await screen.findByText(/连续 3 个事件无法送达。/)).toBeTruthy();
    expect(screen.getAllByText(/接收系统应答 500。/).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole("button", { name: "启用" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText(/停用期间发生了 7 个事件/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole("radio", { name: /跳过/ }));
    fireEvent.click(within(dialog).getByRole("button", { name: "启用" }));
    await waitFor(() => expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({ active: true, skip: true }));
  });

  it("send an event again only when asked twice, and say why not", async () => {
    const seen = answerFetch({
      "GET /webhooks": { body: [{ ...ROW, active: true, suspended: "" }] },
      "GET /webhooks/w1/deliveries": { body: { items: [DEAD], total: 1, page: 1, page_size: 20 } },
      "POST /webhooks/w1/deliveries/d1/redeliver": refused("该事件已超过保留期限"),
      "POST /webhooks/w1/ping": { body: { ok: false, status: null, error: "no answer within 10 s", seconds: 10 } },
    });
    await show(page, { path: "/admin/webhooks/w1?state=dead&event=x" });
    fireEvent.click(await screen.findByRole("button", { name: "重新投递" }));
    expect(seen.some((one) => one.path.endsWith("/redeliver"))).toBe(false);
    fireEvent.click(within(await screen.findByRole("tooltip")).getByRole("button", { name: "重新投递" }));
    expect(await screen.findByText("该事件已超过保留期限")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "测试" }));
    expect(await screen.findByText("10 秒内没有应答。")).toBeTruthy();
  });
});
