import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { EXAMPLE, textOf } from "./csv";
import { Component } from "./ResourcePage";

afterEach(() => vi.unstubAllGlobals());

const may = (...functions: string[]) =>
  ({ ...AGENT, functions: Object.fromEntries(functions.map((one) => [one, "all"])) }) as typeof AGENT;
const room = (name: string, user: typeof AGENT, language: "zh-CN" | "en" = "zh-CN") =>
  show(
    <Routes>
      <Route path="/admin/:room" element={<Component />} />
    </Routes>,
    { path: `/admin/${name}`, user, language },
  );

describe("a table as text", () => {
  it("is read from UTF-8 and from what Excel saves in China", async () => {
    expect(await textOf(new Blob([new TextEncoder().encode("number\n骚扰")]))).toBe("number\n骚扰");
    expect(await textOf(new Blob([new Uint8Array([0xc9, 0xa7, 0xc8, 0xc5])]))).toBe("骚扰");
    expect(EXAMPLE.split("\n")[0]).toBe("number,list,direction,action,reason,expires");
  });
});

describe("the lists of numbers", () => {
  it("come from a file; what is wrong in it is said by its line", async () => {
    const seen = answerFetch({
      "GET /number-lists": { body: { items: [], total: 0, page: 1, page_size: 50 } },
      "POST /number-lists/import": {
        body: {
          added: 2,
          changed: 0,
          removed: 1,
          bad: [{ line: 3, message: "abc is no number", message_zh: "abc不是号码" }],
        },
      },
    });
    await room("lists", may("lists.manage", "lists.transfer"));
    fireEvent.click(await screen.findByRole("button", { name: /导入/ }));
    const dialog = await screen.findByRole("dialog", { name: "导入名单" });
    const send = within(dialog).getByRole("button", { name: "导入" }) as HTMLButtonElement;
    expect(send.disabled).toBe(true);
    const input = dialog.querySelector("input[type=file]") as HTMLInputElement;
    fireEvent.change(input, { target: { files: [new File(["number\n13800138000\n"], "a.csv")] } });
    await waitFor(() => expect(send.disabled).toBe(false));
    fireEvent.mouseDown(within(dialog).getByLabelText("放入名单"));
    fireEvent.click(await screen.findByTitle("黑名单"));
    fireEvent.click(within(dialog).getByRole("checkbox"));
    expect(within(dialog).getByText("“黑名单”中文件里没有的号码将被删除。")).toBeTruthy();
    fireEvent.click(send);
    expect(await within(dialog).findByText("第 3 行：abc不是号码")).toBeTruthy();
    expect(within(dialog).getByText("新增 2 条，修改 0 条，删除 1 条，有误 1 行")).toBeTruthy();
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({
      csv: "number\n13800138000\n",
      list: "black",
      replace: true,
    });
  });

  it("are not given away to who may only edit them", async () => {
    answerFetch({ "GET /number-lists": { body: { items: [], total: 0, page: 1, page_size: 50 } } });
    await room("lists", may("lists.manage"), "en");
    expect(await screen.findByRole("button", { name: /New/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Import/ })).toBeNull();
  });
});

describe("a workstation", () => {
  it("gets a new token, shown once", async () => {
    answerFetch({
      "GET /workstations": { body: [{ id: "w1", name: "A-12", extension: "8001" }] },
      "GET /devices": { body: [] },
      "POST /workstations/w1/token": { body: { id: "w1", name: "A-12", extension: "8001", token: "t0ken" } },
    });
    await room("workstations", may("devices.manage"));
    fireEvent.click(await screen.findByRole("button", { name: "换发令牌" }));
    const asked = await screen.findByText("为“A-12”换发令牌？");
    fireEvent.click(within(asked.closest(".ant-popover") as HTMLElement).getByRole("button", { name: "换发令牌" }));
    expect(await screen.findByText("t0ken")).toBeTruthy();
  });
});
