import { describe, expect, it } from "vitest";
import { EMPTY, reduce, reduceAll } from "./reduce";
import type { Frame, LiveState } from "./types";

const SNAPSHOT: Frame = {
  type: "snapshot",
  data: {
    agents: [
      {
        agent: "u1",
        number: "1001",
        name: "王芳",
        state: "available",
        reason: "",
        device: "web-1001",
        queue: null,
        since: 1_700_000_000.5,
        until: null,
        queues: [{ queue: "heating", preference: 0 }],
      },
    ],
    queues: [
      {
        queue: "heating",
        name: { zh: "供暖", en: "Heating" },
        waiting: 2,
        oldest: 1_700_000_000,
        available: 1,
        talking: 0,
        wrap_up: 0,
        logged_in: 1,
      },
    ],
    calls: [
      {
        call: "c1",
        stage: "queue",
        since: 1,
        started: 1,
        direction: "inbound",
        from_number: "+8613800138000",
        to_number: "1000",
        customer: null,
        name: "",
        queue: "heating",
        agent: null,
        node: null,
      },
    ],
    devices: { "web-1001": "idle" },
    switch: { node: "local", up: true },
    core: { up: true },
    me: { agent: "u1" },
  },
};

const at = (frame: Frame, state: LiveState = reduce(EMPTY, SNAPSHOT, 0)) => reduce(state, frame, 5);

describe("the live state", () => {
  it("is what the snapshot says", () => {
    const state = reduce(EMPTY, SNAPSHOT, 0);
    expect(state.agents.get("u1")).toMatchObject({ name: "王芳", since: 1_700_000_000_500, queues: ["heating"] });
    expect(state.queues.get("heating")).toMatchObject({ waiting: 2, oldest: 1_700_000_000_000 });
    expect(state.calls.get("c1")?.stage).toBe("queue");
    expect(state).toMatchObject({ me: "u1", coreUp: true, switchUp: true, loaded: true });
  });

  it("keeps an agent's name and queues when a delta leaves them out", () => {
    const state = at({
      type: "agent.state",
      data: { agent: "u1", state: "talking", since: 2, reason: "", device: "web-1001" },
    });
    expect(state.agents.get("u1")).toMatchObject({
      state: "talking",
      name: "王芳",
      number: "1001",
      queues: ["heating"],
    });
  });

  it("keeps a queue's name when its figures change", () => {
    const state = at({ type: "queue.figures", data: { queue: "heating", waiting: 0, oldest: null } });
    expect(state.queues.get("heating")).toMatchObject({
      name: { zh: "供暖", en: "Heating" },
      waiting: 0,
      oldest: null,
    });
  });

  it("adds, changes and removes calls", () => {
    const more = at({ type: "call.live", data: { call: "c2", stage: "ivr" } });
    expect([...more.calls.keys()]).toEqual(["c1", "c2"]);
    const fewer = reduce(more, { type: "call.ended", data: { call: "c1", cdr: {} } }, 6);
    expect([...fewer.calls.keys()]).toEqual(["c2"]);
  });

  it("knows devices, switch and core", () => {
    expect(at({ type: "device.state", data: { device: "web-1001", state: "offline" } }).devices.get("web-1001")).toBe(
      "offline",
    );
    expect(at({ type: "switch.state", data: { node: "local", up: false } }).switchUp).toBe(false);
    expect(at({ type: "core.state", data: { up: false } }).coreUp).toBe(false);
  });

  it("ignores frames of types that it does not know", () => {
    const state = reduce(EMPTY, SNAPSHOT, 0);
    expect(reduce(state, { type: "campaign.figures", data: { x: 1 } }, 0)).toBe(state);
  });

  it("survives fields of the wrong type", () => {
    const state = at({ type: "agent.state", data: { agent: "u1", state: "dancing", since: "never", queues: "all" } });
    expect(state.agents.get("u1")).toMatchObject({ state: "offline", since: null });
  });

  it("keeps the pop over a new snapshot", () => {
    const popped = at({ type: "screen_pop", data: { pop: "p1", call: "c1", number: "+8613800138000" } });
    expect(reduce(popped, SNAPSHOT, 7).pop?.pop).toBe("p1");
  });

  it("applies frames in their order", () => {
    const frames: Frame[] = ["ringing", "talking", "wrap_up"].map((state) => ({
      type: "agent.state",
      data: { agent: "u1", state },
    }));
    expect(reduceAll(reduce(EMPTY, SNAPSHOT, 0), frames, 0).agents.get("u1")?.state).toBe("wrap_up");
  });
});

describe("a screen-pop", () => {
  it("is read with card, candidates, tickets, calls and path", () => {
    const pop = at({
      type: "screen_pop",
      data: {
        pop: "p1",
        call: "c1",
        kind: "queue",
        queue: "heating",
        number: "+8613800138000",
        dialled: "1000",
        language: "zh",
        waited: 12.5,
        sticky: true,
        customer: "k1",
        region: { zh: "北京", en: "Beijing" },
        path: [{ flow: "main", node: "menu", kind: "menu", result: "2", seconds: 3 }],
        card: {
          known: true,
          name: "李秀英",
          candidates: [
            { customer: "k1", number: "10000001", name: "李秀英" },
            { customer: "k2", number: "10000002", name: "张伟" },
          ],
          tickets: [{ id: "t1", number: "2026", type: "repair", status: "handling", title: "暖气不热" }],
          calls: [{ id: "c0", started_at: 1000, outcome: "answered", agent: "u2", talk_seconds: 60 }],
        },
      },
    }).pop;
    expect(pop).toMatchObject({
      pop: "p1",
      call: "c1",
      customer: "k1",
      customerName: "李秀英",
      waited: 12.5,
      sticky: true,
      receivedAt: 5,
    });
    expect(pop?.candidates.map((one) => one.id)).toEqual(["k1", "k2"]);
    expect(pop?.tickets[0]).toMatchObject({ title: "暖气不热", status: "handling" });
    expect(pop?.calls[0]).toMatchObject({ at: 1_000_000, outcome: "answered" });
    expect(pop?.path).toEqual([{ flow: "main", node: "menu", kind: "menu", result: "2" }]);
  });

  it("of an unknown caller has number and region", () => {
    const pop = at({
      type: "screen_pop",
      data: { pop: "p2", number: "+862987654321", customer: null, card: {}, region: { zh: "西安", en: "Xi'an" } },
    }).pop;
    expect(pop).toMatchObject({ customer: null, known: false, candidates: [], region: { zh: "西安", en: "Xi'an" } });
  });
});

describe("supervisors in calls", () => {
  const there = (state: LiveState) =>
    [...state.watchers.values()].map((one) => `${one.supervisor} ${one.call} ${one.mode}`);
  const news = (type: string, call: string, mode = "") => ({
    type,
    data: { call, supervisor: "u9", agent: "u1", mode },
  });

  it("are known from the snapshot, and followed by news", () => {
    const first = at({
      type: "snapshot",
      data: { watchers: [{ call: "c1", supervisor: "u9", agent: "u1", mode: "listen" }] },
    });
    expect(there(first)).toEqual(["u9 c1 listen"]);
    const whisper = reduce(first, news("supervision.mode", "c1", "whisper"), 0);
    expect(there(whisper)).toEqual(["u9 c1 whisper"]);
    const next = reduce(whisper, news("supervision.joined", "c2", "listen"), 0);
    expect(there(reduce(next, news("supervision.left", "c1"), 0))).toEqual(["u9 c2 listen"]);
    expect(there(reduce(next, news("supervision.left", "c2"), 0))).toEqual([]);
  });
});
