import { describe, expect, it } from "vitest";
import { callOfAgent, partOf } from "@/live/parts";
import { aCall } from "@/test/live";
import { consultCause, membersOf } from "./talk";

const third = { agent: "u2", device: null, number: null };
const states = (call: Parameters<typeof membersOf>[0]) => membersOf(call).map((one) => `${one.kind} ${one.state}`);

describe("who is in a call", () => {
  it("is customer and agent", () => {
    expect(states(aCall({ agent: "u1" }))).toEqual(["customer talking", "agent talking"]);
    expect(states(aCall({ agent: "u1", stage: "hold" }))).toEqual(["customer held", "agent talking"]);
  });

  it("is a third party while he is consulted: one of both hears music", () => {
    const consult = (state: "ringing" | "talking" | "held") => aCall({ agent: "u1", consult: { ...third, state } });
    expect(states(consult("ringing"))).toEqual(["customer held", "agent talking", "third ringing"]);
    expect(states(consult("talking"))).toEqual(["customer held", "agent talking", "third talking"]);
    expect(states(consult("held"))).toEqual(["customer talking", "agent talking", "third held"]);
  });

  it("is a queue until it has found somebody", () => {
    const asked = (state: "waiting" | "ringing") =>
      membersOf(aCall({ agent: "u1", consult: { ...third, agent: null, state, queue: "heating" } }))[2];
    expect(asked("waiting")).toMatchObject({ kind: "third", state: "waiting", queue: "heating" });
    expect(asked("ringing")).toMatchObject({ kind: "third", state: "ringing", queue: "heating" });
  });

  it("is everybody in a talk of three", () => {
    expect(states(aCall({ agent: "u1", guests: [third] }))).toEqual([
      "customer talking",
      "agent talking",
      "third talking",
    ]);
  });
});

describe("an agent's call", () => {
  const asked = aCall({ id: "asked", agent: "u3", consult: { ...third, state: "talking" } });
  const own = aCall({ id: "own", agent: "u2" });

  it("tells what he is in it", () => {
    expect(partOf(asked, "u3")).toBe("main");
    expect(partOf(asked, "u2")).toBe("consulted");
    expect(partOf(aCall({ guests: [third] }), "u2")).toBe("guest");
    expect(partOf(aCall({ colleague: "u2" }), "u2")).toBe("colleague");
    expect(partOf(aCall({ agent: "u2", ringing: ["u2"] }), "u2")).toBe("rung");
    expect(partOf(own, "u9")).toBeNull();
  });

  it("is the one that he has before the one in which he is asked", () => {
    const calls = new Map([asked, own].map((call) => [call.id, call]));
    expect(callOfAgent(calls, "u2")?.id).toBe("own");
    expect(callOfAgent(new Map([["asked", asked]]), "u2")?.id).toBe("asked");
    expect(callOfAgent(calls, "u9")).toBeNull();
  });
});

describe("why nobody was reached", () => {
  it("is one of the reasons that have words", () => {
    expect(consultCause("no_agents")).toBe("no_agents");
    expect(consultCause("failed")).toBe("no_answer");
    expect(consultCause(undefined)).toBe("no_answer");
  });
});
