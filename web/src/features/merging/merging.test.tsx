import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CustomerDetail, User } from "@/api/types";
import { Component as CustomerPage } from "@/features/customers/CustomerPage";
import { Component as CustomersPage } from "@/features/customers/CustomersPage";
import type { CustomerField } from "@/shared/fields/customer";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { MergedCustomers } from "./components/MergedCustomers";
import { Component as DuplicatesPage } from "./DuplicatesPage";
import { Component as MergePage } from "./MergePage";
import { asked, readPicks, suggested, takeOf, tooMany, winner, writePicks } from "./model";

afterEach(() => vi.unstubAllGlobals());

const BOSS: User = { ...AGENT, functions: { ...AGENT.functions, "customers.merge": "below" } };
const AREA: CustomerField = { code: "area", kind: "number", label: { zh: "面积", en: "Area" } };

function customer(id: string, more: Partial<CustomerDetail> = {}): CustomerDetail {
  return {
    id,
    number: `K-${id}`,
    kind: "person",
    name: "王芳",
    contact: "",
    sex: "",
    source: "",
    category: "",
    level: "",
    language: null,
    region_code: "",
    region_zh: "",
    region_en: "",
    address: "",
    note: "",
    tags: [],
    fields: {},
    no_sms: false,
    provisional: false,
    unit_id: "root",
    owner_id: null,
    last_contact_at: null,
    last_served_at: null,
    last_agent_id: null,
    created_at: "2026-01-01T00:00:00Z",
    created_by: null,
    updated_at: "2026-01-01T00:00:00Z",
    erased_at: null,
    version: 1,
    phones: [{ number: "+8613800138000", label: "" }],
    names: {},
    addresses: [],
    products: [],
    relations: [],
    ...more,
  };
}

const A = customer("a", { note: "北门", fields: { area: 90 }, version: 4 });
const B = customer("b", {
  name: "王芳芳",
  sex: "female",
  created_at: "2026-02-01T00:00:00Z",
  phones: [
    { number: "+8613800138000", label: "" },
    { number: "138****9999", label: "" },
  ],
  fields: { area: 120 },
  no_sms: true,
  version: 7,
});
const PAIR = { a: A, b: B };
const MERGE = {
  id: "m1",
  kept_id: "a",
  gone_id: "b",
  gone_number: "K-b",
  gone_name: "王芳芳",
  merged_at: "2026-03-01T00:00:00Z",
  merged_by: null,
  undone_at: null,
  undone_by: null,
  undo_until: "2026-03-31T00:00:00Z",
};
const refusal = (status: number, code: string, message_zh: string) => ({
  status,
  body: { error: { code, message: message_zh, message_zh } },
});
const AROUND = {
  "GET /customer-fields": { body: { version: "1", fields: [AREA] } },
  "GET /dictionaries": { body: [] },
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
  "GET /units": { body: [] },
  "GET /customers/a": { body: A },
  "GET /customers/b": { body: B },
  "GET /customers/a/timeline": { body: { items: [], total: 0, page: 1, page_size: 1 } },
  "GET /customers/b/timeline": { body: { items: [], total: 3, page: 1, page_size: 1 } },
};

describe("what comes out of two", () => {
  it("has the values of who stays, and the other's where he has none or they were chosen", () => {
    expect(winner(PAIR, "a", {}, "name")).toBe("a");
    expect(winner(PAIR, "a", {}, "sex")).toBe("b");
    expect(winner(PAIR, "b", {}, "note")).toBe("a");
    expect(winner(PAIR, "a", { name: "b", sex: "a" }, "sex")).toBe("b");
    expect(takeOf(PAIR, "a", {}, [AREA])).toEqual([]);
    expect(takeOf(PAIR, "a", { name: "b", "fields.area": "b" }, [AREA])).toEqual(["name", "fields.area"]);
    expect(takeOf(PAIR, "b", { name: "b", "fields.area": "a" }, [AREA])).toEqual(["fields.area"]);
  });

  it("keeps the one that is no caller without a name, else the older", () => {
    expect(suggested(PAIR)).toBe("a");
    expect(suggested({ a: B, b: A })).toBe("b");
    expect(suggested({ a: customer("a", { provisional: true }), b: B })).toBe("b");
  });

  it("says when it has more than there is room for", () => {
    const tags = (first: number) => Array.from({ length: 11 }, (_, at) => `t${first + at}`);
    expect(tooMany({ a: customer("a", { tags: tags(0) }), b: customer("b", { tags: tags(0) }) })).toBe(false);
    expect(tooMany({ a: customer("a", { tags: tags(0) }), b: customer("b", { tags: tags(20) }) })).toBe(true);
  });

  it("survives in the address", () => {
    const picks = { name: "b", "fields.area": "a" } as const;
    expect(readPicks(writePicks(picks))).toEqual(picks);
    expect(readPicks("name,:a,note:c")).toEqual({});
  });

  it("asks for those who are alike without numbers that are not shown", () => {
    const hidden = customer("a", { phones: [{ number: "138****8000", label: "" }] });
    expect(asked(hidden)).toEqual({ exclude: "a", name: "王芳" });
    expect(asked(A)).toMatchObject({ phone: "+8613800138000" });
  });
});

