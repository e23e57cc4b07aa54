import { describe, expect, it } from "vitest";
import { sipHost, sipSocketUrl } from "./address";
import { microphoneProblem, problemOf } from "./problems";

describe("addresses", () => {
  const page = { protocol: "https:", host: "hotline.example" };

  it("are completed with the page's origin", () => {
    expect(sipSocketUrl("/ws", page, null)).toBe("wss://hotline.example/ws");
    expect(sipSocketUrl("ws", { protocol: "http:", host: "127.0.0.1:8080" }, null)).toBe("ws://127.0.0.1:8080/ws");
    expect(sipSocketUrl("wss://sip.example/ws", page, null)).toBe("wss://sip.example/ws");
  });

  it("carry the token of a tab of its own", () => {
    expect(sipSocketUrl("/ws", page, "a/b")).toBe("wss://hotline.example/ws?token=a%2Fb");
  });

  it("have a host", () => {
    expect(sipHost("sip:web-1001@127.0.0.1")).toBe("127.0.0.1");
    expect(sipHost("sip:web-1001@host;transport=ws")).toBe("host");
  });
});

describe("problems", () => {
  it("are told in words that help", () => {
    expect(problemOf("User Denied Media Access")).toBe("microphone_denied");
    expect(problemOf("Busy")).toBe("busy");
    expect(problemOf("Canceled")).toBeNull();
    expect(problemOf("Internal Error")).toBe("call_failed");
  });

  it("tell a missing microphone from a forbidden one", () => {
    expect(microphoneProblem(new DOMException("", "NotFoundError"))).toBe("microphone_missing");
    expect(microphoneProblem(new DOMException("", "NotAllowedError"))).toBe("microphone_denied");
  });
});
