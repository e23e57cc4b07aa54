import { afterEach, expect, it, vi } from "vitest";
import { whenSignedOut } from "@/api/client";
import { upload } from "./upload";

afterEach(() => vi.unstubAllGlobals());

/** Answers an upload like the server does. */
function answering(status: number, response: unknown): void {
  class Fake {
    upload = {};
    status = status;
    response = response;
    onload = () => undefined;
    open() {}
    setRequestHeader() {}
    send() {
      queueMicrotask(() => this.onload());
    }
  }
  vi.stubGlobal("XMLHttpRequest", Fake);
}

it("leads to the log-in when the session has ended", async () => {
  const out = vi.fn();
  whenSignedOut(out);
  answering(401, { error: { code: "auth.required", message: "log in", message_zh: "请先登录" } });
  await expect(upload(new File(["a"], "a.txt"))).rejects.toMatchObject({ code: "auth.required" });
  expect(out).toHaveBeenCalledOnce();
});

it("stays where it is when a file is refused", async () => {
  const out = vi.fn();
  whenSignedOut(out);
  answering(422, { error: { code: "attachment.kind", message: "no", message_zh: "不行" } });
  await expect(upload(new File(["a"], "a.exe"))).rejects.toMatchObject({ code: "attachment.kind" });
  expect(out).not.toHaveBeenCalled();
});
