import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as MyNumbersPage } from "./MyNumbersPage";

const ITEM = {
  id: "i1",
  list_id: "l1",
  list_name: "续费提醒",
  number: "13800138000",
  name: "王芳",
  note: "上次说月底再联系",
  customer_id: "c1",
  agent_id: "u1",
  result: "",
  remark: "",
  result_at: null,
  version: 3,
  blocked: false,
};
const page = (...items: object[]) => ({ body: { items, total: items.length, page: 1, page_size: 20, more: false } });

describe("one's numbers", () => {
  it("are asked for without a result, and a result is written with its remark and version", async () => {
    const seen = answerFetch({
      "GET /my-call-list": page(ITEM),
      "PUT /my-call-list/i1/result": { body: { ...ITEM, result: "later", remark: "明天上午" } },
    });
    await show(<MyNumbersPage />, { path: "/my-numbers" });
    expect(await screen.findByText("续费提醒")).toBeTruthy();
    expect(seen[0]?.query.get("open")).toBe("true");
    fireEvent.click(screen.getByRole("button", { name: "登记结果" }));
    const save = await screen.findByRole("button", { name: "保存" });
    expect((save as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("radio", { name: "稍后再打" }));
    fireEvent.change(screen.getByLabelText("备注"), { target: { value: "明天上午" } });
    fireEvent.click(save);
    await waitFor(() =>
      expect(seen.find(({ method }) => method === "PUT")?.body).toEqual({
        result: "later",
        remark: "明天上午",
        version: 3,
      }),
    );
  });

  it("keeps what was typed when the result is refused", async () => {
    answerFetch({
      "GET /my-call-list": page(ITEM),
      "PUT /my-call-list/i1/result": {
        status: 409,
        body: { error: { code: "conflict", message: "changed", message_zh: "已被他人修改" } },
      },
    });
    await show(<MyNumbersPage />, { path: "/my-numbers" });
    fireEvent.click(await screen.findByRole("button", { name: "登记结果" }));
    fireEvent.click(await screen.findByRole("radio", { name: "已接通" }));
    fireEvent.change(screen.getByLabelText("备注"), { target: { value: "已续费" } });
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("已被他人修改")).toBeTruthy();
    expect((screen.getByLabelText("备注") as HTMLTextAreaElement).value).toBe("已续费");
  });

  it("to be called later are a list of their own; blocked ones cannot be called", async () => {
    const seen = answerFetch({ "GET /my-call-list": page({ ...ITEM, result: "later", blocked: true }) });
    await show(<MyNumbersPage />, { path: "/my-numbers?shown=later" });
    expect(await screen.findByText("禁呼")).toBeTruthy();
    expect(seen[0]?.query.get("result")).toBe("later");
    expect(screen.queryByRole("button", { name: /拨打/ })).toBeNull();
  });
});
