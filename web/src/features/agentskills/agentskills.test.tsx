import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component } from "./AgentSkillsPage";
import {
  type Agent,
  chosen,
  countOf,
  dangerOf,
  directionOf,
  levelOf,
  moved,
  NAME,
  nextSort,
  sorted,
  standing,
  toSend,
  turnOf,
  withLevel,
} from "./model";
import { placesOf } from "./useRowWindow";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const agent = (id: string, name: string, skills: Record<string, number>, more: Partial<Agent> = {}): Agent => ({
  agent: id,
  number: id,
  name,
  unit_id: "n",
  queues: ["service"],
  skills,
  ...more,
});
const WANG = agent("1001", "王芳", { tv: 60 });
const LI = agent("1002", "李静", {}, { unit_id: "s", queues: [] });
const TV = { id: "tv", name: { zh: "电视", en: "TV" } };
const ENGLISH = { id: "english", name: { zh: "英语", en: "English" } };
const EFFECTS = {
  queues: [
    {
      queue: "service",
      name: { zh: "客服", en: "Service" },
      able_before: 1,
      able_after: 0,
      ever_after: 1,
      agents: [{ agent: "1001", number: "1001", name: "王芳", before: 0, after: 30 }],
    },
  ],
};
const AROUND = {
  "GET /agent-skills": { body: [WANG, LI] },
  "GET /skills": { body: [TV, ENGLISH] },
  "GET /units": { body: [] },
  "GET /directory": {
    body: { users: [], queues: [{ id: "service", name: { zh: "客服", en: "Service" } }], flows: [] },
  },
  "POST /agent-skills/effects": { body: EFFECTS },
};

