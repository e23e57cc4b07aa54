import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { LoginPage } from "./LoginPage";

afterEach(() => vi.unstubAllGlobals());

async function fill(username: string, password: string): Promise<void> {
  if (username) await userEvent.type(screen.getByLabelText("用户名"), username);
  if (password) await userEvent.type(screen.getByLabelText("密码"), password);
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
}

/** Typing and asking take long on a busy machine. */
const PATIENT = { timeout: 10_000 };

describe("the log-in", () => {
  it("says what is missing without asking the server", async () => {
    const seen = answerFetch({});
    await show(<LoginPage />);
    await fill("", "");
    expect(await screen.findByText("请输入用户名")).toBeTruthy();
    expect(seen.filter((one) => one.method === "POST")).toEqual([]);
  });

  it("shows the server's refusal in the page's language", async () => {
    answerFetch({
      "POST /auth/login": {
        status: 401,
        body: { error: { code: "auth.failed", message: "Wrong.", message_zh: "用户名或密码不正确。" } },
      },
    });
    await show(<LoginPage />);
    await fill("wangfang", "wrong");
    expect(await screen.findByText("用户名或密码不正确。")).toBeTruthy();
  });

  it("sends what was typed", async () => {
    const seen = answerFetch({ "POST /auth/login": { body: { token: "t", csrf: "c", user: AGENT } } });
    await show(<LoginPage />);
    await fill("wangfang", "secret12");
    await waitFor(() =>
      expect(seen.filter((one) => one.method === "POST").at(-1)).toMatchObject({
        path: "/auth/login",
        body: { username: "wangfang", password: "secret12" },
      }),
    );
  });

  it("asks for a captcha when the server does, and keeps what was typed", async () => {
    const refusal = (code: string, message_zh: string) => ({
      status: 401,
      body: { error: { code, message: code, message_zh } },
    });
    const seen = answerFetch({
      "GET /auth/options": { body: { captcha: false, provider: null, passwords: {} } },
      "POST /auth/captcha": { body: { id: "c1", image: "data:image/png;base64,AAAA" } },
      "POST /auth/login": ({ body }) =>
        (body as { captcha?: unknown }).captcha
          ? { body: { step: "s1" } }
          : refusal("auth.captcha_required", "请输入验证码"),
      "POST /auth/login/code": refusal("auth.code_wrong", "动态口令不正确"),
    });
    await show(<LoginPage />);
    await fill("wangfang", "secret12");
    const field = await screen.findByLabelText("验证码", {}, PATIENT);
    await userEvent.type(field, "12345");
    await screen.findByAltText("验证码图片：5 位数字", {}, PATIENT);
    await userEvent.click(screen.getByRole("button", { name: "登录" }));
    const code = await screen.findByLabelText("动态口令", { selector: "input" }, PATIENT);
    expect(seen.filter((one) => one.path === "/auth/login").at(-1)?.body).toEqual({
      username: "wangfang",
      password: "secret12",
      captcha: { id: "c1", answer: "12345" },
    });
    await userEvent.type(code, "000000");
    await userEvent.click(screen.getByRole("button", { name: "登录" }));
    expect(await screen.findByText("动态口令不正确", {}, PATIENT)).toBeTruthy();
    expect(seen.at(-1)?.body).toEqual({ step: "s1", code: "000000" });
  });

  it("offers the company's identity provider, and says why it let nobody in", async () => {
    answerFetch({
      "GET /auth/options": { body: { captcha: false, provider: { zh: "企业门户", en: "Portal" }, passwords: {} } },
    });
    await show(<LoginPage />, { path: "/login?oidc=unknown" });
    const link = await screen.findByRole("link", { name: "使用企业门户登录" }, PATIENT);
    expect(link.getAttribute("href")).toBe("/api/v1/auth/oidc/start?back=%2F");
    expect(screen.getByText(/没有对应的用户/)).toBeTruthy();
  });

  it("is left as soon as somebody is logged in", async () => {
    answerFetch({
      "GET /auth/options": { body: { captcha: false, provider: null, passwords: {} } },
      "POST /auth/login": { body: { token: "t", csrf: "c", user: AGENT, functions: AGENT.functions } },
    });
    await show(<LoginPage />);
    await fill("wangfang", "secret12");
    await waitFor(() => expect(screen.queryByLabelText("用户名")).toBeNull(), PATIENT);
  });

  it("says so when the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await show(<LoginPage />);
    await fill("wangfang", "secret12");
    expect(await screen.findByText(/连接不上服务器/)).toBeTruthy();
  });
});
