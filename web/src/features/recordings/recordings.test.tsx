import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { RecordingDetail } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Player } from "./components/Player";
import { agentsOf, marksOf } from "./model";
import { Component as RecordingsPage } from "./RecordingsPage";

const RECORDING = {
  id: "r1",
  call_id: "c1",
  state: "playable",
  started_at: "2026-11-26T08:30:00Z",
  seconds: 100,
  channels: 2,
  direction: "inbound",
  from_number: "+8613800138000",
  to_number: "1000",
  queue: "heating",
  agent_id: "u1",
  customer_id: null,
  parts: [
    { segment: 1, agent_id: "u1", queue: null, start: 0, end: 60 },
    { segment: 2, agent_id: "u2", queue: null, start: 60, end: 100 },
  ],
  whole: true,
  held: false,
  markers: [
    { at: 12, type: "call.held", data: { agent: "u1", held: true } },
    { at: 20, type: "call.held", data: { agent: "u1", held: false } },
    { at: 25, type: "call.consult", data: { agent: "u1", state: "talking" } },
    { at: 30, type: "recording.paused", data: { paused: true } },
    { at: 31, type: "something.new", data: {} },
  ],
  peaks: null,
} as unknown as RecordingDetail;
const DIRECTORY = { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] };

describe("what happened in a recording", () => {
  it("is told by kind; what is not known is left out", () => {
    expect(marksOf(RECORDING.markers).map((mark) => [mark.at, mark.kind])).toEqual([
      [12, "held"],
      [20, "resumed"],
      [30, "paused"],
    ]);
  });

  it("names its people once", () => {
    expect(agentsOf(RECORDING)).toEqual(["u1", "u2"]);
    expect(agentsOf({ parts: [], agent_id: null })).toEqual([]);
  });

  it("is beside the player, whose parts can be heard alone", async () => {
    answerFetch({ "GET /directory": { body: DIRECTORY } });
    const { container } = await show(<Player recording={RECORDING} />);
    await screen.findByText("保持 1001 王芳");
    expect(container.querySelector("audio")?.getAttribute("src")).toBe("/api/v1/recordings/r1/audio");
    await userEvent.click(screen.getByRole("combobox", { name: "片段" }));
    await userEvent.click(await screen.findByText("1:00 – 1:40", { exact: false }));
    expect(container.querySelector("audio")?.getAttribute("src")).toBe("/api/v1/recordings/r1/audio?segment=2");
    expect(screen.queryByText("保持 1001 王芳")).toBeNull();
  });
});

describe("the recordings page", () => {
  it("asks for what the address says", async () => {
    const queries: string[] = [];
    const seen = answerFetch({
      "GET /recordings": { body: { items: [], total: 0, page: 1, page_size: 20 } },
      "GET /directory": { body: DIRECTORY },
    });
    const fetched = globalThis.fetch;
    globalThis.fetch = (request) => {
      queries.push(new URL((request as Request).url).search);
      return fetched(request);
    };
    await show(<RecordingsPage />, { path: "/recordings?direction=inbound&min_seconds=30&agent=u1&held=true" });
    await screen.findByText("没有符合条件的记录");
    expect(seen.some((one) => one.path === "/recordings")).toBe(true);
    const asked = new URLSearchParams(queries.find((query) => query.includes("min_seconds")));
    expect(Object.fromEntries(asked)).toEqual({
      direction: "inbound",
      min_seconds: "30",
      agent: "u1",
      held: "true",
      page: "1",
      page_size: "20",
    });
  });
});
