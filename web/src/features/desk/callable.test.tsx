import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RecentCalls } from "@/features/calls/components/RecentCalls";
import { BoardCard } from "@/features/documents/components/BoardCard";
import type { DocumentRow } from "@/features/documents/types";
import { Tables } from "@/features/replay/components/Tables";
import type { Wait } from "@/features/replay/model";
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

  async function atThePhone(answers: Parameters<typeof answerFetch>[0] = {}) {
    const seen = answerFetch({ ...answers, "GET /agent/me": { body: ME }, "POST /agent/dial": { status: 204 } });
    liveStore.receive({ type: "snapshot", data: { me: { agent: "u1" }, agents: [{ agent: "u1", state: "wrap_up" }] } });
    detach = deskSession.attach("u1");
    await act(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    return seen;
  }
  const dialled = (seen: Awaited<ReturnType<typeof atThePhone>>) =>
    seen.filter((one) => one.path === "/agent/dial").map((one) => one.body);

  it("is called once by a double click, beside the link to the call", async () => {
    const seen = await atThePhone({ "GET /calls": { body: { items: [CALL], total: 1 } } });
    await show(<RecentCalls agent="u1" />);
    expect((await screen.findByRole("link", { name: "138 0013 8000" })).getAttribute("href")).toBe("/calls/c1");
    await userEvent.dblClick(await screen.findByRole("button", { name: "拨打 138 0013 8000" }));
    expect(dialled(seen)).toEqual([{ number: "+8613800138000" }]);
  });

  it("stands on a document's card, which does not open by that", async () => {
    const seen = await atThePhone({ "GET /directory": { body: { users: [], queues: [], flows: [] } } });
    const row = {
      id: "d1",
      title: "漏水",
      phone: "+8613800138000",
      customer_name: "陈女士",
      fields: {},
    } as DocumentRow;
    await show(<BoardCard row={row} fields={[]} typed stepped={false} onDo={() => {}} />);
    expect(screen.getByText("陈女士")).toBeTruthy();
    await userEvent.click(await screen.findByRole("button", { name: "拨打 138 0013 8000" }));
    expect(dialled(seen)).toEqual([{ number: "+8613800138000" }]);
  });

  it("stands in the replay beside the way to its call", async () => {
    const seen = await atThePhone({ "GET /directory": { body: { users: [], queues: [], flows: [] } } });
    const wait = { call: "c1", number: "+8613800138000", queue: "service", begins: 1 } as Wait;
    await show(<Tables board={{ queues: [], waits: [wait], talks: [], agents: [] }} moment={2} />);
    expect(screen.getByRole("link", { name: "138 0013 8000" }).getAttribute("href")).toBe("/calls/c1");
    await userEvent.click(await screen.findByRole("button", { name: "拨打 138 0013 8000" }));
    expect(dialled(seen)).toEqual([{ number: "+8613800138000" }]);
  });
});
