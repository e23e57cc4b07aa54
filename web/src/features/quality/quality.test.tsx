import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { askedOf, codeOf } from "@/shared/fields/questions";
import { mostOf, newQuestion } from "@/shared/questions/model";
import { rowOf } from "@/shared/rows";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as AssessmentPage } from "./AssessmentPage";
import { type Criterion, sectionsOf } from "./model";

afterEach(() => vi.unstubAllGlobals());

const heading = (name: string) => ({ zh: name, en: name });
const one = (code: string, more: Partial<Criterion> = {}): Criterion => ({
  ...newQuestion("yes_no", [], heading),
  ...more,
  field: { ...newQuestion("yes_no", [], heading).field, code, label: heading(code), ...more.field },
});

describe("the model of a scorecard", () => {
  it("puts criteria under their headings, in their order", () => {
    const sections = sectionsOf([
      one("a"),
      one("b", { section: heading("语气") }),
      one("c", { section: heading("语气") }),
      one("d", { section: heading("结果") }),
    ]);
    expect(sections.map((section) => [section.key, section.criteria.length])).toEqual([
      ["", 1],
      ["语气", 2],
      ["结果", 1],
    ]);
  });

  it("says what it is worth at most, and what is asked", () => {
    const number = newQuestion("number", ["number"], heading);
    expect(number.field.code).toBe("number_2");
    const criteria = [
      one("a"),
      newQuestion("choice", [], heading),
      { ...number, weight: 2 },
      newQuestion("text", [], heading),
    ];
    expect(mostOf(criteria)).toBe(10 + 10 + 20);
    const why = one("why", { field: { ...one("why").field, visible_if: { field: "a", is: "eq", value: false } } });
    expect([...askedOf([one("a"), why], { a: true }).keys()]).toEqual(["a"]);
    expect([...askedOf([one("a"), why], { a: false }).keys()]).toEqual(["a", "why"]);
  });

  it("finds the place of what the server refused", () => {
    expect(rowOf("criteria.2.fatal", "criteria")).toBe(2);
    expect(rowOf("name.en", "criteria")).toBeNull();
    expect(codeOf("answers.greeting")).toBe("greeting");
    expect(codeOf("version")).toBeNull();
  });
});

const ASSESSMENT = {
  id: "s1",
  scorecard_id: "c1",
  scorecard: { zh: "服务", en: "Service" },
  recording_id: "r1",
  call_id: "k1",
  talked_at: "2026-11-26T08:30:00Z",
  queue: null,
  agent_id: "u2",
  assessor_id: "u1",
  state: "draft",
  points: 0,
  most: 0,
  percent: null,
  fatal: [],
  passed: null,
  created_at: "2026-11-26T08:30:00Z",
  published_at: null,
  version: 1,
  criteria: [one("solved"), one("polite")],
  answers: {},
  remark: "",
  appeal: "",
  appealed_at: null,
  appeal_until: null,
  reply: "",
  decided_at: null,
  decided_by: null,
  calibration_id: null,
  may: ["edit"],
};
const AROUND = {
  "GET /recordings/r1": { body: { id: "r1", state: "deleted", parts: [], markers: [], delete_reason: "" } },
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
};
const USER = {
  ...AGENT,
  functions: { ...AGENT.functions, "quality.read": "own", "quality.write": "below" },
} as typeof AGENT;

const PAGE = (
  <Routes>
    <Route path="/quality/assessments/:id" element={<AssessmentPage />} />
  </Routes>
);

describe("a draft", () => {
  it("stores itself with what was entered last, and shows the points that the server counted", async () => {
    const seen = answerFetch({
      ...AROUND,
      "GET /assessments/s1": { body: ASSESSMENT },
      "PATCH /assessments/s1": {
        body: { ...ASSESSMENT, version: 2, answers: { solved: true, polite: false }, percent: 50, passed: false },
      },
    });
    await show(PAGE, { path: "/quality/assessments/s1", user: USER });
    const radios = await screen.findAllByRole("radio");
    fireEvent.click(radios[0] as HTMLElement);
    fireEvent.click(radios[3] as HTMLElement);
    expect(await screen.findByText("正在保存…")).toBeTruthy();
    await screen.findByText("50%");
    await screen.findByText("草稿已保存");
    const sent = seen.filter((request) => request.method === "PATCH").map((request) => request.body);
    expect(sent).toEqual([{ version: 1, answers: { solved: true, polite: false }, remark: "", publish: false }]);
  });

  it("shows at its criterion what is missing when it is published", async () => {
    answerFetch({
      ...AROUND,
      "GET /assessments/s1": { body: ASSESSMENT },
      "PATCH /assessments/s1": {
        status: 422,
        body: { error: { code: "invalid", message: "missing", message_zh: "必填", field: "answers.polite" } },
      },
    });
    await show(PAGE, { path: "/quality/assessments/s1", user: USER });
    fireEvent.click(await screen.findByRole("button", { name: "发布" }));
    await waitFor(() => expect(screen.getByText("必填")).toBeTruthy());
  });
});
