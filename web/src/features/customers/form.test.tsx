import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CustomerDetail } from "@/api/types";
import { useDraft } from "@/shared/draft";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { CustomerForm } from "./components/CustomerForm";
import { likeQuery } from "./model";
import type { Kept } from "./typed";

afterEach(() => vi.unstubAllGlobals());

const LEI = {
  id: "k1",
  number: "10000001",
  name: "李雷",
  sex: "",
  phones: [{ id: "p1", number: "+8613800138000", label: "" }],
  category: "",
  source: "",
  region_zh: "北京市",
  region_en: "Beijing",
  address: "",
  note: "旧",
  fields: {},
  kind: "person",
  provisional: false,
  version: 3,
} as unknown as CustomerDetail;
const AROUND = {
  "GET /customer-fields": { body: { fields: [], sections: [] } },
  "GET /dictionaries": { body: [] },
  "GET /customers/duplicates": { body: [] },
};

/** What a colleague saves arrives by the button. */
function Page({ first, then, onSaved }: { first: CustomerDetail | null; then?: CustomerDetail; onSaved?: () => void }) {
  const [customer, setCustomer] = useState(first);
  const draft = useDraft<Kept>("customer.test");
  return (
    <>
      <CustomerForm
        customer={customer}
        number="13800138000"
        region={{}}
        draft={draft}
        page
        onSaved={onSaved ?? (() => undefined)}
      />
      {then && (
        <button type="button" onClick={() => setCustomer(then)}>
          colleague
        </button>
      )}
    </>
  );
}

describe("a customer's form", () => {
  it("keeps what is typed when a colleague saves, and has one choose where both changed the same", async () => {
    const seen = answerFetch({ ...AROUND, "PATCH /customers/k1": { body: { ...LEI, version: 5 } } });
    await show(<Page first={LEI} then={{ ...LEI, version: 4, address: "长安街", note: "别人的" } as CustomerDetail} />);
    fireEvent.change(screen.getByLabelText("备注"), { target: { value: "我的" } });
    await userEvent.click(screen.getByText("colleague"));
    expect(screen.getByLabelText("备注")).toHaveProperty("value", "我的");
    expect(screen.getByLabelText("地址")).toHaveProperty("value", "长安街");
    expect(screen.getByRole("button", { name: "保存" })).toHaveProperty("disabled", true);
    await userEvent.click(screen.getByRole("button", { name: "保留我的" }));
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    await waitFor(() =>
      expect(seen.find((one) => one.method === "PATCH")?.body).toMatchObject({
        note: "我的",
        address: "长安街",
        region_zh: "北京市",
        region_en: "Beijing",
        version: 4,
      }),
    );
    await waitFor(() => expect(localStorage.getItem("hotline.draft.u1.customer.test")).toBeNull());
  });

  it("has again what was typed when the page is loaded anew, until it is discarded", async () => {
    answerFetch(AROUND);
    const { unmount } = await show(<Page first={null} />);
    fireEvent.change(screen.getByLabelText("姓名"), { target: { value: "韩梅梅" } });
    unmount();
    await show(<Page first={null} />);
    expect(screen.getByLabelText("姓名")).toHaveProperty("value", "韩梅梅");
    await userEvent.click(screen.getByRole("button", { name: "放弃" }));
    expect(screen.getByLabelText("姓名")).toHaveProperty("value", "");
  });

  it("shows who may be the same while one types; who is taken gets the number", async () => {
    const reasons = [{ code: "name", zh: "姓名相同", en: "same name" }];
    const other = { ...LEI, id: "k2", number: "10000002", phones: [{ id: "p2", number: "+861062881234", label: "" }] };
    const seen = answerFetch({
      ...AROUND,
      "GET /customers/duplicates": ({ query }) => ({
        body: [
          { customer: { ...LEI, id: "k9", name: "", provisional: true }, score: 0.7, reasons },
          ...(query.get("name") === "李雷" ? [{ customer: other, score: 0.4, reasons }] : []),
        ],
      }),
      "GET /customers/k2": { body: other },
      "PATCH /customers/k2": { body: other },
    });
    const saved = vi.fn();
    await show(<Page first={null} onSaved={saved} />);
    fireEvent.change(screen.getByLabelText("姓名"), { target: { value: "李雷" } });
    await userEvent.click(await screen.findByRole("button", { name: "就是此客户" }));
    await waitFor(() => expect(saved).toHaveBeenCalled());
    expect(screen.queryByText("临时客户")).toBeNull();
    expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({
      phones: [...other.phones, { number: "13800138000", label: "" }],
      version: 3,
    });
    expect(localStorage.getItem("hotline.draft.u1.customer.test")).toBeNull();
  });

  it("asks for nobody before enough is typed", () => {
    expect(likeQuery({ name: "李", address: "", phones: [{ number: "1", label: "" }] }, null)).toBeNull();
    expect(likeQuery({ name: "李雷", phones: [{ number: "138 0013 8000", label: "" }] }, "k1")).toEqual({
      name: "李雷",
      phone: "13800138000",
      exclude: "k1",
    });
  });
});
