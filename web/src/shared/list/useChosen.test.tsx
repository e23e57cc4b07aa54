import { act, fireEvent, renderHook, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Component as OutboxPage } from "@/features/outbox/OutboxPage";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { useChosen } from "./useChosen";

test("what is not on the page any more is not chosen either", () => {
  const rows = [{ id: "1" }, { id: "2" }, { id: "3" }];
  const hook = renderHook(
    ({ shown }) =>
      useChosen(
        shown,
        (row) => row.id,
        (row) => row.id !== "3",
      ),
    {
      initialProps: { shown: rows },
    },
  );
  const { result, rerender } = hook;
  act(() => result.current.rowSelection.onChange?.(["1", "2", "3"], [], { type: "all" }));
  expect(result.current.chosen.map((row) => row.id)).toEqual(["1", "2"]);
  rerender({ shown: rows.slice(1) });
  expect(result.current.chosen.map((row) => row.id)).toEqual(["2"]);
  act(() => result.current.keep());
  expect(result.current.chosen).toEqual([]);
});

test("failed messages are sent again together, and what could not be says why", async () => {
  const row = (id: string, state: string, error = "") => ({
    id,
    kind: "sms",
    recipient: `1380013800${id}`,
    subject: "",
    body: `正文${id}`,
    template: "",
    language: "zh",
    state,
    attempts: 5,
    error,
    reference: "",
    unit_id: "root",
    customer_id: null,
    subject_kind: "",
    subject_id: "",
    created_by: null,
    created_at: "2026-11-27T02:00:00Z",
    next_at: null,
    sent_at: null,
  });
  const items = [
    row("1", "failed"),
    row("2", "failed"),
    row("3", "sent"),
    row("4", "failed", "the program ended while it was sent: it may have arrived"),
  ];
  const sent = answerFetch({
    "GET /outbox": { body: { items, total: 4, page: 1, page_size: 20, gateways: [] } },
    "GET /message-templates": { body: [] },
    "GET /directory": { body: { users: [], queues: [], flows: [] } },
    "POST /outbox/resend": {
      body: {
        done: 1,
        failed: 1,
        results: [
          { id: "1", ok: true, code: "", message: "", message_zh: "" },
          { id: "2", ok: false, code: "conflict", message: "no", message_zh: "只有发送失败的消息可以重发" },
        ],
      },
    },
  });
  const user = { ...AGENT, functions: { ...AGENT.functions, "outbox.read": "all", "outbox.resend": "all" } } as const;
  await show(<OutboxPage />, { user });
  await screen.findByText("正文1");
  fireEvent.click(screen.getByLabelText("选中本页全部"));
  expect(await screen.findByText("已选 2 条")).toBeTruthy();
  fireEvent.click(screen.getByText("重新发送", { selector: "button span" }));
  fireEvent.click(await screen.findByText("重新发送", { selector: ".ant-popover button span" }));
  await waitFor(() => expect(sent.find((one) => one.method === "POST")?.body).toEqual({ ids: ["1", "2"] }));
  expect(await screen.findByText(/只有发送失败的消息可以重发/)).toBeTruthy();
  expect(screen.queryByText("已选 2 条")).toBeNull();
});
