import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import Belongings from "./components/Belongings";

afterEach(() => {
  vi.unstubAllGlobals();
});

const PRODUCT = {
  id: "p1",
  serial: "SN-1",
  barcode: "690",
  model: "KF-35",
  name: "空调",
  bought_on: "2026-01-05",
  warranty_until: "2027-01-05",
  note: "",
  created_at: "2026-01-06T00:00:00Z",
  in_warranty: true,
};
const RELATION = {
  id: "r1",
  customer_id: "c2",
  customer_number: "10002",
  customer_name: "李娜",
  relation: "referral",
  note: "",
  direction: "incoming",
};
const entry = (code: string, name: string) => ({
  dictionary: "customer_relation",
  code,
  name_zh: name,
  name_en: name,
  active: true,
});
const ANSWERS = {
  "GET /customers/c1/products": { body: [PRODUCT] },
  "GET /customers/c1/relations": { body: [RELATION] },
  "GET /dictionaries": { body: [entry("referral", "推荐人"), entry("family", "家人")] },
};
const record = (user = AGENT, erased = false) => show(<Belongings customer="c1" erased={erased} />, { user });

describe("what belongs to a customer", () => {
  it("is shown with its numbers, its warranty and who is related from which side", async () => {
    answerFetch(ANSWERS);
    await record();
    const products = await screen.findByRole("list", { name: "客户产品" });
    for (const text of ["空调 KF-35", "保修期内", "SN-1", "690", "购买日期 2026-01-05 · 保修截止 2027-01-05"])
      expect(await within(products).findByText(text)).toBeTruthy();
    const other = (await screen.findByText("李娜")) as HTMLAnchorElement;
    expect(other.getAttribute("href")).toBe("/customers/c2");
    await screen.findByText("推荐人");
    await screen.findByText("登记在对方资料上");
  });

  it("is changed: what is emptied is sent as nothing, and a refusal stands at its field", async () => {
    let status = 422;
    const seen = answerFetch({
      ...ANSWERS,
      "PATCH /customers/c1/products/p1": () =>
        status === 200
          ? { body: PRODUCT }
          : {
              status,
              body: { error: { code: "invalid", message: "x", message_zh: "早于购买日", field: "warranty_until" } },
            },
    });
    await record();
    fireEvent.click(await screen.findByLabelText("空调 KF-35: 修改"));
    const dialog = await screen.findByRole("dialog");
    const barcode = within(dialog).getByLabelText("条码");
    await userEvent.clear(barcode);
    fireEvent.click(within(dialog).getByText("保存"));
    await within(dialog).findByText("早于购买日");
    status = 200;
    fireEvent.click(within(dialog).getByText("保存"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(seen.filter((one) => one.method === "PATCH").at(-1)?.body).toEqual({
      name: "空调",
      model: "KF-35",
      serial: "SN-1",
      barcode: null,
      bought_on: "2026-01-05",
      warranty_until: "2027-01-05",
      note: null,
    });
  });

  it("is taken away after it was asked, and says why when it is not", async () => {
    answerFetch({
      ...ANSWERS,
      "DELETE /customers/c1/products/p1": {
        status: 409,
        body: { error: { code: "in_use", message: "x", message_zh: "已有单据引用该产品" } },
      },
      "DELETE /customers/c1/relations/r1": { status: 204 },
    });
    await record();
    fireEvent.click(await screen.findByLabelText("空调 KF-35: 删除"));
    fireEvent.click(within(await screen.findByRole("dialog")).getByText("删除"));
    await screen.findByText("已有单据引用该产品");
    fireEvent.click(await screen.findByLabelText("李娜: 解除关联"));
    const [asked] = await screen.findAllByText("解除与李娜的关联（推荐人）？");
    const dialog = asked?.closest<HTMLElement>(".ant-modal-confirm") as HTMLElement;
    fireEvent.click(within(dialog).getByText("解除关联"));
    await screen.findByText("已解除关联");
  });

  it("is nobody's to change without the right, nor after an erasure", async () => {
    answerFetch(ANSWERS);
    const reader = { ...AGENT, functions: { ...AGENT.functions, "customers.write": "none" } } as typeof AGENT;
    const page = await record(reader);
    await screen.findByText("空调 KF-35");
    expect(screen.queryAllByRole("button")).toEqual([]);
    page.unmount();
    await record(AGENT, true);
    await screen.findByText("空调 KF-35");
    expect(screen.queryAllByRole("button")).toEqual([]);
  });
});
