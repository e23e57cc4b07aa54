import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveSocket, liveUrl, parseFrame, retryDelay } from "./socket";
import type { Frame } from "./types";

class FakeSocket {
  static all: FakeSocket[] = [];
  static OPEN = 1;
  readyState = 0;
  sent: string[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  say(frame: object) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  drop(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }

  send(body: string) {
    this.sent.push(body);
  }

  close() {
    this.readyState = 3;
  }
}

function handlers() {
  const frames: Frame[] = [];
  return { frames, frame: (frame: Frame) => frames.push(frame), opened: vi.fn(), broken: vi.fn(), refused: vi.fn() };
}

describe("the live connection", () => {
  beforeEach(() => {
    FakeSocket.all = [];
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("resumes after the last frame it has heard", async () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    expect(FakeSocket.last.url).not.toContain("since");
    FakeSocket.last.open();
    FakeSocket.last.say({ epoch: "e1", seq: 1, type: "snapshot", data: {} });
    FakeSocket.last.say({ epoch: "e1", seq: 2, type: "queue.figures", data: {} });
    FakeSocket.last.drop();
    expect(heard.broken).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(FakeSocket.last.url).toMatch(/epoch=e1&since=2/);
    socket.close();
  });

  it("asks at once whether what is shown is current, where the server has nothing to say", async () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    FakeSocket.last.open();
    FakeSocket.last.say({ epoch: "e1", seq: 1, type: "snapshot", data: {} });
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(1000);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual(['{"type":"ping"}']);
    FakeSocket.last.say({ type: "pong" });
    expect(heard.frames.at(-1)?.type).toBe("pong");
    socket.close();
  });

  it("takes no frame twice", () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    FakeSocket.last.open();
    for (const seq of [1, 2, 2, 1, 3]) FakeSocket.last.say({ epoch: "e1", seq, type: "queue.figures" });
    expect(heard.frames.map((frame) => frame.seq)).toEqual([1, 2, 3]);
    socket.close();
  });

  it("starts anew with another epoch", () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    FakeSocket.last.open();
    FakeSocket.last.say({ epoch: "e1", seq: 9, type: "queue.figures" });
    FakeSocket.last.say({ epoch: "e2", seq: 1, type: "snapshot" });
    FakeSocket.last.say({ epoch: "e2", seq: 2, type: "queue.figures" });
    expect(heard.frames).toHaveLength(3);
    socket.close();
  });

  it("stops when the server says that nobody is logged in", async () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    FakeSocket.last.open();
    FakeSocket.last.drop(4001);
    expect(heard.refused).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    socket.close();
  });

  it("comes back after it lagged", async () => {
    const socket = new LiveSocket(handlers());
    FakeSocket.last.open();
    FakeSocket.last.drop(4008);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
    socket.close();
  });

  it("gives up a connection that has gone silent", async () => {
    const heard = handlers();
    const socket = new LiveSocket(heard);
    FakeSocket.last.open();
    FakeSocket.last.say({ type: "pong" });
    await vi.advanceTimersByTimeAsync(61_000);
    expect(heard.broken).toHaveBeenCalled();
    expect(FakeSocket.all.length).toBeGreaterThan(1);
    socket.close();
  });

  it("pings, so that proxies keep it open", async () => {
    const socket = new LiveSocket(handlers());
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(16_000);
    expect(FakeSocket.last.sent).toContain('{"type":"ping"}');
    socket.close();
  });
});

describe("parts of the connection", () => {
  it("waits longer after each failure, with some chance in it", () => {
    expect(retryDelay(0, 0)).toBe(250);
    expect(retryDelay(0, 1)).toBe(500);
    expect(retryDelay(3, 1)).toBe(4000);
    expect(retryDelay(20, 1)).toBe(15_000);
  });

  it("names where to resume and who asks", () => {
    expect(liveUrl("https://host", null, 0, null)).toBe("wss://host/api/v1/live");
    expect(liveUrl("http://host", "e", 7, "tok")).toBe("ws://host/api/v1/live?epoch=e&since=7&token=tok");
  });

  it("ignores what is no frame", () => {
    expect(parseFrame("nonsense")).toBeNull();
    expect(parseFrame("[1]")).toBeNull();
    expect(parseFrame('{"seq":1}')).toBeNull();
  });
});
