import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RecentCalls } from "@/features/calls/components/RecentCalls";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { deskSession } from "./session";

const CALL = {
  id: "c1",
  direction: "inbound",
  from_number: "+8613800138000",
  to_number: "1000",
  customer_name: "李四",
  outcome: "answered",
  talk_seconds: 5,
  started_at: "2026-11-27T08:00:00Z",
};
const ME = { session: "s", device: "8001", logged_in: true, state: { state: "wrap_up" } };

describe("a number that may be called", () => {
  let detach = () => {};
  afterEach(() => {
    detach();
    vi.unstubAllGlobals();
  });

  it("is called once by a double click, beside the link to the call", async () => {
    const seen = answerFetch({
      "GET /calls": { body: { items: [CALL], total: 1 } },
      "GET /agent/me": { body: ME },
      "POST /agent/dial": { status: 204 },
    });
    liveStore.receive({ type: "snapshot", data: { me: { agent: "u1" }, agents: [{ agent: "u1", state: "wrap_up" }] } });
    detach = deskSession.attach("u1");
    await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    await show(<RecentCalls agent="u1" />);
    expect((await screen.findByRole("link", { name: "138 0013 8000" })).getAttribute("href")).toBe("/calls/c1");
    await userEvent.dblClick(await screen.findByRole("button", { name: "拨打 138 0013 8000" }));
    expect(seen.filter((one) => one.path === "/agent/dial").map((one) => one.body)).toEqual([
      { number: "+8613800138000" },
    ]);
  });
});
