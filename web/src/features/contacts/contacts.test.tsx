import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
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

  it("exports what it shows, for whoever may", async () => {
    answerFetch({ "GET /contacts": EMPTY, "GET /units": { body: [] } });
    const saved: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.href);
    });
    const user = { ...AGENT, functions: { ...AGENT.functions, "contacts.export": "all" } } as const;
    await show(<ContactsPage />, { user, path: "/?q=王&group=客户&page=3" });
    fireEvent.click(await screen.findByText("导出"));
    fireEvent.click(await screen.findByText("CSV 文件"));
    await waitFor(() => expect(saved).toHaveLength(1));
    const { pathname, searchParams } = new URL(saved[0] ?? "");
    expect(pathname).toBe("/api/v1/exports/contacts");
    expect(Object.fromEntries(searchParams)).toEqual({ q: "王", group: "客户", shared: "true", format: "csv" });
    click.mockRestore();
  });
});
