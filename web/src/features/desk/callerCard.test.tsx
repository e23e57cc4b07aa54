import { screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readPop } from "@/live/pop";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { CallerCard } from "./components/CallerCard";
import { subjectOf } from "./model";
import type { Work } from "./work";

afterEach(() => {
  vi.unstubAllGlobals();
});

const CARD = {
  known: true,
  name: "李秀英",
  candidates: [
    { customer: "k1", number: "10000001", name: "李秀英" },
    { customer: "k2", number: "10000002", name: "张伟" },
  ],
  tickets: [{ id: "t1", number: "202611210001", status: "handling", title: "暖气不热" }],
  orders: [
    { id: "o1", number: "8202611210001", title: "净水器", step: { zh: "待发货", en: "waiting to be shipped" } },
    { id: "o2", number: "8202611200001", title: "", step: { zh: "已作废", en: "cancelled" } },
  ],
};

async function card(chosen: string | null, language: "zh-CN" | "en" = "zh-CN") {
  answerFetch({});
  const pop = readPop({ pop: "p1", number: "+8613800138000", customer: "k1", card: CARD }, "c1", 0);
  const draft = { customer: chosen };
  const work = { subject: subjectOf(pop, null), draft, change: vi.fn() } as unknown as Work;
  await show(<CallerCard pop={pop} work={work} />, { language });
}

describe("the caller's card", () => {
  it("has his orders with how far they are, beside his tickets", async () => {
    await card(null);
    screen.getByText("暖气不热");
    const orders = screen.getByText("订单").nextElementSibling as HTMLElement;
    const rows = within(orders).getAllByRole("listitem");
    expect(rows.map((row) => row.textContent)).toEqual(["净水器待发货", "8202611200001已作废"]);
    expect(within(orders).getByText("净水器").getAttribute("href")).toBe("/documents/o1");
  });

  it("says it in English, too", async () => {
    await card(null, "en");
    screen.getByText("Orders");
    screen.getByText("waiting to be shipped");
  });

  it("shows nobody else's orders: another candidate's are in his own record", async () => {
    await card("k2");
    expect(screen.queryByText("净水器")).toBeNull();
  });
});
