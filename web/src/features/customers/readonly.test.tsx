import { screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Writable } from "@/shared/ui/Writable";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as Customers } from "./CustomersPage";
import { CustomerForm } from "./components/CustomerForm";

afterEach(() => vi.unstubAllGlobals());

const READER = { ...AGENT, functions: { "customers.read": "all" } } as typeof AGENT;
const form = (
  <Writable function="customers.write">
    <CustomerForm
      customer={null}
      number="13800138000"
      region={{}}
      draft={{ kept: null, keep: () => undefined, drop: () => undefined }}
      onSaved={() => undefined}
    />
  </Writable>
);

describe("somebody who only reads customers", () => {
  it("types nothing into a form that he could not save", async () => {
    answerFetch({});
    await show(form, { user: READER });
    expect((screen.getByRole("textbox", { name: "姓名" }) as HTMLInputElement).disabled).toBe(true);
  });

  it("is offered no new one", async () => {
    answerFetch({ "GET /customers": { body: { items: [], total: 0, page: 1, page_size: 20 } } });
    await show(<Customers />, { user: READER });
    expect(await screen.findByRole("heading", { level: 1 })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /新建客户/ })).toBeNull();
  });

  it("is not, where he may write", async () => {
    answerFetch({});
    await show(form);
    expect((screen.getByRole("textbox", { name: "姓名" }) as HTMLInputElement).disabled).toBe(false);
  });
});
