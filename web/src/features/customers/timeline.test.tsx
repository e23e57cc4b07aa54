import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { CustomerTimeline } from "./components/CustomerTimeline";

afterEach(() => {
  vi.unstubAllGlobals();
});

const order = { number: "8202611210001", type: "order", status: "handling", title: "净水器", assignee_id: null };
const items = [{ kind: "order", id: "o1", at: "2026-11-21T02:00:00Z", data: order }];

it("an order is called an order, and leads to itself", async () => {
  answerFetch({
    "GET /customers/c1/timeline": { body: { items, total: 1, page: 1, page_size: 50 } },
    "GET /directory": { body: { users: [], queues: [], flows: [] } },
  });
  await show(<CustomerTimeline customer="c1" />);
  await screen.findByText("订单 · 8202611210001 · 净水器 · 处理中");
  expect(screen.getByRole("link").getAttribute("href")).toBe("/documents/o1");
});
