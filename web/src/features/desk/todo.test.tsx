import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { IdleDesk } from "./components/IdleDesk";

const NOTHING = { body: { items: [], total: 0, page: 1, page_size: 5 } };

it("shows on the day of somebody with a phone only what he may see", async () => {
  const seen = answerFetch({
    "GET /voicemails": NOTHING,
    "GET /calls": NOTHING,
    "GET /live/messages": NOTHING,
    "GET /kpis": { body: { kpis: [] } },
  });
  // 质检员 as shipped: he has a phone, and no callbacks
  const functions = { "phone.use": "all", "calls.read": "below", "voicemails.read": "below" } as typeof AGENT.functions;
  await show(<IdleDesk user={AGENT} />, { user: { ...AGENT, functions } });
  await screen.findByText("没有未听的留言。");
  expect(seen.filter(({ path }) => path === "/callbacks")).toEqual([]);
  expect(screen.queryByText("回呼")).toBeNull();
});
