import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CallDetail } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { CallBusiness } from "./components/CallBusiness";

afterEach(() => vi.unstubAllGlobals());

const TICKET = {
  kind: "ticket",
  id: "t1",
  number: "T-1",
  title: "漏水",
  type: "repair",
  status: "",
  relation: "linked",
};
const CALL = { id: "c1", business: [TICKET] } as unknown as CallDetail;

describe("what a call was about", () => {
  it("is listed, and taken away", async () => {
    const seen = answerFetch({ "DELETE /calls/c1/links/ticket/t1": { body: { ...CALL, business: [] } } });
    await show(<CallBusiness call={CALL} />);
    expect(screen.getByRole("link", { name: "T-1 漏水" }).getAttribute("href")).toBe("/documents/t1");
    fireEvent.click(screen.getByRole("button", { name: "取消关联 T-1 漏水" }));
    await waitFor(() => expect(seen.map((one) => one.method)).toEqual(["DELETE"]));
  });

  it("is looked for and added", async () => {
    const found = { items: [{ id: "t2", number: "T-2", title: "停暖" }], total: 1, page: 1, page_size: 20 };
    const seen = answerFetch({
      "GET /documents": { body: found },
      "POST /calls/c1/links": { status: 201, body: CALL },
    });
    await show(<CallBusiness call={{ ...CALL, business: [] }} />);
    fireEvent.click(screen.getByRole("button", { name: "添加关联" }));
    fireEvent.change(screen.getByRole("combobox", { name: "查找要关联的对象" }), { target: { value: "停暖" } });
    fireEvent.click(await screen.findByText("T-2 停暖"));
    await waitFor(() =>
      expect(seen.find((one) => one.method === "POST")?.body).toEqual({ kind: "document", id: "t2" }),
    );
  });

  it("is not changed by whoever only reads calls", async () => {
    const reads = { ...AGENT, functions: { ...AGENT.functions, "calls.write": "none" as const } };
    await show(<CallBusiness call={CALL} />, { user: reads });
    expect(screen.queryByRole("button")).toBeNull();
  });
});
