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

describe("the log-in", () => {
  it("says what is missing without asking the server", async () => {
    const seen = answerFetch({});
    await show(<LoginPage />);
    await fill("", "");
    expect(await screen.findByText("请输入用户名")).toBeTruthy();
    expect(seen).toEqual([]);
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
      expect(seen.at(-1)).toMatchObject({ path: "/auth/login", body: { username: "wangfang", password: "secret12" } }),
    );
  });

  it("says so when the server cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await show(<LoginPage />);
    await fill("wangfang", "secret12");
    expect(await screen.findByText(/连接不上服务器/)).toBeTruthy();
  });
});
