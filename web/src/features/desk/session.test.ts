import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { liveStore } from "@/live/store";
import type { PhoneOptions } from "@/phone/types";
import { answerFetch, type Seen } from "@/test/fetch";
import { deskSession } from "./session";
import { rememberClaim } from "./tabs";

const opened: PhoneOptions[] = [];
vi.mock("@/phone/open", () => ({
  openPhone: async (_account: unknown, options: PhoneOptions) => {
    opened.push(options);
    return { stop: () => undefined };
  },
}));

const SESSION = {
  session: "s1",
  device: "web-1",
  logged_in: true,
  sip: { uri: "sip:web-1@x" },
  state: { state: "busy" },
};
const rings = (number: string) => opened.at(-1)?.answersAtOnce?.(number);
const asked = (all: Seen[], what: string) => all.filter((one) => `${one.method} ${one.path}` === what).length;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

afterAll(() => vi.doUnmock("@/phone/open"));

describe("the agent's session", () => {
  let detach = () => {};
  beforeEach(() => {
    vi.useFakeTimers();
    opened.length = 0;
    rememberClaim({ user: "u1", kind: "browser", session: "s0" });
  });
  afterEach(() => {
    detach();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is found again when the server is back after a reload", async () => {
    let up = false;
    const table = (body: object) => () => (up ? { body } : { status: 502 });
    answerFetch({ "GET /agent/me": table(SESSION), "POST /agent/session": table(SESSION) });
    detach = deskSession.attach("u1");
    await pass(4_000);
    expect(deskSession.get().status).toBe("none");
    up = true;
    liveStore.receive({ type: "snapshot", data: {} });
    await pass(100);
    expect([deskSession.get().status, opened.length]).toEqual(["on", 1]);
    await pass(10_000);
    expect(opened).toHaveLength(1);
  });

  it("is looked for without news, too, and not when the server has said that there is none", async () => {
    let status = 502;
    const seen = answerFetch({
      "GET /agent/me": () => ({ status, body: { ...SESSION, logged_in: false } }),
    });
    detach = deskSession.attach("u1");
    await pass(100);
    status = 200;
    await pass(20_000);
    expect(deskSession.get().status).toBe("none");
    expect(asked(seen, "GET /agent/me")).toBe(2);
  });

  describe("with a phone", () => {
    let refuse = false;
    let seen: Seen[] = [];
    beforeEach(async () => {
      refuse = false;
      seen = answerFetch({
        "GET /agent/me": { body: SESSION },
        "POST /agent/session": { body: SESSION },
        "POST /agent/dial": () => (refuse ? { status: 409 } : { status: 204 }),
      });
      detach = deskSession.attach("u1");
      await pass(100);
    });

    it("dials once when asked twice, and answers its ring", async () => {
      await Promise.all([deskSession.dial("13800138000"), deskSession.dial("13800138000")]);
      expect(asked(seen, "POST /agent/dial")).toBe(1);
      expect([rings("+8613800138000"), rings("+8613800138000")]).toEqual([true, false]);
    });

    it("answers the ring of the call that was asked for, whatever becomes of a second wish", async () => {
      await deskSession.dial("13800138000");
      refuse = true;
      await expect(deskSession.dial("13800138000")).rejects.toThrow();
      await expect(deskSession.dial("02885551234")).rejects.toThrow();
      expect([rings("02885551234"), rings("+8613800138000")]).toEqual([false, true]);
    });

    it("lets a call ring that was asked for and refused", async () => {
      await expect(deskSession.askFor("13800138000", () => Promise.reject(new Error("no")))).rejects.toThrow();
      expect(rings("+8613800138000")).toBe(false);
    });
  });
});
