import { describe, expect, it } from "vitest";
import { readPop } from "@/live/pop";
import type { LiveCall } from "@/live/types";
import type { Leg } from "@/phone/types";
import { aCall } from "@/test/live";
import {
  abilitiesOf,
  aboutOf,
  chosenSteps,
  cleanNumber,
  hasLostSound,
  leavingCutsOff,
  outsideNumber,
  pauseLimit,
  type Situation,
  sameNumber,
  verificationOf,
} from "./model";

const LEG: Leg = { id: "1", incoming: true, phase: "talking", remote: "1000", muted: false, answeredAt: 0 };
const at = (change: Partial<Situation>) =>
  abilitiesOf({
    loggedIn: true,
    state: "available",
    hasBrowserPhone: true,
    leg: null,
    call: null,
    part: null,
    ...change,
  });

describe("what the phone bar offers", () => {
  it("is nothing before the agent has logged in", () => {
    expect(Object.values(at({ loggedIn: false, state: "offline" }))).not.toContain(true);
  });

  it("is dialling and another state while available", () => {
    expect(at({})).toMatchObject({ dial: true, changeState: true, answer: false, hangup: false });
  });

  it("is answering and rejecting while the browser's phone rings", () => {
    expect(at({ state: "ringing", leg: { ...LEG, phase: "ringing" } })).toMatchObject({
      answer: true,
      reject: true,
      hangup: false,
      dial: false,
      changeState: false,
    });
  });

  it("is everything of a call while talking", () => {
    expect(at({ state: "talking", leg: LEG })).toMatchObject({
      hangup: true,
      hold: true,
      mute: true,
      keypad: true,
      transfer: true,
      dial: false,
    });
  });

  it("is the same with a desk phone, through the switch", () => {
    expect(at({ state: "talking", hasBrowserPhone: false, part: "main" })).toMatchObject({
      hangup: true,
      hold: true,
      transfer: true,
      mute: true,
      keypad: true,
    });
  });

  it("is what can be done with the one who is consulted, and not another transfer", () => {
    const party = { agent: "u2", device: null, number: null };
    const talk = (change: Partial<LiveCall>) =>
      at({ state: "talking", leg: LEG, part: "main", call: aCall({ agent: "u1", ...change }) });
    expect(talk({ consult: { ...party, state: "ringing" } })).toMatchObject({
      complete: true,
      cancel: true,
      toggle: false,
      conference: false,
      transfer: false,
      hold: false,
    });
    expect(talk({ consult: { ...party, state: "talking" } })).toMatchObject({ toggle: true, conference: true });
    expect(talk({ guests: [party] })).toMatchObject({ drop: true, complete: false, transfer: false, rate: false });
  });

  it("is hanging up for who is only asked", () => {
    const call = aCall({ agent: "u1", consult: { agent: "u2", device: null, number: null, state: "talking" } });
    expect(at({ state: "talking", leg: LEG, part: "consulted", call })).toMatchObject({
      hangup: true,
      mute: true,
      hold: false,
      transfer: false,
      complete: false,
      record: null,
    });
  });

  it("is the next step of the recording", () => {
    const talk = (recording: LiveCall["recording"]) =>
      at({ state: "talking", leg: LEG, part: "main", call: aCall({ recording }) }).record;
    expect([talk(null), talk("on"), talk("paused")]).toEqual(["start", "pause", "resume"]);
  });

  it("is ending wrap-up after the call", () => {
    expect(at({ state: "wrap_up" })).toMatchObject({ wrapUp: true, dial: true });
  });

  it("lets busy agents and those on a break dial", () => {
    expect(at({ state: "busy" }).dial).toBe(true);
    expect(at({ state: "break" }).dial).toBe(true);
    expect(at({ state: "reserved" }).dial).toBe(false);
  });
});

