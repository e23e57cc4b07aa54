import { describe, expect, it } from "vitest";
import { callSeconds, readPeaks, stretches } from "./model";

const START = "2026-11-21T10:00:00Z";
const at = (seconds: number) => Date.parse(START) / 1000 + seconds;

describe("a call on its time axis", () => {
  it("goes through its stages without gaps", () => {
    const parts = stretches(
      [
        { at: at(0), type: "call.started", data: {} },
        { at: at(9), type: "call.queued", data: { queue: "heating" } },
        { at: at(12), type: "call.offered", data: { agent: "u1" } },
        { at: at(20), type: "call.offer_ended", data: { agent: "u1", result: "no_answer" } },
        { at: at(24), type: "call.offered", data: { agent: "u2" } },
        { at: at(27), type: "call.offer_ended", data: { agent: "u2", result: "answered" } },
        { at: at(27.5), type: "call.connected", data: { agent: "u2" } },
        { at: at(60), type: "call.held", data: { agent: "u2", held: true } },
        { at: at(70), type: "call.held", data: { agent: "u2", held: false } },
        { at: at(90), type: "call.ended", data: {} },
      ],
      START,
      "2026-11-21T10:01:30Z",
    );
    expect(parts.map((part) => [part.kind, part.from, part.to])).toEqual([
      ["ivr", 0, 9],
      ["queue", 9, 12],
      ["ringing", 12, 20],
      ["queue", 20, 24],
      ["ringing", 24, 27.5],
      ["talking", 27.5, 60],
      ["hold", 60, 70],
      ["talking", 70, 90],
    ]);
  });

  it("ends with its last event while it lasts", () => {
    const parts = stretches(
      [
        { at: at(0), type: "call.started", data: {} },
        { at: at(5), type: "call.node", data: {} },
      ],
      START,
      null,
    );
    expect(parts).toEqual([{ kind: "ivr", from: 0, to: 5, label: "" }]);
  });

  it("is empty without events", () => {
    expect(stretches([], START, null)).toEqual([]);
  });
});

describe("a call's length", () => {
  it("is known when it has ended", () => {
    expect(callSeconds({ started_at: START, ended_at: "2026-11-21T10:00:42Z" })).toBe(42);
    expect(callSeconds({ started_at: START, ended_at: null })).toBeNull();
  });
});

describe("peaks", () => {
  it("are taken per channel, and nothing of them when there are none", () => {
    expect(
      readPeaks([
        [0, 0.5],
        [1, "x"],
      ]),
    ).toEqual([
      [0, 0.5],
      [1, 0],
    ]);
    expect(readPeaks(null)).toBeNull();
    expect(readPeaks([])).toBeNull();
  });
});
