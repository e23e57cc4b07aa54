import { fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as ContactsPage } from "./ContactsPage";
import { bodyOf, valuesOf } from "./model";

afterEach(() => vi.unstubAllGlobals());

const EMPTY = { body: { items: [], total: 0, page: 1, page_size: 20 } };

describe("a contact", () => {
  it("is sent without lines that have no number", () => {
    const values = { ...valuesOf(null), name: " 王 ", numbers: [{ kind: "mobile" as const, number: " " }] };
    expect(bodyOf(values)).toMatchObject({ name: "王", numbers: [] });
  });
});

describe("the contacts page", () => {
  it("offers an agent to enter his own contacts only, and says who sees them", async () => {
    const seen = answerFetch({
      "GET /contacts": EMPTY,
      "GET /units": { body: [] },
      "POST /contacts": {
        status: 422,
        body: { error: { code: "invalid", message: "m", message_zh: "公司名称太长", field: "company" } },
      },
    });
    await show(<ContactsPage />, { path: "/?book=own" });
    fireEvent.click(await screen.findByText("新建个人联系人"));
    fireEvent.change(await screen.findByLabelText("姓名"), { target: { value: "李四" } });
    expect(screen.getByText("只有您自己可见")).toBeTruthy();
    fireEvent.click(screen.getByText("保存"));
    expect(await screen.findByText("公司名称太长", {}, { timeout: 15_000 })).toBeTruthy();
    expect(seen.find((one) => one.method === "POST")?.body).toMatchObject({ name: "李四", shared: false, numbers: [] });
  });

  it("offers him nothing in the company's", async () => {
    answerFetch({ "GET /contacts": EMPTY, "GET /units": { body: [] } });
    await show(<ContactsPage />);
    expect(await screen.findByText(/还没有公共联系人/)).toBeTruthy();
    expect(screen.queryByText(/新建/)).toBeNull();
  });
});