describe("the list", () => {
  it("shows pairs with why, and teaches where there are none", async () => {
    const pair = { first: A, second: B, score: 0.62, reasons: [{ code: "mobile", zh: "手机号码相同", en: "same" }] };
    const seen = answerFetch({
      ...AROUND,
      "GET /customers/duplicate-pairs": { body: { items: [pair], total: 1, page: 1, page_size: 20 } },
    });
    await show(<DuplicatesPage />, { path: "/customers/duplicates", user: BOSS });
    expect(await screen.findByText("手机号码相同")).toBeTruthy();
    expect(screen.getByText("相似度 62%")).toBeTruthy();
    expect(screen.getAllByText("138 0013 8000")).toHaveLength(2);
    expect(screen.getByText("138****9999")).toBeTruthy();
    expect(screen.getByRole("link", { name: "比对" }).getAttribute("href")).toBe("/customers/merge?a=a&b=b");
    expect(seen.some((one) => one.path === "/customers/duplicate-pairs")).toBe(true);
  });

  it("teaches where there are none", async () => {
    answerFetch({ "GET /customers/duplicate-pairs": { body: { items: [], total: 0, page: 1, page_size: 20 } } });
    await show(<DuplicatesPage />, { path: "/customers/duplicates?by=household", user: BOSS });
    expect(await screen.findByText(/没有户号相同的客户/)).toBeTruthy();
  });

  it("is offered to those who may merge", async () => {
    answerFetch({ ...AROUND, "GET /customers": { body: { items: [], total: 0, page: 1, page_size: 20 } } });
    const { unmount } = await show(<CustomersPage />, { user: AGENT });
    expect(screen.queryByRole("button", { name: "重复客户" })).toBeNull();
    unmount();
    await show(<CustomersPage />, { user: BOSS });
    expect(screen.getByRole("button", { name: "重复客户" })).toBeTruthy();
  });
});

describe("the comparison", () => {
  const go = async (path = "/customers/merge?a=a&b=b") => {
    await show(<MergePage />, { path, user: BOSS });
    await screen.findByText("合并后会怎样");
  };
  const press = async () => {
    fireEvent.click(screen.getByRole("button", { name: /^合并到/ }));
    fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "合并" }));
  };

  it("sends what was chosen with the versions that were seen", async () => {
    const seen = answerFetch({
      ...AROUND,
      "POST /customers/b/merge": { body: { ...MERGE, kept_id: "b", gone_id: "a" } },
    });
    await go();
    expect(await screen.findByText(/^以下记录从王芳芳（K-b）转到王芳（K-a）.*通话 3 · 工单 3/)).toBeTruthy();
    expect(screen.getByText(/其中一方拒收短信/)).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: "保留 K-b" }));
    fireEvent.click(await screen.findByRole("radio", { name: "90" }));
    expect(await screen.findByText(/您看不到王芳（K-a）的通话/)).toBeTruthy();
    await press();
    await waitFor(() => expect(seen.some((one) => one.method === "POST")).toBe(true));
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({
      gone: "a",
      take: ["fields.area"],
      version: 7,
      gone_version: 4,
    });
  });

  it("says that somebody was faster, and shows what is there now", async () => {
    let note = "北门";
    answerFetch({
      ...AROUND,
      "GET /customers/a": () => ({ body: { ...A, note, version: note === "北门" ? 4 : 5 } }),
      "POST /customers/a/merge": () => {
        note = "南门";
        return refusal(409, "conflict", "已被修改");
      },
    });
    await go("/customers/merge?a=a&b=b&pick=name:b");
    await press();
    expect(await screen.findByText(/未合并：其中一位客户刚被他人修改/)).toBeTruthy();
    expect((await screen.findAllByText("南门")).length).toBeGreaterThan(0);
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "王芳芳" }).checked).toBe(true);
  });

  it("says when one of them is gone", async () => {
    answerFetch({ ...AROUND, "GET /customers/b": refusal(404, "not_found", "没有找到") });
    await show(<MergePage />, { path: "/customers/merge?a=a&b=b", user: BOSS });
    expect(await screen.findByText(/其中一位客户已不存在/)).toBeTruthy();
  });

  it("needs two", async () => {
    answerFetch(AROUND);
    await show(<MergePage />, { path: "/customers/merge?a=a&b=a", user: BOSS });
    expect(await screen.findByText("请选择两位不同的客户进行比对。")).toBeTruthy();
  });
});

describe("merged customers", () => {
  const merged = { "GET /customers/a/merges": { body: [MERGE] } };

  it("are parted by those who may; a refusal is said beside them", async () => {
    answerFetch({
      ...AROUND,
      ...merged,
      "POST /customers/a/merges/m1/undo": refusal(409, "not_possible", "请先撤销之后的合并"),
    });
    await show(<MergedCustomers customer="a" />, { user: BOSS });
    fireEvent.click(await screen.findByRole("button", { name: "撤销合并：王芳芳（K-b）" }));
    fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "撤销合并" }));
    expect(await within(screen.getByRole("listitem")).findByText("请先撤销之后的合并")).toBeTruthy();
  });

  it("are only shown to those who may not", async () => {
    answerFetch({ ...AROUND, ...merged });
    await show(<MergedCustomers customer="a" />, { user: AGENT });
    expect(await screen.findByText("王芳芳（K-b）")).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("are no matter where nobody was merged, nor merging for those who may not", async () => {
    answerFetch({ ...AROUND, "GET /customers/": { body: A }, "GET /customers//merges": { body: [] } });
    await show(<CustomerPage />, { user: AGENT });
    expect(await screen.findByRole("heading", { name: "王芳" })).toBeTruthy();
    expect(screen.queryByText("合并…")).toBeNull();
    expect(screen.queryByText("已合并的客户")).toBeNull();
  });
});
