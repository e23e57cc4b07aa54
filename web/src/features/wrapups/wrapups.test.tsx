import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { codeFrom } from "@/shared/freeCode";
import { rowOf } from "@/shared/rows";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { askedWith, askWith, toSend, type WrapUp } from "./model";
import { Component } from "./WrapUpsPage";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const EMPTY: WrapUp = { dispositions: [], disposition_required: false, fields: [] };
const called = (zh: string, en: string) => ({ zh, en });

describe("what is sent", () => {
  it("gives new results codes of their English names, and follows them in the fields' conditions", () => {
    const before = { ...EMPTY, dispositions: [{ code: "solved", name: called("已解决", "Solved") }] };
    const form: WrapUp = {
      ...before,
      dispositions: [
        ...before.dispositions,
        { code: "new", name: called("上门", "Home visit") },
        { code: "new_2", name: called("其他", "其他") },
      ],
      fields: [
        { code: "day", kind: "date", label: called("日期", "Day"), visible_if: askWith(["new", "solved"]) },
        {
          code: "own",
          kind: "text",
          label: called("其他", "Other"),
          visible_if: { not: { field: "day", is: "empty" } },
        },
      ],
    };
    const sent = toSend(form, before);
    expect(sent.dispositions.map((one) => one.code)).toEqual(["solved", "home_visit", "result"]);
    expect(sent.fields.map(askedWith)).toEqual([["home_visit", "solved"], undefined]);
    expect(sent.fields[1]?.visible_if).toEqual(form.fields[1]?.visible_if);
  });

  it("knows codes, rules and places", () => {
    expect(codeFrom("1. Call back!", "x", ["call_back"])).toBe("call_back_2");
    expect(askedWith({ code: "a", kind: "text", label: {} })).toBeNull();
    expect(askWith([])).toBeNull();
    expect(rowOf("wrap_up_form.fields.3.options", "wrap_up_form.fields")).toBe(3);
    expect(rowOf("dispositions.0.code", "wrap_up_form.fields")).toBeNull();
  });
});

describe("the page", () => {
  it("keeps what was made when the server refuses, and says it at the field", async () => {
    const seen = answerFetch({
      "GET /queues": {
        body: [{ id: "heating", name: called("供暖", "Heating"), dispositions: [], wrap_up_form: { fields: [] } }],
      },
      "GET /dictionary-names": { body: [] },
      "GET /dictionaries": {
        body: [{ dictionary: "disposition", code: "solved", name_zh: "已解决", name_en: "Solved", active: true }],
      },
      "PATCH /queues/heating": {
        status: 422,
        body: {
          error: { code: "invalid", message: "", message_zh: "名称不能为空", field: "wrap_up_form.fields.0.label.en" },
        },
      },
    });
    await show(<Component />, { path: "/admin/wrap-ups" });
    // without results of its own the agent gets the company's
    fireEvent.mouseDown(await screen.findByRole("combobox", { name: "小结分类" }));
    expect(await screen.findByTitle("已解决")).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: /添加字段/ }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "单行文本" }));
    const card = screen.getByRole("group", { name: "字段 1" });
    fireEvent.change(within(card).getByLabelText("字段 1 (中文)"), { target: { value: "机器编号" } });
    expect(screen.getAllByText("机器编号")).toHaveLength(1); // the preview's label
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    expect(await within(card).findByText("名称不能为空")).toBeTruthy();
    expect(seen.find((one) => one.method === "PATCH")?.body).toMatchObject({
      dispositions: [],
      wrap_up_form: { disposition_required: false, fields: [{ code: "text", kind: "text" }] },
    });
    expect(localStorage.getItem("hotline.draft.u1.wrap-up.heating")).toContain("机器编号");
  });

  it("is that of the queue that was chosen, also before the address says so", async () => {
    const queue = (id: string, zh: string) => ({
      id,
      name: called(zh, id),
      dispositions: [],
      wrap_up_form: { fields: [] },
    });
    answerFetch({
      "GET /queues": { body: [queue("heating", "供暖"), queue("shop", "商城")] },
      "GET /dictionary-names": { body: [] },
      "GET /dictionaries": { body: [] },
    });
    await show(<Component />, { path: "/admin/wrap-ups" });
    fireEvent.mouseDown(await screen.findByRole("combobox", { name: "队列" }));
    const other = await screen.findByTitle("商城");
    // As in a browser: what a click changes is drawn at once, what the router changes a moment later.
    const scope = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
    scope.IS_REACT_ACT_ENVIRONMENT = false;
    other.click();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    screen.getByRole("button", { name: /添加分类/ }).click();
    scope.IS_REACT_ACT_ENVIRONMENT = true;
    // and it stays when the address has come
    expect(await screen.findByLabelText("分类 1 (中文)")).toBeTruthy();
    expect(localStorage.getItem("hotline.draft.u1.wrap-up.heating")).toBeNull();
    expect(localStorage.getItem("hotline.draft.u1.wrap-up.shop")).toContain("new");
  });
});
