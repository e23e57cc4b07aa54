import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mostOf, newQuestion } from "@/shared/questions/model";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { barsOf, formOf, othersOf, partOf, type QuestionnaireDetail, toSend } from "./model";
import { Component as QuestionnairePage } from "./QuestionnairePage";
import { Component as StatisticsPage } from "./StatisticsPage";

afterEach(() => vi.unstubAllGlobals());

const called = (answer: "good" | "poor") => ({ zh: answer, en: answer });
const service = { ...newQuestion("choice", [], called) };
service.field = { ...service.field, label: { zh: "服务", en: "Service" } };
const reason = newQuestion("text", [], called);
reason.field = {
  ...reason.field,
  label: { zh: "原因", en: "Reason" },
  visible_if: { field: "choice", is: "eq", value: "poor" },
};
const DETAIL: QuestionnaireDetail = {
  id: "q1",
  name: { zh: "维修回访", en: "Repair visit" },
  state: "active",
  questions_version: 1,
  options: { opening: null, closing: null, satisfied: 60, certify: false },
  created_by: "u1",
  created_at: "2026-11-26T08:00:00Z",
  updated_at: "2026-11-26T08:00:00Z",
  version: 3,
  questions: [service, reason],
};
const USER = {
  ...AGENT,
  functions: { ...AGENT.functions, "questionnaires.read": "all", "questionnaires.manage": "all", "visits.read": "own" },
} as typeof AGENT;
const READER = { ...USER, functions: { ...USER.functions, "questionnaires.manage": "none" } } as typeof AGENT;
const AROUND = { "GET /directory": { body: { users: [], queues: [], flows: [] } } };
const PAGE = (
  <Routes>
    <Route path="/questionnaires/:id" element={<QuestionnairePage />} />
    <Route path="/questionnaires/:id/statistics" element={<StatisticsPage />} />
  </Routes>
);

describe("the model of a questionnaire", () => {
  it("counts what it is worth, of several answers all that give points", () => {
    const several = { ...newQuestion("choices", [], called), scores: { good: 3, poor: 2 } };
    expect(mostOf([service, reason, several])).toBe(10 + 5);
  });

  it("sends words that nobody wrote as none, and finds the places of refusals", () => {
    expect(toSend({ ...formOf(DETAIL), opening: { zh: "您好", en: "" } }).options).toEqual({
      opening: { zh: "您好", en: "" },
      closing: null,
      satisfied: 60,
      certify: false,
    });
    expect(partOf("options.opening.en")).toBe("opening");
    expect(partOf("questions.0.field.label")).toBeNull();
    expect(othersOf(DETAIL.questions, 1).map((one) => one.code)).toEqual(["choice"]);
  });

  it("shows every answer that was offered, and those that are no longer", () => {
    const shown = {
      code: "choice",
      label: service.field.label,
      kind: "choice",
      answered: 4,
      answers: { poor: 3, gone: 1 },
      mean: null,
      least: null,
      greatest: null,
    };
    expect(barsOf(shown, service).map((one) => [one.code, one.count, one.share])).toEqual([
      ["good", 0, 0],
      ["poor", 3, 75],
      ["gone", 1, 25],
    ]);
  });
});

describe("the editor", () => {
  const answering = () =>
    answerFetch({
      ...AROUND,
      "GET /questionnaires/q1": { body: DETAIL },
      "PATCH /questionnaires/q1": ({ body }) =>
        (body as { questions?: unknown }).questions
          ? {
              status: 422,
              body: {
                error: { code: "invalid", message: "no", message_zh: "题目有误", field: "questions.1.field.label" },
              },
            }
          : { body: { ...DETAIL, version: 4 } },
    });

  it("previews branches, and sends the questions only when they changed", async () => {
    const seen = answering();
    await show(PAGE, { path: "/questionnaires/q1", user: USER });
    fireEvent.click(await screen.findByLabelText("poor"));
    expect(screen.getByLabelText("原因")).toBeTruthy();
    fireEvent.click(screen.getByText("保存"));
    await waitFor(() => expect(seen.filter((one) => one.method === "PATCH").length).toBe(1));
    const sent = seen.find((one) => one.method === "PATCH")?.body;
    expect(sent).toMatchObject({ version: 3, name: DETAIL.name });
    expect(sent).not.toHaveProperty("questions");
  });

  it("says what is wrong at its question", async () => {
    answering();
    await show(PAGE, { path: "/questionnaires/q1", user: USER });
    fireEvent.change(await screen.findByLabelText("题目 2 (英文)"), { target: { value: "" } });
    fireEvent.click(screen.getByText("保存"));
    await screen.findByText("题目有误");
    expect(within(screen.getByLabelText("题目 2")).getByText("题目有误")).toBeTruthy();
  });

  it("is to be read only without the right to make them", async () => {
    answerFetch({ ...AROUND, "GET /questionnaires/q1": { body: DETAIL } });
    await show(PAGE, { path: "/questionnaires/q1", user: READER });
    await screen.findByRole("group", { name: "题目 1" });
    expect(screen.queryByRole("button", { name: "保存" })).toBeNull();
    expect(screen.queryByRole("button", { name: "停用" })).toBeNull();
  });
});

describe("the figures", () => {
  it("name answers and agents", async () => {
    answerFetch({
      "GET /directory": { body: { users: [{ id: "u1", name: "王芳", number: "1001" }], queues: [], flows: [] } },
      "GET /questionnaires/q1": { body: DETAIL },
      "GET /questionnaires/q1/statistics": {
        body: {
          states: { done: 4, open: 1 },
          done_percent: 100,
          percent: 25,
          satisfied_percent: 25,
          questions: [
            {
              code: "choice",
              label: service.field.label,
              kind: "choice",
              answered: 4,
              answers: { good: 1, poor: 3 },
              mean: null,
              least: null,
              greatest: null,
            },
          ],
          agents: [{ agent_id: "u1", done: 4, percent: 25 }],
        },
      },
    });
    await show(PAGE, { path: "/questionnaires/q1/statistics", user: USER });
    expect(await screen.findByText("3 · 75%")).toBeTruthy();
    expect(await screen.findByText("1001 王芳")).toBeTruthy();
    expect(screen.queryByText("导出")).toBeNull();
  });

  it("are exported as they are narrowed, by whoever may", async () => {
    const none = { states: {}, done_percent: null, percent: null, satisfied_percent: null, questions: [], agents: [] };
    answerFetch({
      "GET /directory": { body: { users: [], queues: [], flows: [] } },
      "GET /questionnaires/q1": { body: DETAIL },
      "GET /questionnaires/q1/statistics": { body: none },
    });
    const saved: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.href);
    });
    const user = { ...USER, functions: { ...USER.functions, "visits.export": "below" } } as const;
    await show(PAGE, { path: "/questionnaires/q1/statistics?batch=b1", user });
    fireEvent.click(await screen.findByText("导出"));
    fireEvent.click(await screen.findByText("CSV 文件"));
    await waitFor(() => expect(saved).toHaveLength(1));
    vi.restoreAllMocks();
    const { pathname, searchParams } = new URL(saved[0] ?? "");
    expect(pathname).toBe("/api/v1/exports/questionnaire-figures");
    expect(Object.fromEntries(searchParams)).toEqual({ questionnaire: "q1", batch: "b1", format: "csv" });
  });
});
