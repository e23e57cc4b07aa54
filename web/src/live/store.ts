import { EMPTY, reduceAll } from "./reduce";
import { LiveSocket } from "./socket";
import type { Connection, Frame, LiveState, ScreenPop } from "./types";

type Listener = () => void;
type FrameListener = (frame: Frame) => void;

/** Frames that must not wait for the next paint: a pop, and the state of the agent who sits here. Other agents' states
 * come by the hundred to a board, which could not draw each of them by itself. */
function isUrgent(frame: Frame, me: string | null): boolean {
  if (frame.type === "screen_pop") return true;
  return frame.type === "agent.state" && me !== null && frame.data?.agent === me;
}

/** The pop on the desk is kept for this tab, so that a reload does not lose who is on the line. */
const POP_KEY = "hotline.pop";

/**
 * One store for everything that the websocket says. Frames are gathered and applied once per painted frame; urgent
 * ones, and all while the page is hidden (where nothing is painted), at once.
 */
export class LiveStore {
  private state: LiveState = EMPTY;
  private connection: Connection = { status: "connecting", staleSince: null };
  private readonly listeners = new Set<Listener>();
  private readonly frameListeners = new Set<FrameListener>();
  private waiting: Frame[] = [];
  private scheduled = false;
  private socket: LiveSocket | null = null;

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

  start(onRefused: () => void): () => void {
    this.state = { ...this.state, pop: keptPop() };
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
    for (const listener of [...this.frameListeners]) listener(frame);
    this.waiting.push(frame);
    if (isUrgent(frame, this.state.me) || document.hidden) this.flush();
    else this.schedule();
  }

  /** Put the pop away (its call is done with). */
  dismissPop(): void {
    this.state = { ...this.state, pop: null };
    sessionStorage.removeItem(POP_KEY);
    this.changed();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    if (this.waiting.length === 0) return;
    const frames = this.waiting;
    this.waiting = [];
    const next = reduceAll(this.state, frames, Date.now());
    if (next === this.state) return;
    if (next.pop !== null && next.pop !== this.state.pop) sessionStorage.setItem(POP_KEY, JSON.stringify(next.pop));
    this.state = next;
    this.changed();
  }

  private setConnection(status: Connection["status"]): void {
    const staleSince = status === "open" ? null : (this.connection.staleSince ?? Date.now());
    this.connection = { status, staleSince };
    this.changed();
  }

  private reset(): void {
    sessionStorage.removeItem(POP_KEY);
    this.state = EMPTY;
    this.connection = { status: "connecting", staleSince: null };
    this.waiting = [];
    this.changed();
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function keptPop(): ScreenPop | null {
  const stored = sessionStorage.getItem(POP_KEY);
  if (stored === null) return null;
  try {
    return JSON.parse(stored) as ScreenPop;
  } catch {
    return null;
  }
}

export const liveStore = new LiveStore();
