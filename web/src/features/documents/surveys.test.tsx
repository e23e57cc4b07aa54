import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { useDocumentActions } from "./api";
import { ActDialog } from "./components/ActDialog";
import { SurveysPanel } from "./components/SurveysPanel";
import type { DocumentDetail, Outcome, Step, Survey } from "./types";
import { useTyped } from "./useTyped";
import { useDocumentWords } from "./words";

afterEach(() => vi.unstubAllGlobals());

const words = (zh: string) => ({ zh, en: zh });

function survey(change: Partial<Survey> = {}): Survey {
  return {
    questionnaire_id: "q1",
    questionnaire: words("服务调查"),
    step_id: "s1",
    step: words("处理"),
    state: "open",
    active: true,
    may_ask: true,
    questions: [
      {
        field: {
          code: "service",
          kind: "choice",
          label: words("服务"),
          required: true,
          options: [
            { code: "good", ...words("很好"), active: true },
            { code: "bad", ...words("很差"), active: true },
          ],
        },
        scores: { good: 5, bad: 0 },
      },
    ],
    options: { opening: words("您好"), closing: null, satisfied: 60, certify: false },
    answers: {},
    score: null,
    most: null,
    satisfied: null,
    note: "",
    attempts: 0,
    customer_id: null,
    call_id: null,
    asked_by: null,
    asked_at: null,
    version: 0,
    ...change,
  } as Survey;
}

function aDocument(...surveys: Survey[]): DocumentDetail {
  const step = { id: "s1", node: "handle", name: words("处理"), state: "active", pool: [], required: [] };
  return { id: "d1", form: {}, fields: {}, names: {}, edit: [], steps: [step], history: [], surveys } as never;
}

const AROUND = {
  "GET /directory": { body: { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] } },
};

function Shown({ document }: { document: DocumentDetail }) {
  return (
    <SurveysPanel document={document} words={useDocumentWords(document)} actions={useDocumentActions(document.id)} />
  );
}

const OUTCOME = { code: "ok", name: words("完成"), remark: false, required: [] } as Outcome;

function Acting({ document }: { document: DocumentDetail }) {
  const typed = useTyped(document);
  const act = async () => undefined;
  return (
    <ActDialog
      document={document}
      step={document.steps[0] as Step}
      outcome={OUTCOME}
      typed={typed}
      onAct={act}
      onClose={act}
    />
  );
}

describe("questionnaires of a document", () => {
  it("are asked where one may, and sent with their step", async () => {
    const seen = answerFetch({ ...AROUND, "POST /documents/d1/surveys": { body: aDocument() } });
    await show(<Shown document={aDocument(survey())} />);
    expect(screen.getByText("不询问也可完成该步骤。")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "询问" }));
    expect(screen.getByText("您好")).toBeTruthy();
    expect(screen.queryByText("稍后再访")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "很好" }));
    expect(localStorage.getItem("hotline.draft.u1.survey.d1.s1.q1")).toContain("good");
    fireEvent.click(screen.getByRole("button", { name: "提交答案" }));
    await waitFor(() => expect(seen.some((one) => one.method === "POST")).toBe(true));
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({
      questionnaire_id: "q1",
      step: "s1",
      version: 0,
      outcome: "done",
      answers: { service: "good" },
      note: "",
    });
    await waitFor(() => expect(localStorage.getItem("hotline.draft.u1.survey.d1.s1.q1")).toBeNull());
    expect(screen.queryByRole("button", { name: "提交答案" })).toBeNull();
  });

  it("show what was answered, by whom, and what nobody was asked", async () => {
    answerFetch(AROUND);
    const done = survey({
      state: "done",
      may_ask: false,
      answers: { service: "bad" },
      score: 0,
      most: 5,
      satisfied: false,
      asked_by: "u1",
      asked_at: "2026-11-26T02:00:00Z",
      version: 1,
    });
    const passed = survey({ questionnaire_id: "q2", questionnaire: words("回访"), may_ask: false });
    await show(<Shown document={aDocument(done, passed)} />);
    expect(await screen.findByText(/王芳/)).toBeTruthy();
    expect(screen.getByText("很差")).toBeTruthy();
    expect(screen.getByText("不满意")).toBeTruthy();
    expect(screen.getByText("未询问")).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("that are not in use say so", async () => {
    answerFetch(AROUND);
    await show(<Shown document={aDocument(survey({ active: false, may_ask: false }))} />);
    expect(screen.getByText("该问卷未启用或已停用，无法询问。")).toBeTruthy();
  });

  it("are remembered when the step is finished without them", async () => {
    answerFetch(AROUND);
    await show(<Acting document={aDocument(survey(), survey({ questionnaire_id: "q2", step_id: null }))} />);
    expect(screen.getByText("本步骤尚未询问：服务调查。不询问也可完成。")).toBeTruthy();
  });
});
