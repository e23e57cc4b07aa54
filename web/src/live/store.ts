import { serverNow } from "@/api/clock";
import { partOf } from "./parts";
import { popKey } from "./pop";
import { readCall } from "./read";
import { EMPTY, reduceAll } from "./reduce";
import { LiveSocket } from "./socket";
import type { Connection, Frame, LiveState } from "./types";

type Listener = () => void;
type FrameListener = (frame: Frame) => void;

/** When a frame is drawn: at once, with the next paint, or with others together a few times a second. */
type Urgency = "now" | "paint" | "gathered";

/** How often what happens to others is drawn: a person reads no faster, and a large centre has a hundred changes in
 * each second. */
const GATHERED_MS = 250;

/** A pop waits for nothing. The state and the calls of the agent who sits here, and news of the whole centre, come with
 * the next paint, so that what is said just before a pop is drawn once, with it. Other agents, queues and calls may be a
 * quarter of a second late. */
function urgencyOf(frame: Frame, state: LiveState): Urgency {
  const { me } = state;
  switch (frame.type) {
    case "screen_pop":
      return "now";
    case "agent.state":
      return me !== null && frame.data?.agent === me ? "paint" : "gathered";
    case "call.live":
    case "call.ended":
    case "call.hidden":
      return me !== null && concerns(frame, state, me) ? "paint" : "gathered";
    case "device.state":
      return me !== null && state.agents.get(me)?.device === frame.data?.device ? "paint" : "gathered";
    case "queue.figures":
    case "figures.queue":
    case "figures.agent":
      return "gathered";
    default:
      return "paint";
  }
}

/** Whether a frame of a call is about one that this agent is in, was in, or is rung for. */
function concerns(frame: Frame, state: LiveState, me: string): boolean {
  const id = frame.call ?? String(frame.data?.call ?? "");
  const known = state.calls.get(id);
  if (known !== undefined && partOf(known, me) !== null) return true;
  return frame.type === "call.live" && frame.data !== undefined && partOf(readCall(frame.data, id), me) !== null;
}

/**
 * One store for everything that the websocket says. Frames are gathered and applied in their order when the most urgent
 * of them is due; all of them at once while the page is hidden, where nothing is painted.
 */
export class LiveStore {
  private state: LiveState = EMPTY;
  private connection: Connection = { status: "connecting", staleSince: null };
  private readonly listeners = new Set<Listener>();
  private readonly frameListeners = new Set<FrameListener>();
  private waiting: Frame[] = [];
  private painting = false;
  private resting: ReturnType<typeof setTimeout> | null = null;
  private flushedAt = Number.NEGATIVE_INFINITY;
  private socket: LiveSocket | null = null;
  private readonly came = new Map<string, number>();

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): LiveState => this.state;
  readonly getConnection = (): Connection => this.connection;

  /** Hear every frame as it arrives, before it is applied. */
  onFrame(listener: FrameListener): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  /** When the last frame of this type came (ms), 0 when none has. */
  cameLast(type: string): number {
    return this.came.get(type) ?? 0;
  }

  start(onRefused: () => void): () => void {
    const socket = new LiveSocket({
      frame: (frame) => this.receive(frame),
      opened: () => undefined,
      broken: () => this.setConnection("broken"),
      refused: onRefused,
    });
    this.socket = socket;
    return () => {
      socket.close();
      this.socket = null;
      this.reset();
    };
  }

  /** Take in one frame. The receipt of a screen-pop goes out before anything is rendered: the phone waits for it. */
  receive(frame: Frame): void {
    if (frame.type === "screen_pop" && frame.data) this.socket?.send({ type: "ack_pop", pop: frame.data.pop });
    if (this.connection.status !== "open") this.setConnection("open");
    this.came.set(frame.type, Date.now());
    for (const listener of [...this.frameListeners]) listener(frame);
    this.waiting.push(frame);
    const urgency = document.hidden ? "now" : urgencyOf(frame, this.state);
    if (urgency === "now") this.flush();
    else if (urgency === "paint") this.paint();
    else this.gather();
  }

  /** Put the pop of this call away, which is done with; another call's, which came meanwhile, stays. */
  dismissPop(call: string): void {
    const { pop } = this.state;
    if (pop === null || popKey(pop) !== call) return;
    this.state = { ...this.state, pop: null };
    this.changed();
  }

  private paint(): void {
    if (this.painting) return;
    this.painting = true;
    requestAnimationFrame(() => this.flush());
  }

  /** With the next paint after a quiet moment, otherwise when the last ones are old enough. */
  private gather(): void {
    if (this.painting || this.resting !== null) return;
    const rest = this.flushedAt + GATHERED_MS - performance.now();
    if (rest <= 0) {
      this.paint();
      return;
    }
    this.resting = setTimeout(() => {
      this.resting = null;
      this.paint();
    }, rest);
  }

  private flush(): void {
    this.painting = false;
    if (this.resting !== null) clearTimeout(this.resting);
    this.resting = null;
    this.flushedAt = performance.now();
    if (this.waiting.length === 0) return;
    const frames = this.waiting;
    this.waiting = [];
    const next = reduceAll(this.state, frames, Date.now());
    if (next === this.state) return;
    this.state = next;
    this.changed();
  }

  private setConnection(status: Connection["status"]): void {
    const staleSince = status === "open" ? null : (this.connection.staleSince ?? serverNow());
    this.connection = { status, staleSince };
    this.changed();
  }

  private reset(): void {
    this.state = EMPTY;
    this.connection = { status: "connecting", staleSince: null };
    this.waiting = [];
    this.came.clear();
    this.changed();
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const liveStore = new LiveStore();
