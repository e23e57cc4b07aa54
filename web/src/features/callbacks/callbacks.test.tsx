import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Callback } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as CallbacksPage } from "./CallbacksPage";

afterEach(() => vi.unstubAllGlobals());

const row = (id: string, state = "waiting", result = ""): Callback => ({
  id,
  queue: "service",
  number: `1380013800${id}`,
  customer_id: null,
  customer_name: "",
  language: "zh",
  source: "key",
  requested_by: null,
  requested_at: "2026-11-27T02:00:00Z",
  entered_at: "2026-11-27T02:00:00Z",
  not_before: null,
  call_id: null,
  state,
  result,
  reason: "",
  message: "",
  message_zh: "",
  attempts: 0,
  attempt_call_id: null,
  agent_id: null,
  ended_at: null,
  ended_by: null,
});
const LIST = {
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
  "GET /callbacks": {
    body: { items: [row("1"), row("2"), row("3", "ended", "done")], total: 3, page: 1, page_size: 20 },
  },
};

describe("the callbacks", () => {
  it("are cancelled together but for those that are over, and what could not be says why", async () => {
    const sent = answerFetch({
      ...LIST,
      "POST /callbacks/cancel": {
        body: {
          done: 1,
          failed: 1,
          results: [
            { id: "1", ok: true, code: "", message: "", message_zh: "" },
            { id: "2", ok: false, code: "unknown", message: "there is none", message_zh: "该回呼已经结束" },
          ],
        },
      },
    });
    await show(<CallbacksPage />, { path: "/?open=all" });
    await screen.findByText("已回呼");
    fireEvent.click(screen.getByLabelText("选中本页全部"));
    expect(await screen.findByText("已选 2 条")).toBeTruthy();
    fireEvent.click(screen.getByText("取消回呼", { selector: "section button span" }));
    expect(await screen.findByText("取消选中的 2 个回呼？")).toBeTruthy();
    fireEvent.click(screen.getByText("取消回呼", { selector: ".ant-popover button span" }));
    await waitFor(() => expect(sent.find((one) => one.method === "POST")?.body).toEqual({ ids: ["1", "2"] }));
    expect(await screen.findByText(/该回呼已经结束/)).toBeTruthy();
    expect(screen.queryByText("已选 2 条")).toBeNull();
  });

  it("are ticked by nobody who may only see them", async () => {
    answerFetch(LIST);
    const { "callbacks.write": _, ...functions } = AGENT.functions;
    await show(<CallbacksPage />, { user: { ...AGENT, functions } });
    await screen.findByText("已回呼");
    expect(screen.queryByLabelText("选中本页全部")).toBeNull();
  });
});
