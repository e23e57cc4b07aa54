import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { learnServerTime } from "@/api/clock";
import { keepTabToken, makeSeparate } from "@/api/session";
import { useMe } from "@/features/auth/api";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { HeaderBar } from "./components/HeaderBar";
import { HealthBanner } from "./components/HealthBanner";

const BUSY_SERVER = { error: { code: "internal", message: "later", message_zh: "服务器忙" } };
const AROUND = {
  "GET /messages": { body: { items: [], total: 0 } },
  "GET /message-box": { body: { items: [], total: 0 } },
};

function Me() {
  return <output>{useMe().data === null ? "out" : "in"}</output>;
}

async function header() {
  await show(
    <>
      <HeaderBar />
      <Me />
    </>,
  );
  await userEvent.click(screen.getByRole("button", { name: /用户菜单/ }));
}

const said = () => screen.getAllByRole("status").at(-1)?.textContent;
const state = (name: string) =>
  act(() => {
    liveStore.receive({ type: "snapshot", data: { me: { agent: "u1" }, agents: [{ agent: "u1", state: name }] } });
    return new Promise((resolve) => requestAnimationFrame(resolve));
  });

afterEach(() => vi.unstubAllGlobals());

describe("logging out", () => {
  it("says when it failed, leaves the page as it is, and tries again", async () => {
    makeSeparate();
    keepTabToken("t");
    let status = 503;
    const seen = answerFetch({
      ...AROUND,
      "GET /auth/me": { body: { user: { id: "u1" }, functions: {} } },
      "POST /auth/logout": () => (status === 503 ? { status, body: BUSY_SERVER } : { status }),
    });
    await state("available");
    await header();
    await userEvent.click(await screen.findByText("退出登录"));
    await screen.findByText("没有退出登录", { selector: ".ant-modal-confirm-title" });
    expect(screen.getByText(/服务器忙/).textContent).toContain("仍是登录状态");
    expect(said()).toBe("in");
    status = 204;
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    await waitFor(() => expect(said()).toBe("out"));
    expect(seen.filter((one) => one.path === "/auth/logout")).toHaveLength(2);
  });

  it("waits for the end of a call", async () => {
    const seen = answerFetch({ ...AROUND, "POST /auth/logout": { status: 204 } });
    await state("talking");
    await header();
    await userEvent.click(await screen.findByText(/请先结束通话/), { pointerEventsCheck: 0 });
    expect(seen.some((one) => one.path === "/auth/logout")).toBe(false);
  });
});

describe("the banner of data that are not current", () => {
  it("comes after two seconds on a computer whose clock is ten minutes fast", async () => {
    learnServerTime(new Date(Date.now() - 600_000).toUTCString());
    vi.stubGlobal(
      "WebSocket",
      class {
        onclose: ((event: { code: number }) => void) | null = null;
        constructor() {
          setTimeout(() => this.onclose?.({ code: 1006 }), 10);
        }
        close() {}
      },
    );
    const stop = liveStore.start(() => undefined);
    await show(<HealthBanner />);
    await screen.findByText(/实时连接已断开/, undefined, { timeout: 8_000 });
    stop();
    learnServerTime(new Date().toUTCString());
  });
});
