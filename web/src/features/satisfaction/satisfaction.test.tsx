import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { RatingRow, SurveyReportRow } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { CallRatings } from "./components/CallRatings";
import { figureText } from "./model";
import { Component as SatisfactionPage } from "./SatisfactionPage";

afterEach(() => vi.unstubAllGlobals());

const ROW: SurveyReportRow = {
  key: "u1",
  offered: 8,
  answered: 4,
  answer_rate: 0.5,
  score: 4.25,
  satisfied: 3,
  satisfied_rate: 0.75,
};
const RATING: RatingRow = {
  call_id: "c1",
  survey: "after_call",
  question: "satisfaction",
  title: { zh: "您满意吗？", en: "Satisfied?" },
  score: 5,
  meaning: { zh: "非常满意", en: "Very" },
  via: "sms",
  agent_id: "u1",
  agent_number: "1001",
  queue: "service",
  segment: 1,
  ticket_id: "t1",
  rated_at: "2026-11-26T08:00:00Z",
};
const DIRECTORY = {
  users: [{ id: "u1", name: "王芳", number: "1001" }],
  queues: [{ id: "service", name: { zh: "人工服务", en: "Service" } }],
  flows: [],
};
const page = (...items: RatingRow[]) => ({ body: { items, total: items.length, page: 1, page_size: 20 } });
const BOSS = { ...AGENT, functions: { ...AGENT.functions, "surveys.read": "below" as const } };
const OWN = { ...AGENT, functions: { ...AGENT.functions, "surveys.read": "own" as const } };

describe("a figure of the report", () => {
  it("is a dash where nobody answered", () => {
    const none = { ...ROW, answered: 0, score: null, satisfied_rate: null };
    expect([figureText(none, "answered"), figureText(none, "score"), figureText(none, "satisfied_rate")]).toEqual([
      "0",
      "–",
      "–",
    ]);
  });
});

describe("the page of ratings", () => {
  it("shows figures and answers in words, and narrows both down to an agent", async () => {
    const asked: string[] = [];
    answerFetch({
      "GET /directory": { body: DIRECTORY },
      "GET /surveys/report": { body: [ROW] },
      "GET /surveys/ratings": page(RATING),
    });
    const real = fetch;
    vi.stubGlobal("fetch", (request: Request) => {
      asked.push(request.url);
      return real(request);
    });
    await show(<SatisfactionPage />, { user: BOSS });
    const answer = (await screen.findByText("您满意吗？")).closest("tr") as HTMLElement;
    expect(within(answer).getByText("非常满意")).toBeTruthy();
    expect(within(answer).getByText("短信链接")).toBeTruthy();
    const links = within(answer).getAllByRole("link");
    expect(links.map((one) => one.getAttribute("href"))).toEqual(["/calls/c1", "/documents/t1"]);
    expect(screen.getAllByText("75.0%")).toHaveLength(2); // the agent, and the whole
    fireEvent.click(screen.getByRole("button", { name: "1001 王芳" }));
    await waitFor(() => {
      const narrowed = asked.filter((url) => url.includes("agent=u1"));
      expect(narrowed.some((url) => url.includes("/surveys/report"))).toBe(true);
      expect(narrowed.some((url) => url.includes("/surveys/ratings"))).toBe(true);
    });
  });

  it("offers an agent neither queues nor colleagues, and says where ratings come from", async () => {
    answerFetch({
      "GET /directory": { body: DIRECTORY },
      "GET /surveys/report": { body: [] },
      "GET /surveys/ratings": page(),
    });
    await show(<SatisfactionPage />, { user: OWN });
    await screen.findByText(/为队列开启满意度评价/);
    expect(screen.queryByLabelText("坐席")).toBeNull();
    expect(screen.queryByLabelText("按")).toBeNull();
  });
});

describe("a call's ratings", () => {
  it("are shown to whoever may see them", async () => {
    answerFetch({ "GET /surveys/ratings": page(RATING) });
    await show(<CallRatings call="c1" />, { user: OWN });
    expect(await screen.findByText("非常满意 · 5 分")).toBeTruthy();
  });

  it("are asked for by nobody else", async () => {
    const seen = answerFetch({});
    await show(<CallRatings call="c1" />);
    expect(seen).toEqual([]);
  });
});
