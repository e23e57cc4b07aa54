import { API_BASE } from "@/api/client";
import { isSeparate, tabToken } from "@/api/session";
import { after, every } from "@/shared/time/ticker";
import type { Frame } from "./types";

const PING_EVERY_MS = 15_000;
const SILENT_AFTER_MS = 40_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
const POLICY_CODES = new Set([4001, 4003, 4401, 4403]);

export interface SocketHandlers {
  frame(frame: Frame): void;
  opened(): void;
  broken(): void;
  refused(): void;
}

/** Milliseconds to wait before try number `attempt` (0 first): doubling, with up to half of it at random. */
export function retryDelay(attempt: number, random: number): number {
  const base = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return base * (0.5 + random / 2);
}

/** The address of the live websocket, resuming after frame `since` of `epoch` when both are known. */
export function liveUrl(origin: string, epoch: string | null, since: number, token: string | null): string {
  const url = new URL(`${API_BASE}/live`, origin.replace(/^http/, "ws"));
  if (epoch !== null) {
    url.searchParams.set("epoch", epoch);
    url.searchParams.set("since", String(since));
  }
  if (token) url.searchParams.set("token", token);
  return url.toString();
}

/** The websocket `/live`: reconnects with backoff, resumes where it broke off, notices a silent connection. */
export class LiveSocket {
  private socket: WebSocket | null = null;
  private epoch: string | null = null;
  private seq = 0;
  private attempt = 0;
  private lastHeard = 0;
  private answersPings = false;
  private closed = false;
  private stopRetry: () => void = () => undefined;
  private readonly stopPing: () => void;

  constructor(private readonly handlers: SocketHandlers) {
    this.stopPing = every(PING_EVERY_MS, () => this.ping());
    window.addEventListener("online", this.reconnectNow);
    this.connect();
  }

  send(message: Record<string, unknown>): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.closed = true;
    this.stopPing();
    this.stopRetry();
    window.removeEventListener("online", this.reconnectNow);
    this.socket?.close();
  }

  private readonly reconnectNow = (): void => {
    if (this.closed || this.socket?.readyState === WebSocket.OPEN) return;
    this.stopRetry();
    this.connect();
  };

  private connect(): void {
    if (this.closed) return;
    const socket = new WebSocket(liveUrl(location.origin, this.epoch, this.seq, isSeparate() ? tabToken() : null));
    this.socket?.close();
    this.socket = socket;
    socket.onopen = () => {
      this.lastHeard = performance.now();
      this.attempt = 0;
      this.handlers.opened();
      // Where nothing was missed the server says nothing by itself: its answer tells that what is shown is current.
      this.send({ type: "ping" });
    };
    socket.onmessage = (event) => {
      if (socket === this.socket) this.heard(String(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.lost(event.code);
    };
  }

  private heard(body: string): void {
    this.lastHeard = performance.now();
    const frame = parseFrame(body);
    if (frame === null) return;
    if (frame.type === "pong") this.answersPings = true;
    const epoch = frame.epoch === undefined ? null : String(frame.epoch);
    if (typeof frame.seq === "number" && epoch !== null) {
      if (epoch === this.epoch && frame.seq <= this.seq && frame.type !== "snapshot") return;
      this.epoch = epoch;
      this.seq = frame.seq;
    }
    this.handlers.frame(frame);
  }

  private lost(code: number): void {
    this.socket = null;
    if (this.closed) return;
    this.handlers.broken();
    if (POLICY_CODES.has(code)) {
      this.handlers.refused();
      return;
    }
    const delay = retryDelay(this.attempt++, Math.random());
    this.stopRetry = after(delay, () => this.connect());
  }

  private ping(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    if (this.answersPings && performance.now() - this.lastHeard > SILENT_AFTER_MS) {
      const silent = this.socket;
      this.lost(4000);
      silent.close();
      return;
    }
    this.send({ type: "ping" });
  }
}

/** A frame, or null for what is not one (ignored: a newer server may say more than we know). */
export function parseFrame(body: string): Frame | null {
  try {
    const raw: unknown = JSON.parse(body);
    if (typeof raw !== "object" || raw === null || typeof (raw as Frame).type !== "string") return null;
    return raw as Frame;
  } catch {
    return null;
  }
}