describe("numbers", () => {
  it.each([
    ["138 0013 8000", "13800138000"],
    ["(010) 8765-4321", "01087654321"],
    ["（010）87654321", "01087654321"],
    ["+86 138.0013.8000", "+8613800138000"],
    ["1000", "1000"],
  ])("%s is dialled as %s", (typed, dialled) => {
    expect(cleanNumber(typed)).toBe(dialled);
  });

  it.each(["", "x", "1", "call me", "12+34"])("%s is no number", (typed) => {
    expect(cleanNumber(typed)).toBeNull();
  });

  it.each([
    ["13800138000", "+8613800138000", true],
    ["1000", "1000", true],
    ["1000", "8613800131000", false],
    ["13800138000", "13800138001", false],
    ["", "1000", false],
  ])("%s and %s", (one, other, same) => {
    expect(sameNumber(one, other)).toBe(same);
  });
});

describe("lost sound", () => {
  const talking: Situation = {
    loggedIn: true,
    state: "talking",
    hasBrowserPhone: true,
    leg: null,
    call: null,
    part: null,
  };

  it("is when the server says talking and this tab's phone has no leg for a while", () => {
    expect(hasLostSound(talking, 5)).toBe(true);
    expect(hasLostSound(talking, 1)).toBe(false);
    expect(hasLostSound({ ...talking, leg: LEG }, 5)).toBe(false);
    expect(hasLostSound({ ...talking, hasBrowserPhone: false }, 5)).toBe(false);
  });
});

describe("the number on the other side", () => {
  it("is the caller's, or the one that was dialled", () => {
    expect(outsideNumber({ direction: "inbound", from: "1", to: "2" })).toBe("1");
    expect(outsideNumber({ direction: "outbound", from: "1", to: "2" })).toBe("2");
    expect(outsideNumber({ direction: "internal", from: "1", to: "2" })).toBe("2");
    expect(outsideNumber(null)).toBe("");
  });
});

describe("leaving the page", () => {
  it("is warned of in a call, not while a phone only rings", () => {
    expect(leavingCutsOff(LEG)).toBe(true);
    expect(leavingCutsOff({ ...LEG, phase: "ringing" })).toBe(false);
    expect(leavingCutsOff(null)).toBe(false);
  });
});

describe("the caller's way", () => {
  it("shows where he chose something", () => {
    const step = (kind: string) => ({ flow: "main", node: kind, kind, result: "1" });
    expect(
      chosenSteps(["language", "hours", "play", "menu", "verify", "branch", "queue"].map(step)).map((one) => one.kind),
    ).toEqual(["language", "menu", "verify", "queue"]);
  });

  it("says whether he has shown who he is", () => {
    const step = (kind: string, result: string) => ({ flow: "main", node: kind, kind, result });
    expect(verificationOf([step("menu", "1")])).toBeNull();
    expect(verificationOf([step("verify", "exhausted"), step("menu", "1")])).toBe("not_verified");
    expect(verificationOf([step("verify", "failed"), step("verify", "success"), step("queue", "heating")])).toBe(
      "verified",
    );
  });

  it("says what the call may be about before anything is typed", () => {
    const step = (kind: string, result: string) => ({ flow: "main", node: kind, kind, result });
    const pop = readPop(
      {
        pop: "p1",
        path: [step("language", "zh"), step("menu", "2"), step("verify", "success")],
        card: { tickets: [{ id: "t1", number: "1", title: "暖气不热" }] },
      },
      "c1",
      0,
    );
    const meaning = ({ kind, result }: { kind?: string; result?: string }) =>
      kind === "menu" && result === "2" ? "供暖报修" : "x";
    expect(aboutOf("供暖报修", pop, meaning)).toBe("暖气不热 供暖报修");
    expect(aboutOf("", null, meaning)).toBe("");
  });
});

describe("how long a pause may last", () => {
  const reasons = [{ id: "meal", limit: 3600 }];
  const pause = { state: "break" as const, reason: "meal", since: 1_000_000, limit: null };

  it("is what the server says, else what the reason allows", () => {
    expect(pauseLimit({ ...pause, limit: 1_900_000 }, reasons)).toBe(900);
    expect(pauseLimit(pause, reasons)).toBe(3600);
    expect(pauseLimit({ ...pause, reason: "meeting" }, reasons)).toBeNull();
    expect(pauseLimit({ ...pause, state: "talking" }, reasons)).toBeNull();
    expect(pauseLimit(null, reasons)).toBeNull();
  });
});
