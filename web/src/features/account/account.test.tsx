import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as AccountPage } from "./AccountPage";
import { inGroups, programName } from "./model";

afterEach(() => vi.unstubAllGlobals());

/** Typing and asking take long on a busy machine. */
const PATIENT = { timeout: 10_000 };
const LOGIN = {
  id: "abc",
  created_at: "2026-11-26T01:00:00Z",
  seen_at: "2026-11-26T02:00:00Z",
  expires_at: "2026-11-27T01:00:00Z",
  address: "10.0.0.7",
  program: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
  current: false,
};
const OFF = { enabled: false, required: false, since: null, recovery_left: 0 };
const OPTIONS = { captcha: false, provider: null, passwords: { min_length: 10, kinds: 3, without_name: true } };
const CODES = Array.from({ length: 10 }, (_, place) => `ABCD${place}-FGHJK`);

describe("what a browser is called", () => {
  it.each([
    [LOGIN.program, "Edge · Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iOS"],
    ["Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36", "Chrome · Linux"],
    ["something", ""],
  ])("%s", (agent, name) => expect(programName(agent)).toBe(name));

  it("a secret is grouped", () => expect(inGroups("ABCDEFGHIJ")).toBe("ABCD EFGH IJ"));
});

describe("my account", () => {
  it("shows the server's word at the field it is about, and the company's rules", async () => {
    answerFetch({
      "GET /auth/totp": { body: OFF },
      "GET /auth/logins": { body: [] },
      "GET /auth/options": { body: OPTIONS },
      "POST /auth/password": {
        status: 401,
        body: { error: { code: "auth.failed", message: "wrong", message_zh: "原密码不正确", field: "old" } },
      },
    });
    await show(<AccountPage />);
    expect(await screen.findByText(/大写字母、小写字母、数字、其他字符中的 3 种/, {}, PATIENT)).toBeTruthy();
    await userEvent.type(screen.getByLabelText("当前密码"), "wrong one");
    await userEvent.type(screen.getByLabelText("新密码"), "Correct-horse1");
    await userEvent.type(screen.getByLabelText("再输入一次"), "Correct-horse1");
    await userEvent.click(screen.getByRole("button", { name: "修改密码" }));
    expect(await screen.findByText("原密码不正确", {}, PATIENT)).toBeTruthy();
    expect((screen.getByLabelText("新密码") as HTMLInputElement).value).toBe("Correct-horse1");
  });

  it("sets the digits for telephones, and says at the field why not", async () => {
    const seen = answerFetch({
      "GET /auth/totp": { body: OFF },
      "GET /auth/logins": { body: [] },
      "GET /auth/options": { body: OPTIONS },
      "PUT /auth/phone-password": ({ body }) =>
        (body as { password: string }).password === "1111"
          ? {
              status: 422,
              body: { error: { code: "invalid", message: "", message_zh: "太容易被猜到", field: "password" } },
            }
          : { status: 204 },
    });
    await show(<AccountPage />);
    const set = await screen.findByRole("button", { name: "设置话机密码" }, PATIENT);
    fireEvent.change(screen.getByLabelText("新话机密码"), { target: { value: "1111" } });
    fireEvent.change(screen.getByLabelText("再输入一次话机密码"), { target: { value: "1112" } });
    await userEvent.click(set);
    expect(await screen.findByText("两次输入不一致", {}, PATIENT)).toBeTruthy();
    fireEvent.change(screen.getByLabelText("再输入一次话机密码"), { target: { value: "1111" } });
    await userEvent.click(set);
    expect(await screen.findByText("太容易被猜到", {}, PATIENT)).toBeTruthy();
    fireEvent.change(screen.getByLabelText("新话机密码"), { target: { value: "11112" } });
    fireEvent.change(screen.getByLabelText("再输入一次话机密码"), { target: { value: "11112" } });
    await userEvent.click(set);
    await waitFor(() => expect(seen.at(-1)?.body).toEqual({ password: "11112" }), PATIENT);
  });

  it("leads from the password to the recovery codes", async () => {
    const seen = answerFetch({
      "GET /auth/totp": { body: OFF },
      "GET /auth/logins": { body: [] },
      "GET /auth/options": { body: OPTIONS },
      "POST /auth/totp": { body: { uri: "otpauth://totp/x?secret=ABCDEFGH", secret: "ABCDEFGH" } },
      "POST /auth/totp/confirm": { body: { recovery_codes: CODES } },
    });
    await show(<AccountPage />, { user: { ...AGENT, number: null } });
    await userEvent.click(await screen.findByRole("button", { name: "启用动态口令" }, PATIENT));
    await userEvent.type(screen.getByLabelText("登录密码"), "secret12");
    await userEvent.click(screen.getByRole("button", { name: "下一步" }));
    expect(await screen.findByText("ABCD EFGH", {}, PATIENT)).toBeTruthy();
    await userEvent.type(screen.getByLabelText("动态口令"), "123456");
    await userEvent.click(screen.getByRole("button", { name: "确认启用" }));
    expect(await screen.findByText("ABCD0-FGHJK", {}, PATIENT)).toBeTruthy();
    expect(seen.find((one) => one.path === "/auth/totp/confirm")?.body).toEqual({ code: "123456" });
    await userEvent.click(screen.getByRole("button", { name: "我已保存" }));
    await waitFor(() => expect(screen.queryByText("ABCD0-FGHJK")).toBeNull());
  });

  it("ends another log-in, not this one", async () => {
    const seen = answerFetch({
      "GET /auth/totp": { body: { ...OFF, enabled: true, required: true, since: LOGIN.created_at, recovery_left: 2 } },
      "GET /auth/logins": { body: [{ ...LOGIN, id: "me", current: true }, LOGIN] },
      "GET /auth/options": { body: OPTIONS },
      "DELETE /auth/logins/abc": { status: 204 },
    });
    await show(<AccountPage />);
    expect(await screen.findByText("本次登录", {}, PATIENT)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "停用" })).toBeNull();
    expect(screen.getByText(/恢复码只剩 2 个/)).toBeTruthy();
    const ends = screen.getAllByRole("button", { name: "结束" });
    expect(ends).toHaveLength(1);
    await userEvent.click(ends[0] as HTMLElement);
    await waitFor(() => expect(seen.some((one) => one.method === "DELETE")).toBe(true));
  });
});
