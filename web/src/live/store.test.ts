import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStore } from "./store";

const sent: string[] = [];

class OpenSocket {
  static OPEN = 1;
  readyState = 1;
  onopen: (() => void) | null = null;
  send(body: string) {
    sent.push(body);
  }
  close() {}
}

describe("the live store", () => {
  let frames: FrameRequestCallback[] = [];

  beforeEach(() => {
    frames = [];
    sent.length = 0;
    vi.stubGlobal("WebSocket", OpenSocket);
    vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(document, "hidden");
  });

  it("gathers frames until the next paint", () => {
    const store = new LiveStore();
    const changed = vi.fn();
    store.receive({ type: "queue.figures", data: { queue: "a", waiting: 1 } });
    store.subscribe(changed);
    for (let waiting = 2; waiting <= 100; waiting++)
      store.receive({ type: "queue.figures", data: { queue: "a", waiting } });
    expect(changed).not.toHaveBeenCalled();
    expect(frames).toHaveLength(1);
    frames[0]?.(0);
    expect(changed).toHaveBeenCalledOnce();
    expect(store.getState().queues.get("a")?.waiting).toBe(100);
  });

  it("draws an agent's own state with the next paint, and what has waited with it", () => {
    const store = new LiveStore();
    store.receive({ type: "snapshot", data: { me: { agent: "me" }, agents: [{ id: "me" }, { id: "other" }] } });
    frames[0]?.(0);
    const changed = vi.fn();
    store.subscribe(changed);
    for (let number = 0; number < 100; number++)
      store.receive({ type: "agent.state", data: { agent: "other", state: number % 2 ? "busy" : "available" } });
    expect(changed).not.toHaveBeenCalled();
    expect(frames).toHaveLength(1);
    store.receive({ type: "agent.state", data: { agent: "me", state: "ringing" } });
    expect(changed).not.toHaveBeenCalled();
    expect(frames).toHaveLength(2);
    frames[1]?.(0);
    expect(changed).toHaveBeenCalledOnce();
    expect(store.getState().agents.get("other")?.state).toBe("busy");
    expect(store.getState().agents.get("me")?.state).toBe("ringing");
  });

  it("draws what is said just before a pop once, with the pop", () => {
    const store = new LiveStore();
    store.receive({ type: "snapshot", data: { me: { agent: "me" }, agents: [{ id: "me" }] } });
    frames[0]?.(0);
    const changed = vi.fn();
    store.subscribe(changed);
    store.receive({ type: "call.live", call: "c1", data: { stage: "ringing", extra: { ringing: ["me"] } } });
    store.receive({ type: "agent.state", data: { agent: "me", state: "ringing" } });
    store.receive({ type: "screen_pop", data: { pop: "p1", call: "c1", number: "1" } });
    expect(changed).toHaveBeenCalledOnce();
    expect(store.getState().agents.get("me")?.state).toBe("ringing");
    expect([...store.getState().calls.keys()]).toEqual(["c1"]);
  });

  it("draws others a few times a second while much happens; what waits comes with one's own call", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const store = new LiveStore();
    store.receive({ type: "snapshot", data: { me: { agent: "me" }, agents: [{ id: "me" }, { id: "other" }] } });
    frames.pop()?.(0);
    const changed = vi.fn();
    store.subscribe(changed);
    store.receive({ type: "agent.state", data: { agent: "other", state: "busy" } });
    expect(frames).toHaveLength(0);
    vi.advanceTimersByTime(249);
    expect(frames).toHaveLength(0);
    vi.advanceTimersByTime(1);
    frames.pop()?.(0);
    expect(changed).toHaveBeenCalledOnce();
    expect(store.getState().agents.get("other")?.state).toBe("busy");

    store.receive({ type: "call.live", call: "c1", data: { stage: "talking", agent: "other" } });
    expect(frames).toHaveLength(0);
    store.receive({ type: "call.live", call: "c2", data: { stage: "ringing", extra: { ringing: ["me"] } } });
    frames.pop()?.(0);
    expect([...store.getState().calls.keys()]).toEqual(["c1", "c2"]);
    store.receive({ type: "call.ended", call: "c2", data: {} });
    expect(frames).toHaveLength(1);
    vi.useRealTimers();
  });

  it("acknowledges a screen-pop before anybody renders it, and shows it at once", () => {
    const store = new LiveStore();
    const stop = store.start(() => undefined);
    const order: string[] = [];
    store.subscribe(() => order.push(`rendered after ${sent.length} receipts`));
    store.receive({ type: "core.state", data: { up: true } });
    order.length = 0;
    store.receive({ type: "screen_pop", data: { pop: "p1", call: "c1", number: "1" } });
    expect(sent).toContain('{"type":"ack_pop","pop":"p1"}');
    expect(order).toEqual(["rendered after 1 receipts"]);
    expect(store.getState().pop?.pop).toBe("p1");
    stop();
  });

  it("puts away the pop of the call that is done with, not that of the next caller", () => {
    const store = new LiveStore();
    store.receive({ type: "screen_pop", data: { pop: "p1", call: "c1", number: "1" } });
    store.receive({ type: "screen_pop", data: { pop: "p2", call: "c2", number: "2" } });
    store.dismissPop("c1");
    expect(store.getState().pop?.pop).toBe("p2");
    store.dismissPop("c2");
    expect(store.getState().pop).toBeNull();
  });

  it("applies frames at once while the page is hidden, where nothing is painted", () => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    const store = new LiveStore();
    store.receive({ type: "queue.figures", data: { queue: "a", waiting: 3 } });
    expect(store.getState().queues.get("a")?.waiting).toBe(3);
    expect(frames).toHaveLength(0);
  });

  it("is current from its first frame on and forgets everything when closed", () => {
    const store = new LiveStore();
    const stop = store.start(() => undefined);
    expect(store.getConnection().status).toBe("connecting");
    store.receive({ type: "snapshot", data: {} });
    expect(store.getConnection()).toEqual({ status: "open", staleSince: null });
    stop();
    expect(store.getState().loaded).toBe(false);
  });
});
