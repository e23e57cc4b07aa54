import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CustomerDetail } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { rowsOf } from "./changes";
import { ChangesPanel } from "./components/ChangesPanel";
import { EraseCustomer } from "./components/EraseCustomer";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the rows of a change", () => {
  it("name single own fields, one region and one address, and leave out what follows by itself", () => {
    expect(
      rowsOf({
        fields: [
          { area: 80, hall: "north" },
          { area: 90, hall: "north" },
        ],
        region_zh: ["", "北京市"],
        region_en: ["", "Beijing"],
        address: ["", "幸福路1号"],
        addresses: [[], [{ text: "幸福路1号" }]],
        last_contact_at: [null, "2026-01-01"],
      }),
    ).toEqual([
      { name: "fields.area", before: 80, after: 90 },
      { name: "region", before: null, after: { region_zh: "北京市", region_en: "Beijing" } },
      { name: "address", before: "", after: "幸福路1号" },
    ]);
  });

  it("say of a changed product which one, and what of it", () => {
    const before = { name: "空调", serial: "SN-1" };
    expect(rowsOf({ product: [before, { name: "空调", serial: "SN-2", note: "换新" }] })).toEqual([
      { name: "product", before: null, after: "空调" },
      { name: "product.serial", before: "SN-1", after: "SN-2" },
      { name: "product.note", before: undefined, after: "换新" },
    ]);
    expect(rowsOf({ product: [before, null] }).map((one) => one.before)).toEqual(["空调", "SN-1"]);
  });
});

const change = (id: string, action: string, changes: object, names = {}) => ({
  id,
  action,
  changes,
  names,
  created_by: "u1",
  created_at: "2026-11-20T08:00:00Z",
});
const entry = (dictionary: string, code: string, name: string) => ({
  dictionary,
  code,
  name_zh: name,
  name_en: name,
  active: true,
});
const by = { code: "by", kind: "customer", label: { zh: "介绍人", en: "Introduced by" }, active: true };
const ANSWERS = {
  "GET /customers/c1/history": {
    body: {
      items: [
        change(
          "1",
          "update",
          {
            category: ["", "vip"],
            phones: [["138****8000"], ["139****8000"]],
            "fields.by": [null, "c2"],
            "fields.gone": [null, 1],
          },
          { "customer:c2": { zh: "李娜", en: "李娜" } },
        ),
        change("2", "relate", { relation: [null, ["family", "c3"]] }),
        change("3", "nonsense", {}),
      ],
      total: 3,
      page: 1,
      page_size: 10,
    },
  },
  "GET /customer-fields": { body: { fields: [by], sections: [] } },
  "GET /dictionaries": {
    body: [entry("customer_category", "vip", "重要"), entry("customer_relation", "family", "家人")],
  },
  "GET /directory": { body: { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] } },
};

describe("the history of a record", () => {
  it("says who changed what in words; what one may not see has no name", async () => {
    answerFetch(ANSWERS);
    await show(<ChangesPanel customer="c1" erased={false} />);
    await screen.findByText("重要");
    for (const text of ["类别", "介绍人", "李娜", "139****8000", "gone", "修改资料", "其他变更"])
      screen.getByText(text);
    expect(screen.getByText("138****8000").closest("del")).toBeTruthy();
    expect(screen.getAllByText(/1001 王芳/)).toHaveLength(3);
    expect(screen.getByText(/家人/).textContent).toContain("无权查看");
  });
});

const CUSTOMER = { id: "c1", number: "10007", name: "张伟", erased_at: null } as unknown as CustomerDetail;
const counted = (total: number) => ({ body: { items: [], total, page: 1, page_size: 1 } });

describe("the erasure of personal data", () => {
  it("is done only when the customer's number was typed, and says what came of it", async () => {
    const seen = answerFetch({
      ...ANSWERS,
      "GET /customers/c1/timeline": counted(4),
      "POST /customers/c1/erase": { body: { calls: 4, voicemails: 0, tickets: 1, files: 2, recordings: 3, held: 1 } },
    });
    await show(<EraseCustomer customer={CUSTOMER} />, { user: AGENT });
    fireEvent.click(screen.getByText("清除个人信息"));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText(/通话 4/);
    within(dialog).getByText("通话录音和留言录音");
    const go = within(dialog).getByText("清除个人信息").closest("button") as HTMLButtonElement;
    await userEvent.type(within(dialog).getByLabelText("依据"), "申请 17");
    const number = within(dialog).getByLabelText("输入客户编号 10007 以确认");
    await userEvent.type(number, "1000");
    expect(go.disabled).toBe(true);
    await userEvent.type(number, "7");
    await waitFor(() => expect(go.disabled).toBe(false));
    fireEvent.click(go);
    await screen.findByText(/有录音处于司法保全/);
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({ reason: "申请 17" });
    expect(screen.getByText("已隐去的通话").nextSibling?.textContent).toBe("4");
  });

  it("is not offered a second time", async () => {
    answerFetch(ANSWERS);
    await show(<EraseCustomer customer={{ ...CUSTOMER, erased_at: "2026-11-20T08:00:00Z" }} />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
