import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { User } from "@/api/types";
import { parameters } from "@/shared/list/parameters";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component } from "./CustomersPage";
import { forAll, narrowedBy } from "./listing";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const CHIEF: User = {
  ...AGENT,
  functions: {
    ...AGENT.functions,
    "customers.text": "all",
    "customers.delete": "all",
    "customers.export": "all",
  } as User["functions"],
};
const customer = (id: string, name: string) => ({
  id,
  name,
  number: `1000${id}`,
  phones: [],
  fields: {},
  kind: "person",
  category: "",
  region_zh: "北京市",
  region_en: "Beijing",
  provisional: false,
  last_agent_id: null,
  last_contact_at: null,
});
const TEMPLATE = {
  code: "arrival",
  name: { zh: "到货", en: "Arrival" },
  sms: { zh: "您好{{customer}}，{{goods}}到货", en: "x" },
  email: {},
  variables: [
    { name: "customer", zh: "客户", en: "Customer", example: "王" },
    { name: "goods", zh: "货物", en: "Goods", example: "空调" },
  ],
  shipped: false,
  changed: false,
};
const PREVIEW = {
  selected: 2,
  recipients: 1,
  no_mobile: 1,
  same_number: 0,
  opted_out: 0,
  erased: 0,
  example: "您好王芳，空调到货",
};
const ANSWERS = {
  "GET /customers": {
    body: { items: [customer("1", "王芳"), customer("2", "李雷")], total: 2, page: 1, page_size: 20 },
  },
  "GET /customer-fields": { body: { fields: [], sections: [] } },
  "GET /dictionaries": { body: [] },
  "GET /directory": { body: { users: [], queues: [], flows: [] } },
  "GET /message-templates": { body: [TEMPLATE] },
  "POST /customer-mailings/preview": { body: PREVIEW },
  "GET /customer-mailings": { body: { items: [], total: 0, page: 1, page_size: 20 } },
};

describe("what the list is narrowed by", () => {
  it("goes to the list, to its export and to a message to all in the spelling of each", () => {
    const values = { category: "vip", kind: "nonsense", provisional: "false", from: "2026-11-01", "field.size": "big" };
    const query = narrowedBy(values, [{ code: "size" }, { code: "colour" }]);
    expect(parameters(query)).toEqual({
      category: "vip",
      provisional: "false",
      created_from: "2026-11-01",
      "field.size": "big",
    });
    expect(forAll(query)).toMatchObject({ category: "vip", provisional: false, field: { "field.size": "big" } });
  });
});

const heads = () => [...document.querySelectorAll("th")].map((one) => one.textContent);

describe("the list of customers", () => {
  it("hides a column for whoever does not want it, and remembers", async () => {
    answerFetch(ANSWERS);
    const page = await show(<Component />, { user: CHIEF });
    await screen.findByText("王芳");
    expect(heads()).toContain("地区");
    fireEvent.click(screen.getByLabelText("显示的列"));
    fireEvent.click(await screen.findByLabelText("地区"));
    expect(heads()).not.toContain("地区");
    page.unmount();
    await show(<Component />, { user: CHIEF });
    await screen.findByText("王芳");
    expect(heads()).not.toContain("地区");
  });

  it("writes to those who are ticked, after it has said to how many and what", async () => {
    const seen = answerFetch({
      ...ANSWERS,
      "POST /customer-mailings": ({ body }) =>
        (body as { expected: number }).expected === 1 ? { status: 201, body: {} } : { status: 409 },
    });
    await show(<Component />, { user: CHIEF });
    fireEvent.click(await screen.findByLabelText("选择 王芳"));
    fireEvent.click(screen.getByLabelText("选择 李雷"));
    fireEvent.click(within(screen.getByLabelText("已选客户")).getByText("群发短信"));
    const dialog = (await screen.findByLabelText(/模板/)).closest<HTMLElement>(".ant-modal") as HTMLElement;
    await userEvent.click(within(dialog).getByLabelText(/模板/));
    await userEvent.click(await screen.findByTitle("到货"));
    await userEvent.type(within(dialog).getByLabelText("货物"), "空调");
    expect(within(dialog).queryByLabelText("客户")).toBeNull();
    await within(dialog).findByText("您好王芳，空调到货");
    const send = within(dialog).getByText("发送给 1 位").closest("button") as HTMLButtonElement;
    await waitFor(() => expect(send.disabled).toBe(false));
    fireEvent.click(send);
    await waitFor(() =>
      expect(seen.some((one) => one.path === "/customer-mailings" && one.method === "POST")).toBe(true),
    );
    const sent = seen.find((one) => one.path === "/customer-mailings" && one.method === "POST");
    expect(sent?.body).toEqual({
      selection: { ids: ["1", "2"] },
      template: "arrival",
      language: "zh",
      values: { goods: "空调" },
      expected: 1,
    });
    expect(sent?.headers.get("Idempotency-Key")).toBeTruthy();
    await screen.findByText("群发记录");
  });

  it("says who could not be deleted, and keeps him ticked", async () => {
    answerFetch({
      ...ANSWERS,
      "POST /customers/delete": {
        body: {
          done: 1,
          refused: 1,
          rows: [
            { id: "1", done: true, code: "", message: "", message_zh: "" },
            { id: "2", done: false, code: "in_use", message: "has calls", message_zh: "有 3 通电话" },
          ],
        },
      },
    });
    await show(<Component />, { user: CHIEF });
    fireEvent.click(await screen.findByLabelText("选择 王芳"));
    fireEvent.click(screen.getByLabelText("选择 李雷"));
    const bar = screen.getByLabelText("已选客户");
    fireEvent.click(within(bar).getByText("删除"));
    const asked = (await screen.findByText("删除 2 位客户？")).closest<HTMLElement>(".ant-popover") as HTMLElement;
    fireEvent.click(within(asked).getByText("删除"));
    await screen.findByText("李雷: 有 3 通电话");
    expect(within(bar).getByText("已选 1 位")).toBeTruthy();
  });

  it("offers nothing of it to whoever may not", async () => {
    answerFetch(ANSWERS);
    await show(<Component />);
    await screen.findByText("王芳");
    expect(document.querySelector("input[type=checkbox]")).toBeNull();
    expect(screen.queryByText("导出")).toBeNull();
  });
});
