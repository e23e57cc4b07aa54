import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { isLate, percentOf, type VisitDetail, visitQuery } from "./model";
import { Component as VisitPage } from "./VisitPage";
import { Component as VisitsPage } from "./VisitsPage";

afterEach(() => vi.unstubAllGlobals());

const words = (zh: string, en: string) => ({ zh, en });
const VISIT: VisitDetail = {
  id: "v1",
  batch_id: "b1",
  batch: "十一月维修回访",
  questionnaire_id: "q1",
  questionnaire: words("维修回访", "Repair visit"),
  unit_id: "company",
  customer_id: null,
  ticket_id: "t1",
  ticket_number: "GD1",
  ticket_title: "不热",
  name: "李四",
  phone: "138****0001",
  assignee_id: "u1",
  state: "open",
  attempts: 0,
  score: null,
  most: null,
  satisfied: null,
  note: "",
  call_id: null,
  due_at: null,
  last_at: null,
  done_at: null,
  done_by: null,
  version: 1,
  answers: {},
  certified: "",
  options: { opening: words("您好", "Hello"), closing: null, satisfied: 60, certify: true },
  questions: [
    {
      field: {
        code: "service",
        kind: "choice",
        label: words("服务", "Service"),
        required: true,
        options: [
          { code: "good", ...words("满意", "Good"), active: true },
          { code: "bad", ...words("不满意", "Bad"), active: true },
        ],
      },
      scores: { good: 5, bad: 0 },
    },
    {
      field: {
        code: "reason",
        kind: "text",
        label: words("原因", "Reason"),
        required: true,
        visible_if: { field: "service", is: "eq", value: "bad" },
      },
    },
  ],
};
const USER = {
  ...AGENT,
  functions: { ...AGENT.functions, "visits.read": "own", "visits.write": "own" },
} as typeof AGENT;
const AROUND = { "GET /directory": { body: { users: [], queues: [], flows: [] } } };
const PAGE = (
  <Routes>
    <Route path="/visits/:id" element={<VisitPage />} />
  </Routes>
);
const open = (visit = VISIT, user = USER) => {
  const seen = answerFetch({
    ...AROUND,
    "GET /visits/v1": { body: visit },
    "GET /visits": { body: { items: [], total: 0, page: 1, page_size: 1 } },
    "POST /visits/v1/result": ({ body }) =>
      (body as { answers: { reason?: string } }).answers.reason
        ? { body: { ...visit, state: "done", score: 0, most: 5, satisfied: false, certified: "handling", version: 2 } }
        : {
            status: 422,
            body: { error: { code: "invalid", message: "missing", message_zh: "请填写原因", field: "answers.reason" } },
          },
  });
  return show(PAGE, { path: "/visits/v1", user }).then(() => seen);
};

describe("the list", () => {
  it("asks for one's own visits to be made, unless the address says otherwise", () => {
    expect(visitQuery({ whose: "all" }, false)).toEqual({ mine: true, state: "open", overdue: false });
    expect(visitQuery({ whose: "all", state: "all", overdue: "true", batch: "b" }, true)).toEqual({
      mine: false,
      state: undefined,
      overdue: true,
      batch: "b",
    });
  });

  it("knows what is late and what a result is worth", () => {
    expect(isLate({ state: "open", due_at: "2026-11-26T08:00:00Z" }, Date.parse("2026-11-26T09:00:00Z"))).toBe(true);
    expect(isLate({ state: "done", due_at: "2026-11-26T08:00:00Z" }, Date.parse("2026-11-26T09:00:00Z"))).toBe(false);
    expect(percentOf({ score: 3, most: 5 })).toBe(60);
    expect(percentOf({ score: 0, most: 0 })).toBeNull();
  });

  it("lets only planners give visits away", async () => {
    answerFetch({ ...AROUND, "GET /visits": { body: { items: [VISIT], total: 1, page: 1, page_size: 20 } } });
    await show(<VisitsPage />, { user: USER });
    await screen.findByText("GD1");
    expect(screen.queryByRole("checkbox", { name: /select/i })).toBeNull();
    expect(screen.queryByRole("button", { name: "分配" })).toBeNull();
  });
});

describe("the export", () => {
  it("is of what the list shows, for whoever may", async () => {
    answerFetch({ ...AROUND, "GET /visits": { body: { items: [VISIT], total: 1, page: 1, page_size: 20 } } });
    const saved: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.href);
    });
    const boss = {
      ...USER,
      functions: { ...USER.functions, "visits.read": "below", "visits.export": "below" },
    } as const;
    await show(<VisitsPage />, { user: boss, path: "/?whose=all&state=all&questionnaire=q1&page=2" });
    fireEvent.click(await screen.findByText("导出"));
    fireEvent.click(await screen.findByText("CSV 文件"));
    await waitFor(() => expect(saved).toHaveLength(1));
    const { pathname, searchParams } = new URL(saved[0] ?? "");
    expect(pathname).toBe("/api/v1/exports/visits");
    expect(Object.fromEntries(searchParams)).toEqual({
      questionnaire: "q1",
      mine: "false",
      overdue: "false",
      format: "csv",
    });
    click.mockRestore();
  });

  it("is offered to nobody else", async () => {
    answerFetch({ ...AROUND, "GET /visits": { body: { items: [VISIT], total: 1, page: 1, page_size: 20 } } });
    await show(<VisitsPage />, { user: USER });
    await screen.findByText("GD1");
    expect(screen.queryByText("导出")).toBeNull();
  });
});

describe("a visit", () => {
  it("asks only what applies, says what is missing at its place and what it does to the ticket", async () => {
    const seen = await open();
    expect(await screen.findByText("提交结果将同时认证工单 GD1。")).toBeTruthy();
    expect(screen.queryByText("原因")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "不满意" }));
    expect(screen.getByText("原因")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "提交并认证" }));
    expect(await screen.findByText("请填写原因")).toBeTruthy();
    expect(localStorage.getItem("hotline.draft.u1.visit.v1")).toContain("bad");
    fireEvent.change(screen.getByLabelText("原因"), { target: { value: "迟到" } });
    fireEvent.click(screen.getByRole("button", { name: "提交并认证" }));
    expect(await screen.findByText("客户不满意：工单 GD1 已退回处理中。")).toBeTruthy();
    expect(localStorage.getItem("hotline.draft.u1.visit.v1")).toBeNull();
    const sent = seen.filter((one) => one.method === "POST").at(-1);
    expect(sent?.body).toEqual({
      version: 1,
      outcome: "done",
      answers: { service: "bad", reason: "迟到" },
      note: "",
    });
  });

  it("goes on where the page was left, and does not send what is no longer asked", async () => {
    localStorage.setItem(
      "hotline.draft.u1.visit.v1",
      JSON.stringify({ answers: { service: "good", reason: "迟到" }, note: "下午再打" }),
    );
    const seen = await open();
    expect(await screen.findByText("已恢复上次未保存的内容")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "稍后再访" }));
    await waitFor(() => expect(seen.some((one) => one.method === "POST")).toBe(true));
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({
      version: 1,
      outcome: "later",
      answers: { service: "good" },
      note: "下午再打",
    });
  });

  it("of somebody else is shown only", async () => {
    await open({ ...VISIT, assignee_id: "u2" });
    expect((await screen.findAllByText("未回答")).length).toBe(1);
    expect(screen.queryByRole("button", { name: "提交并认证" })).toBeNull();
  });
});
