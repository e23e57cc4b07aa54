import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as SetupPage } from "./SetupPage";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const PATIENCE = { timeout: 10_000 };
const ADMIN = { ...AGENT, id: "a1", username: "admin", name: "管理员", number: "1001" };
const OPEN = {
  state: "open",
  steps: { company: { outcome: "done", made: [] }, administrator: { outcome: "skipped", made: [] } },
};
const REFUSED = { error: { code: "invalid", message: "taken", message_zh: "名称已被占用", field: "name.zh" } };

describe("the first set-up", () => {
  it("goes on at the queue, makes it through the API, puts its maker in, and tells what it made", async () => {
    let setup: unknown = OPEN;
    const seen = answerFetch({
      "GET /setup": () => ({ body: setup }),
      "GET /users/a1": { body: { id: "a1", queues: [] } },
      "GET /queues": { body: [{ id: "hotline" }] },
      "POST /queues": (asked) => ({ status: 201, body: asked.body }),
      "PATCH /users/a1": { body: { id: "a1" } },
      "PATCH /setup": (asked) => {
        setup = { ...OPEN, steps: { ...OPEN.steps, ...(asked.body as { steps: object }).steps } };
        return { body: setup };
      },
      "GET /flow-templates": { body: [] },
    });
    await show(<SetupPage />, { path: "/setup", user: ADMIN });
    await userEvent.click(await screen.findByText("保存并继续", {}, PATIENCE));
    await waitFor(() => expect(seen.some((one) => one.method === "PATCH" && one.path === "/setup")).toBe(true));
    expect(seen.find((one) => one.path === "/queues" && one.method === "POST")?.body).toMatchObject({
      id: "hotline_2",
      name: { zh: "客服热线", en: "Customer hotline" },
    });
    expect(seen.find((one) => one.method === "PATCH" && one.path === "/users/a1")?.body).toEqual({
      queues: [{ queue: "hotline_2", preference: 0 }],
    });
    expect(await screen.findByLabelText("姓名", {}, PATIENCE)).toBeTruthy();
  });

  it("puts a refusal at its input and loses nothing that was typed, also across a reload", async () => {
    answerFetch({
      "GET /setup": { body: OPEN },
      "GET /users/a1": { body: { id: "a1", queues: [] } },
      "GET /queues": { body: [] },
      "POST /queues": { status: 422, body: REFUSED },
    });
    const first = await show(<SetupPage />, { path: "/setup", user: ADMIN });
    const name = await screen.findByLabelText("名称（中文）", {}, PATIENCE);
    await userEvent.clear(name);
    await userEvent.type(name, "供暖");
    await userEvent.click(screen.getByRole("button", { name: "保存并继续" }));
    expect(await screen.findByText("名称已被占用")).toBeTruthy();
    first.unmount();
    await show(<SetupPage />, { path: "/setup", user: ADMIN });
    expect(((await screen.findByLabelText("名称（中文）", {}, PATIENCE)) as HTMLInputElement).value).toBe("供暖");
  });

  it("is over for good when somebody says so", async () => {
    let state = "open";
    const seen = answerFetch({
      "GET /setup": () => ({ body: { state, steps: {} } }),
      "GET /company": {
        body: { name: { zh: "热线", en: "Hotline" }, zone: "Asia/Shanghai", language: "zh", area_code: "" },
      },
      "PATCH /setup": () => {
        state = "skipped";
        return { body: { state, steps: {} } };
      },
    });
    await show(<SetupPage />, { path: "/setup", user: ADMIN });
    await userEvent.click(await screen.findByText("不再显示", {}, PATIENCE));
    expect(await screen.findByText("首次设置已关闭")).toBeTruthy();
    expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({ state: "skipped" });
  });

  it("says why a step could not be skipped", async () => {
    answerFetch({
      "GET /setup": { body: OPEN },
      "GET /users/a1": { body: { id: "a1", queues: [] } },
      "GET /queues": { body: [] },
      "PATCH /setup": { status: 503, body: {} },
    });
    await show(<SetupPage />, { path: "/setup", user: ADMIN });
    await userEvent.click(await screen.findByRole("button", { name: "跳过这一步" }, PATIENCE));
    expect(await screen.findByText(/服务器/, { selector: ".ant-message *" })).toBeTruthy();
  });
});
