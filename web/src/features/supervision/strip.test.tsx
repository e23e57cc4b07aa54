import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { endOf, isSilent, readSession } from "./model";
import SessionStrip from "./SessionStrip";

const SESSION = {
  session: "s1",
  supervisor: "u1",
  call: "c1",
  agent: "u2",
  mode: "listen",
  state: "on",
  device: "web-1001",
  follow: false,
  since: 1,
  reason: "",
};
const MODES = ["live.listen", "live.whisper", "live.barge", "live.take_over"] as const;
const BOSS = { ...AGENT, functions: Object.fromEntries(MODES.map((mode) => [mode, "below" as const])) };
const DIRECTORY = { users: [{ id: "u2", number: "1002", name: "李伟" }], queues: [], flows: [] };

describe("a supervisor's session", () => {
  it("says whom he hears and who hears him, and steps to another mode", async () => {
    const seen = answerFetch({
      "GET /live/supervision": { body: SESSION },
      "GET /directory": { body: DIRECTORY },
      "PATCH /live/supervision": ({ body }) => ({ body: { ...SESSION, ...(body as object) } }),
    });
    await show(<SessionStrip />, { user: BOSS });
    await screen.findByText("1002 李伟");
    expect(screen.getByText("您听到客户和坐席，没人听到您")).toBeTruthy();
    await userEvent.click(screen.getByText("密语"));
    await screen.findByText("只有坐席听到您");
    expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({ mode: "whisper" });
  });

  it("offers the modes that one may use", async () => {
    answerFetch({ "GET /live/supervision": { body: SESSION }, "GET /directory": { body: DIRECTORY } });
    await show(<SessionStrip />, { user: { ...AGENT, functions: { "live.listen": "below" } } });
    await screen.findByText("1002 李伟");
    expect(screen.getAllByRole("radio")).toHaveLength(1);
  });

  it("goes when the news say that it is over, and says why", async () => {
    answerFetch({ "GET /live/supervision": { body: SESSION }, "GET /directory": { body: DIRECTORY } });
    await show(<SessionStrip />);
    await screen.findByText("1002 李伟");
    liveStore.receive({ type: "supervision.session", data: { ...SESSION, supervisor: "u9", state: "over" } });
    expect(screen.getByText("1002 李伟")).toBeTruthy();
    liveStore.receive({ type: "supervision.session", data: { ...SESSION, state: "over", reason: "call_over" } });
    await screen.findByText("通话结束，监听随之结束");
    expect(screen.queryByText("1002 李伟")).toBeNull();
  });
});

describe("the words of a session", () => {
  it("are read with care", () => {
    expect(readSession({ mode: "nonsense" })).toMatchObject({ mode: "listen", call: null, follow: false });
    expect(endOf("no_answer")).toBe("no_answer");
    expect(endOf("something new")).toBe("other");
    expect(isSilent("stopped")).toBe(true);
    expect(isSilent("call_over")).toBe(false);
  });
});
