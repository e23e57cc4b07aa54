import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, take } from "@/api/client";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { SignedIn } from "./SignedIn";

vi.mock("@/live/store", () => ({ liveStore: { start: () => () => undefined } }));

afterEach(() => {
  vi.unstubAllGlobals();
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = "hotline_csrf=; max-age=0";
});

/** The cookie that all tabs share, and who the server says is logged in by it. */
function loggedIn(csrf: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = `hotline_csrf=${csrf}`;
}

describe("a tab in whose browser somebody else logs in", () => {
  it("says so, and writes nothing in his name", async () => {
    let user = AGENT;
    const seen = answerFetch({
      "GET /auth/me": () => ({ body: { user, csrf: `of-${user.id}`, functions: {} } }),
      "POST /agent/pause": { body: {} },
    });
    loggedIn("of-u1");
    await show(<SignedIn />);
    await waitFor(() => expect(seen.some((one) => one.path === "/auth/me")).toBe(true));
    await screen.findByText((_, element) => element?.tagName === "BODY" && !element.querySelector(".ant-spin"));

    user = { ...AGENT, id: "u2", name: "李强" };
    loggedIn("of-u2");
    const write = take(api.PATCH("/api/v1/auth/me", { body: { language: "en" } }));
    await expect(write).rejects.toMatchObject({ code: "other_user" });
    fireEvent.focus(window);
    await screen.findByRole("heading", { name: "此浏览器里已换人登录" });
    expect(screen.getByRole("button", { name: "以 李强 继续" })).toBeTruthy();
    await expect(take(api.PATCH("/api/v1/auth/me", { body: { language: "en" } }))).rejects.toMatchObject({
      code: "other_user",
    });
    expect(seen.filter((one) => one.method === "PATCH")).toEqual([]);
  });

  it("goes on where the same user has logged in again", async () => {
    let csrf = "a";
    const seen = answerFetch({
      "GET /auth/me": () => ({ body: { user: AGENT, csrf, functions: {} } }),
      "PATCH /auth/me": { body: {} },
    });
    loggedIn("a");
    await show(<SignedIn />);
    await waitFor(() => expect(seen.filter((one) => one.path === "/auth/me")).toHaveLength(1));
    csrf = "b";
    loggedIn("b");
    fireEvent.focus(window);
    await waitFor(() => expect(seen.filter((one) => one.path === "/auth/me")).toHaveLength(2));
    await waitFor(() => take(api.PATCH("/api/v1/auth/me", { body: { language: "en" } })));
    expect(screen.queryByText("此浏览器里已换人登录")).toBeNull();
  });
});
