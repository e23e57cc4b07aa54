import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import { serverNow } from "@/api/clock";
import { isSeparate, tabToken } from "@/api/session";
import type { SipAccount } from "@/api/types";
import { every } from "@/shared/time/ticker";
import { sipHost, sipSocketUrl } from "./address";
import { RemoteAudio } from "./audio";
import { checkMicrophone, problemOf } from "./problems";
import { Ringer } from "./ringer";
import type { Leg, PhoneOptions, PhoneState } from "./types";

const KEEP_ALIVE_MS = 20_000;
const RECONNECT_MS = 3_000;
const REGISTER_SECONDS = 120;
const RENEW_MS = 45_000;
const ICE_PATIENCE_MS = 300;
const DTMF_MS = 120;
const MEDIA = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false };

/** A SIP phone in the browser with one leg. It carries sound; what the call is comes from the server's websocket. */
export class SoftPhone {
  private state: PhoneState = { registration: "connecting", leg: null, problem: null };
  private readonly listeners = new Set<() => void>();
  private readonly ua: UA;
  private readonly socket: WebSocketInterface;
  private readonly audio = new RemoteAudio();
  private readonly ringer = new Ringer();
  private session: RTCSession | null = null;
  private stopped = false;
  private readonly stopTimers: (() => void)[] = [];

  constructor(
    private readonly account: SipAccount,
    private readonly options: PhoneOptions,
  ) {
    this.socket = new WebSocketInterface(sipSocketUrl(account.ws, location, isSeparate() ? tabToken() : null));
    this.ua = new UA({
      sockets: [this.socket],
      uri: account.uri,
      authorization_user: account.username,
      password: account.password,
      realm: account.realm,
      register: options.register,
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
      user_agent: "Hotline",
    });
    this.listenToUa();
    this.ua.start();
    this.stopTimers.push(
      every(KEEP_ALIVE_MS, () => this.keepAlive()),
      every(RECONNECT_MS, () => this.reconnect()),
      every(RENEW_MS, () => this.renew()),
    );
    window.addEventListener("online", this.reconnect);
    this.ringer.unlock();
    void checkMicrophone().then((problem) => {
      if (problem && !this.stopped) this.set({ problem });
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): PhoneState => this.state;

  /** The connection and sound of the present leg, for measurements. */
  get media(): { connection: RTCPeerConnection | null; remote: MediaStream | null } {
    return { connection: this.session?.connection ?? null, remote: this.audio.stream };
  }

  answer(): void {
    if (this.state.leg?.phase !== "ringing" || !this.session) return;
    this.ringer.stop();
    this.changeLeg({ phase: "connecting" });
    this.session.answer({ mediaConstraints: MEDIA, pcConfig: { iceServers: [] } });
  }

  reject(): void {
    if (this.state.leg?.phase === "ringing") this.session?.terminate({ status_code: 603, reason_phrase: "Decline" });
  }

  hangup(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate();
  }

  call(number: string): void {
    if (this.session) return;
    this.set({ problem: null });
    const target = `sip:${encodeURIComponent(number)}@${sipHost(this.account.uri)}`;
    this.ua.call(target, { mediaConstraints: MEDIA, pcConfig: { iceServers: [] } });
  }

  setMuted(muted: boolean): void {
    if (!this.session || !this.state.leg) return;
    if (muted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.changeLeg({ muted });
  }

  /** Send a key as an RFC 2833 event in the sound stream. */
  sendKey(key: string): void {
    if (this.state.leg?.phase !== "talking") return;
    this.session?.sendDTMF(key, { duration: DTMF_MS, interToneGap: 80, transportType: "RFC2833" as never });
  }

  clearProblem(): void {
    this.set({ problem: null });
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const stop of this.stopTimers) stop();
    window.removeEventListener("online", this.reconnect);
    this.ringer.stop();
    this.ua.stop();
    this.audio.remove();
    this.set({ registration: "off", leg: null });
  }

  private listenToUa(): void {
    this.ua.on("connected", () => {
      if (!this.options.register) this.set({ registration: "registered" });
    });
    this.ua.on("registered", () => this.set({ registration: "registered" }));
    this.ua.on("unregistered", () => this.set({ registration: "lost" }));
    this.ua.on("disconnected", () => this.set({ registration: "lost" }));
    this.ua.on("registrationFailed", (event) => {
      const status = event.response?.status_code;
      this.set({ registration: status === 401 || status === 403 || status === 404 ? "refused" : "lost" });
    });
    this.ua.on("newRTCSession", (event: RTCSessionEvent) => this.begin(event));
  }

  private begin(event: RTCSessionEvent): void {
    const { session } = event;
    if (this.session) {
      session.terminate({ status_code: 486 });
      return;
    }
    const incoming = event.originator === ("remote" as IncomingRTCSessionEvent["originator"]);
    this.session = session;
    this.listenToSession(session);
    const leg: Leg = {
      id: session.id,
      incoming,
      phase: incoming ? "ringing" : "calling",
      remote: session.remote_identity.uri.user ?? "",
      muted: false,
      answeredAt: null,
    };
    this.set({ leg, problem: this.state.problem === "microphone_denied" ? this.state.problem : null });
    if (!incoming) return;
    if (this.options.answersAtOnce?.(leg.remote)) this.answer();
    else this.ringer.start();
  }

  private listenToSession(session: RTCSession): void {
    const attach = (connection: RTCPeerConnection) => this.audio.listenTo(connection);
    if (session.connection) attach(session.connection);
    session.on("peerconnection", (event) => attach(event.peerconnection));
    let gathering = false;
    session.on("icecandidate", (event) => {
      if (gathering) return;
      gathering = true;
      setTimeout(() => event.ready(), ICE_PATIENCE_MS);
    });
    session.on("accepted", () => {
      if (!session.isEnded()) this.changeLeg({ phase: "talking", answeredAt: serverNow() });
    });
    session.on("ended", () => this.over(session, null));
    session.on("failed", (event) => this.over(session, event.cause));
  }

  private over(session: RTCSession, cause: string | null): void {
    if (session !== this.session) return;
    this.session = null;
    this.ringer.stop();
    this.audio.stop();
    this.set({ leg: null, problem: cause === null ? this.state.problem : (problemOf(cause) ?? this.state.problem) });
  }

  private keepAlive(): void {
    if (this.ua.isConnected()) this.socket.send("\r\n\r\n");
  }

  /** The SIP library renews by a timer of the page, which a hidden tab slows down beyond the expiry. */
  private renew(): void {
    if (this.options.register && this.ua.isConnected()) this.ua.register();
  }

  /** A lost connection is tried again from a timer that a hidden tab does not slow down. */
  private readonly reconnect = (): void => {
    if (this.stopped || this.ua.isConnected() || this.socket.isConnecting()) return;
    this.socket.connect();
  };

  private changeLeg(change: Partial<Leg>): void {
    if (this.state.leg) this.set({ leg: { ...this.state.leg, ...change } });
  }

  private set(change: Partial<PhoneState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}
