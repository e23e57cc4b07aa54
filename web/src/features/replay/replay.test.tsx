import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { boardAt, busiest, courseOf, type Facts, read } from "./model";
import { Component } from "./ReplayPage";

afterEach(() => vi.unstubAllGlobals());

const NOON = Date.parse("2026-03-02T12:00:00Z") / 1000;
const iso = (seconds: number) => new Date((NOON + seconds) * 1000).toISOString();
const RAW = {
  waits: [
    {
      call: "c1",
      queue: "service",
      number: "+8613800138000",
      entered: iso(10),
      left: iso(40),
      result: "answered",
      agent: "u1",
    },
    {
      call: "c2",
      queue: "service",
      number: "+8613800138001",
      entered: iso(20),
      left: iso(60),
      result: "abandoned",
      agent: null,
    },
  ],
  talks: [
    {
      call: "c1",
      agent: "u1",
      queue: "service",
      direction: "inbound",
      kind: "talk",
      number: "+8613800138000",
      started: iso(35),
      answered: iso(40),
      ended: iso(100),
    },
  ],
  states: [
    { agent: "u1", state: "available", reason: "", since: iso(-600), until: iso(35) },
    { agent: "u1", state: "ringing", reason: "", since: iso(35), until: iso(40) },
    { agent: "u1", state: "talking", reason: "", since: iso(40), until: null },
  ],
};
const FACTS: Facts = read(RAW);

describe("the board at a moment", () => {
  it("has who waited, was rung and talked then", () => {
    const [before, both, rung, later] = [5, 30, 37, 80].map((seconds) => boardAt(FACTS, NOON + seconds));
    expect(before?.queues).toEqual([{ queue: "service", waiting: 0, first: null, talking: 0 }]);
    expect(both?.queues).toEqual([{ queue: "service", waiting: 2, first: NOON + 10, talking: 0 }]);
    expect(both?.agents.map((spell) => spell.state)).toEqual(["available"]);
    expect(rung?.talks.map((talk) => talk.answered > NOON + 37)).toEqual([true]);
    expect(later?.queues[0]).toMatchObject({ waiting: 0, talking: 1 });
    expect(later?.agents.map((spell) => spell.state)).toEqual(["talking"]);
  });

  it("a moment belongs to what begins, not to what ends", () => {
    expect(boardAt(FACTS, NOON + 40).agents.map((spell) => spell.state)).toEqual(["talking"]);
    expect(boardAt(FACTS, NOON + 60).waits).toEqual([]);
  });

  it("knows when the most waited", () => {
    expect(busiest(FACTS, NOON)).toBe(NOON + 20);
    expect(busiest(FACTS, NOON + 30)).toBe(NOON + 30);
    expect(busiest({ waits: [], talks: [], spells: [] }, NOON)).toBe(NOON);
  });

  it("knows the most at once in each part of a period", () => {
    expect(courseOf(FACTS, NOON, NOON + 100, 5)).toEqual({ waiting: [1, 2, 2, 1, 0], talking: [0, 0, 1, 1, 1] });
    // what began before the period is in its first part
    expect(courseOf(FACTS, NOON + 50, NOON + 100, 2)).toEqual({ waiting: [1, 0], talking: [1, 1] });
  });
});

describe("the replay", () => {
  it("goes to the busiest moment and to any other by keyboard", async () => {
    answerFetch({
      "GET /live/replay": { body: RAW },
      "GET /directory": {
        body: {
          users: [{ id: "u1", number: "1001", name: "王芳" }],
          queues: [{ id: "service", name: { zh: "人工服务", en: "Service" } }],
          flows: [],
        },
      },
    });
    await show(<Component />, { path: `/live/replay?minutes=30&until=${NOON + 1200}` });
    fireEvent.click(await screen.findByRole("button", { name: "最忙的时刻" }));
    expect(screen.getByText(/^2026\/03\/02 /)).toBeTruthy();
    const row = (await screen.findAllByText("人工服务"))[0]?.closest("tr") as HTMLElement;
    expect(within(row).getByText("2")).toBeTruthy();
    expect(await screen.findByText("空闲")).toBeTruthy();
    const slider = screen.getByRole("slider", { name: "时刻" });
    fireEvent.keyDown(slider, { key: "Home", keyCode: 36 });
    expect(within(row).getAllByText("0")).toHaveLength(2);
  });
});
