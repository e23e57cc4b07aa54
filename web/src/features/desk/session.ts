import { useSyncExternalStore } from "react";
import { ApiError } from "@/api/client";
import { liveStore } from "@/live/store";
import type { Frame } from "@/live/types";
import { openPhone } from "@/phone/open";
import type { SoftPhone } from "@/phone/softphone";
import { after } from "@/shared/time/ticker";
import { deskApi } from "./api";
import { sameNumber } from "./model";
import { announceClaim, forgetClaim, onOtherClaim, ownClaim, rememberClaim } from "./tabs";

/**
 * `elsewhere`: the agent is logged in, with a phone that is not in this tab. `taken_over`: another tab took the phone.
 * `signed_out`: somebody else (or the server) logged the agent out.
 */
export type DeskStatus = "unknown" | "none" | "starting" | "on" | "elsewhere" | "taken_over" | "signed_out";

export interface Desk {
  status: DeskStatus;
  kind: "none" | "browser" | "extension";
  device: string | null;
  /** The server's name for this session: it says which one was taken over. */
  session: string | null;
  phone: SoftPhone | null;
}

const NOTHING: Desk = { status: "unknown", kind: "none", device: null, session: null, phone: null };
/** A call that the agent asked for: the switch rings him first, showing the number that he dialled. */
interface OwnCall {
  number: string;
  until: number;
}

const DIAL_PATIENCE_MS = 20_000;
const RETRY_MS = 3_000;

/** Whether it may go another time: the server was not reached, or said that it cannot now. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.code === "network" || error.status > 500;

/** The agent's session of this tab: the device that he is bound to, and the browser phone if it is one. */
class DeskSession {
  private desk: Desk = NOTHING;
  private readonly listeners = new Set<() => void>();
  private readonly ownCalls = new Set<OwnCall>();
  private dialling: { number: string; answer: Promise<void> } | null = null;
  private stopRetry: () => void = () => undefined;
  private user: string | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Desk => this.desk;

  /** Attach to `user`: find his session again after a reload, and follow what others do to it. */
  attach(user: string): () => void {
    this.user = user;
    const stopTabs = onOtherClaim((claim) => {
      if (claim.user === user && this.desk.status === "on" && claim.session !== this.desk.session)
        this.lose("taken_over");
    });
    const stopFrames = liveStore.onFrame((frame) => this.hear(frame));
    void this.restore(user);
    return () => {
      stopTabs();
      stopFrames();
      this.stopRetry();
      this.desk.phone?.stop();
      this.user = null;
      this.set(NOTHING);
    };
  }

  /** Log in with this browser as the phone. Rejects with `agent.session_elsewhere` unless `takeover`. */
  async openBrowser(takeover: boolean): Promise<void> {
    await this.opening(async () => {
      const session = await deskApi.openBrowser(takeover);
      if (!session.sip) throw new ApiError("agent.no_sip", 500, "", "");
      const phone = await openPhone(session.sip, { register: true, answersAtOnce: (remote) => this.isOwnCall(remote) });
      this.begin({ status: "on", kind: "browser", device: session.device, session: session.session, phone });
    });
  }

  async openExtension(extension: string, takeover: boolean): Promise<void> {
    await this.opening(async () => {
      const session = await deskApi.openExtension(extension, takeover);
      this.begin({ status: "on", kind: "extension", device: session.device, session: session.session, phone: null });
    });
  }

  async close(): Promise<void> {
    await deskApi.close();
    this.lose("none");
  }

  /** Call out: the switch rings this phone first, which answers by itself. Asked twice (a double click), it is done
   * once. */
  dial(number: string): Promise<void> {
    if (this.dialling?.number === number) return this.dialling.answer;
    const answer = this.askFor(number, () => deskApi.dial(number)).finally(() => {
      if (this.dialling?.answer === answer) this.dialling = null;
    });
    this.dialling = { number, answer };
    return answer;
  }

  /** Ask for a call that rings this phone with `number`: the phone answers it by itself, unless it is refused. */
  async askFor(number: string, ask: () => Promise<unknown>): Promise<void> {
    const own = { number, until: performance.now() + DIAL_PATIENCE_MS };
    this.ownCalls.add(own);
    try {
      await ask();
    } catch (error) {
      this.ownCalls.delete(own);
      throw error;
    }
  }

  private isOwnCall(remote: string): boolean {
    for (const own of this.ownCalls) {
      if (performance.now() > own.until) this.ownCalls.delete(own);
      else if (sameNumber(own.number, remote)) return this.ownCalls.delete(own);
    }
    return false;
  }

  private async opening(open: () => Promise<void>): Promise<void> {
    const before = this.desk;
    this.set({ ...before, status: "starting" });
    try {
      await open();
    } catch (error) {
      this.set({ ...before, status: before.status === "starting" ? "none" : before.status });
      throw error;
    }
  }

  private begin(desk: Desk): void {
    if (!this.user || desk.kind === "none" || desk.session === null) return;
    this.desk.phone?.stop();
    const claim = { user: this.user, kind: desk.kind, session: desk.session };
    rememberClaim(claim);
    announceClaim(claim);
    this.set(desk);
  }

  /** Until the server has said whether he is logged in; whoever logs in himself meanwhile goes before. */
  private async restore(user: string): Promise<void> {
    this.stopRetry();
    try {
      const me = await deskApi.me();
      if (this.user !== user) return;
      const claim = ownClaim(user);
      if (!me.logged_in || me.state.state === "offline") this.set({ ...NOTHING, status: "none" });
      else if (claim?.kind === "browser") await this.openBrowser(true);
      else if (claim?.kind === "extension" && claim.session === me.session)
        this.begin({ status: "on", kind: "extension", device: me.device, session: me.session, phone: null });
      else this.set({ ...NOTHING, status: "elsewhere", device: me.device });
    } catch (error) {
      if (this.user !== user) return;
      // The banner says that the server is not reached; the log-in button is a way on, too.
      this.set({ ...NOTHING, status: "none" });
      if (!isPassing(error)) return;
      const again = () => {
        this.stopRetry();
        if (this.user === user && this.desk.status === "none") void this.restore(user);
      };
      const stopTimer = after(RETRY_MS, again);
      const stopFrames = liveStore.onFrame((frame) => frame.type === "snapshot" && again());
      this.stopRetry = () => {
        stopTimer();
        stopFrames();
      };
    }
  }

  private hear(frame: Frame): void {
    if (frame.type === "agent.session_ended" && this.desk.status === "on") {
      if (frame.data?.session === this.desk.session) this.lose("taken_over");
      return;
    }
    if (frame.type !== "agent.state" || frame.data?.agent !== this.user || frame.data?.state !== "offline") return;
    if (this.desk.status === "on" || this.desk.status === "elsewhere") void this.confirmSignedOut(this.desk.session);
  }

  /** News may be older than this tab's own log-in: ask before giving the phone up. */
  private async confirmSignedOut(session: string | null): Promise<void> {
    const me = await deskApi.me().catch(() => null);
    if (me === null || this.desk.session !== session) return;
    if (!me.logged_in || me.state.state === "offline") this.lose("signed_out");
  }

  private lose(status: DeskStatus): void {
    this.desk.phone?.stop();
    forgetClaim();
    this.set({ ...NOTHING, status });
  }

  private set(desk: Desk): void {
    this.desk = desk;
    for (const listener of [...this.listeners]) listener();
  }
}

export const deskSession = new DeskSession();

export function useDesk(): Desk {
  return useSyncExternalStore(deskSession.subscribe, deskSession.get);
}