describe("the model", () => {
  it("takes whole numbers up to 100 for levels", () => {
    expect(["", " 0 ", "100", "101", "-1", "5.5", "x"].map(levelOf)).toEqual([
      null,
      0,
      100,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("forgets a change that is taken back, one that was made elsewhere, and skills that are gone", () => {
    const one = withLevel({}, WANG, "tv", 80);
    expect(withLevel(one, WANG, "tv", 60)).toEqual({});
    expect(withLevel({}, LI, "tv", null)).toEqual({});
    const kept = { "1001": { tv: 80, radio: 5 }, "1002": { tv: 7 }, "9": { tv: 1 } };
    const now = [agent("1001", "王芳", { tv: 80 }), LI];
    expect(standing(kept, now, [TV])).toEqual({ "1002": { tv: 7 } });
  });

  it("sends all skills of who is changed, with what he had", () => {
    const changes = withLevel(withLevel({}, WANG, "tv", null), WANG, "english", 40);
    expect(countOf(changes)).toBe(2);
    expect(toSend(changes, [WANG, LI])).toEqual({ agents: { "1001": { english: 40 } }, was: { "1001": { tv: 60 } } });
  });

  it("chooses and sorts by what is saved", () => {
    const all = [LI, WANG];
    expect(chosen(all, { q: "王" }, {})).toEqual([WANG]);
    expect(chosen(all, { units: new Set(["s"]) }, {})).toEqual([LI]);
    expect(chosen(all, { queue: "service" }, {})).toEqual([WANG]);
    expect(chosen(all, { changed: true }, { "1002": { tv: 1 } })).toEqual([LI]);
    expect(sorted(all, "tv")).toEqual([WANG, LI]);
    expect(sorted(all, "-tv")).toEqual([LI, WANG]);
    expect(sorted(all, `-${NAME}`)).toEqual([WANG, LI]);
    expect(["", "tv", "-tv"].map((sort) => nextSort(sort, "tv"))).toEqual(["tv", "-tv", ""]);
    expect(["tv", "-tv", NAME].map((sort) => directionOf(sort, "tv"))).toEqual(["descending", "ascending", "none"]);
    expect(directionOf(NAME, NAME)).toBe("ascending");
  });

  it("moves within the table", () => {
    const go = (key: string, ctrl = false) => moved({ row: 5, column: 2 }, key, ctrl, 10, 4, 8);
    expect(go("ArrowUp", true)).toEqual({ row: 0, column: 2 });
    expect(go("End")).toEqual({ row: 5, column: 3 });
    expect(go("PageDown")).toEqual({ row: 9, column: 2 });
    expect(moved({ row: 0, column: 0 }, "ArrowUp", false, 10, 4, 8)).toEqual({ row: -1, column: 0 });
    expect(go("a")).toBeNull();
    expect(placesOf(3, 6, 1)).toEqual([1, 3, 4, 5]);
    expect(placesOf(3, 6, 9)).toEqual([3, 4, 5, 9]);
    expect(placesOf(3, 6, 4)).toEqual([3, 4, 5]);
  });

  it("says what becomes of agents and queues", () => {
    const turn = (before: number | null, after: number | null) =>
      turnOf({ agent: "1", number: "1", name: "", before, after });
    expect([turn(null, 0), turn(0, null), turn(30, 0), turn(0, 30)]).toEqual(["gained", "lost", "sooner", "later"]);
    const queue = EFFECTS.queues[0] as (typeof EFFECTS.queues)[number];
    expect(dangerOf(queue)).toBe("not_at_first");
    expect(dangerOf({ ...queue, ever_after: 0 })).toBe("nobody");
    expect(dangerOf({ ...queue, able_after: 1 })).toBeNull();
  });
});

/** Types `text` into the cell that the keyboard is on. */
async function type(text: string, key: string) {
  fireEvent.keyDown(await screen.findByRole("grid"), { key: text[0] });
  const input = await screen.findByRole("textbox", { name: /王芳|李静/ });
  fireEvent.change(input, { target: { value: text } });
  fireEvent.keyDown(input, { key });
}

describe("the page", () => {
  it("is filled in by keys, says who is affected, and sends all together", async () => {
    const seen = answerFetch({
      ...AROUND,
      "PUT /agent-skills": { body: [agent("1001", "王芳", { tv: 30 }), agent("1002", "李静", { tv: 7 })] },
    });
    await show(<Component />);
    await type("30", "Enter");
    await type("7", "Enter");
    fireEvent.click(screen.getByText("保存（2）"));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("立即可接：1 人 → 0 人")).toBeTruthy();
    expect(within(dialog).getByText("1001 王芳 更晚可接：立即 → 等待 30 秒后")).toBeTruthy();
    expect(within(dialog).getByText(/起初无人可接/)).toBeTruthy();
    fireEvent.click(within(dialog).getByText("保存"));
    await waitFor(() => expect(screen.getByText("保存（0）")).toBeTruthy());
    expect(seen.find((one) => one.method === "PUT")?.body).toEqual({
      agents: { "1001": { tv: 30 }, "1002": { tv: 7 } },
      was: { "1001": { tv: 60 }, "1002": {} },
    });
    expect(localStorage.length).toBe(0);
  });

  it("keeps the keyboard in a cell whose text is no level, and undoes by Escape", async () => {
    answerFetch(AROUND);
    await show(<Component />);
    await type("101", "Enter");
    const input = screen.getByRole("textbox", { name: "王芳 电视" });
    expect(input.getAttribute("aria-invalid")).toBe("true");
    fireEvent.keyDown(input, { key: "Escape" });
    expect(screen.queryByRole("textbox", { name: "王芳 电视" })).toBeNull();
    expect(screen.getByText("保存（0）")).toBeTruthy();
  });

  it("keeps what was typed when somebody else was quicker, and over a reload", async () => {
    answerFetch({
      ...AROUND,
      "PUT /agent-skills": {
        status: 409,
        body: { error: { code: "conflict", message: "changed", message_zh: "已被修改" } },
      },
    });
    const { unmount } = await show(<Component />);
    await type("30", "Enter");
    fireEvent.click(screen.getByText("保存（1）"));
    await screen.findByText(/更晚可接/);
    fireEvent.click(within(screen.getByRole("dialog")).getByText("保存"));
    expect(await screen.findByText(/您的改动仍保留/)).toBeTruthy();
    expect(screen.getByText("保存（1）")).toBeTruthy();
    unmount();
    await show(<Component />, { language: "en" });
    expect(await screen.findByText("Save (1)")).toBeTruthy();
    expect(screen.getByRole("cell", { name: "30 (was 60)" })).toBeTruthy();
  });

  it("draws only the rows that are seen of many", async () => {
    const many = Array.from({ length: 500 }, (_, index) => agent(String(1000 + index), `坐席${index}`, { tv: 5 }));
    answerFetch({ ...AROUND, "GET /agent-skills": { body: many } });
    await show(<Component />);
    const grid = await screen.findByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("501");
    expect(within(grid).getAllByRole("rowheader").length).toBeLessThan(40);
  });

  it("teaches when there is no skill, and says why it cannot be read", async () => {
    answerFetch({ ...AROUND, "GET /skills": { body: [] } });
    const { unmount } = await show(<Component />);
    expect(await screen.findByText(/先建立技能/)).toBeTruthy();
    unmount();
    answerFetch({
      ...AROUND,
      "GET /skills": { status: 403, body: { error: { code: "forbidden", message: "no", message_zh: "没有权限" } } },
    });
    await show(<Component />);
    expect(await screen.findByRole("alert")).toBeTruthy();
  });
});
