import { focusManager } from "@tanstack/react-query";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch, type Seen } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as CallPage } from "./CallPage";

const CALL = {
  id: "c1",
  direction: "inbound",
  outcome: "answered",
  from_number: "+8613800138000",
  to_number: "1000",
  started_at: "2026-11-26T08:30:00Z",
  ended_at: "2026-11-26T08:31:00Z",
  queue: null,
  agent_id: "u1",
  customer_id: null,
  customer_name: "",
  ended_by: "customer",
  cause: "",
  disposition: "",
  disposition_fields: {},
  note: "",
  form: {},
  wrap_up_state: "",
  ticket_id: null,
  segments: [],
  recordings: [],
  business: [],
  timeline: [],
  ivr_seconds: 0,
  wait_seconds: 0,
  ring_seconds: 0,
  talk_seconds: 60,
  hold_seconds: 0,
};
let answer: { status?: number; body?: unknown } = { body: CALL };
const TABLE = {
  "GET /calls/": () => answer,
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
  "GET /dictionaries": { body: [] },
};
const asked = (seen: Seen[]) => seen.filter((one) => one.path === "/calls/").length;

/** The window gets the focus again, so that what is shown is asked for anew. */
const backAtTheWindow = () =>
  act(async () => {
    focusManager.setFocused(false);
    focusManager.setFocused(true);
  });

describe("a call's page", () => {
  beforeEach(() => {
    answer = { body: CALL };
  });
  afterEach(() => {
    focusManager.setFocused(undefined);
    vi.unstubAllGlobals();
  });

  it("keeps what is being typed when the server is away for a moment, and goes when the call is gone", async () => {
    const seen = answerFetch(TABLE);
    await show(<CallPage />);
    fireEvent.change(await screen.findByLabelText("小结说明"), { target: { value: "已约周五" } });
    answer = { status: 503, body: {} };
    await backAtTheWindow();
    await waitFor(() => expect(asked(seen)).toBe(2));
    await act(async () => undefined);
    expect((screen.getByLabelText("小结说明") as HTMLTextAreaElement).value).toBe("已约周五");
    answer = { status: 404, body: { error: { code: "not_found", message: "gone", message_zh: "没有这个通话" } } };
    await backAtTheWindow();
    await screen.findByText("这条记录已被删除，或您不再有权查看。");
  });

  it("has what was typed of it after a reload, until it is saved", async () => {
    answerFetch({
      ...TABLE,
      "PATCH /calls/c1": ({ body }) => {
        answer = { body: { ...CALL, ...(body as object) } };
        return answer;
      },
    });
    const note = async () => ((await screen.findByLabelText("小结说明")) as HTMLTextAreaElement).value;
    const first = await show(<CallPage />);
    fireEvent.change(await screen.findByLabelText("小结说明"), { target: { value: "已约周五" } });
    first.unmount();
    const second = await show(<CallPage />);
    await screen.findByText("已恢复上次未保存的内容");
    expect(await note()).toBe("已约周五");
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    await waitFor(() => expect(screen.queryByText("已恢复上次未保存的内容")).toBeNull());
    second.unmount();
    await show(<CallPage />);
    expect(await note()).toBe("已约周五");
    expect(screen.queryByText("已恢复上次未保存的内容")).toBeNull();
  });

  it("shows what somebody else completed meanwhile where nothing was typed", async () => {
    const seen = answerFetch(TABLE);
    await show(<CallPage />);
    await screen.findByLabelText("小结说明");
    answer = { body: { ...CALL, note: "班长补录" } };
    await backAtTheWindow();
    await waitFor(() => expect(asked(seen)).toBe(2));
    await waitFor(() => expect((screen.getByLabelText("小结说明") as HTMLTextAreaElement).value).toBe("班长补录"));
  });

  it("is only read by whoever may not complete calls", async () => {
    answerFetch(TABLE);
    const functions = { ...AGENT.functions, "calls.write": "none" as const };
    await show(<CallPage />, { user: { ...AGENT, functions } });
    expect((await screen.findByLabelText("小结说明")).hasAttribute("disabled")).toBe(true);
    expect(screen.getByRole("button", { name: "保存" }).hasAttribute("disabled")).toBe(true);
  });
});
