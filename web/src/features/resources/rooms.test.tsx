import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { describeApi } from "@/test/described";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { EXAMPLE, textOf } from "./csv";
import { Component } from "./ResourcePage";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const may = (...functions: string[]) =>
  ({ ...AGENT, functions: Object.fromEntries(functions.map((one) => [one, "all"])) }) as typeof AGENT;
const room = (name: string, user: typeof AGENT, language: "zh-CN" | "en" = "zh-CN", query = "") =>
  show(
    <Routes>
      <Route path="/admin/:room" element={<Component />} />
    </Routes>,
    { path: `/admin/${name}${query}`, user, language },
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
    fireEvent.click(await screen.findByRole("button", { name: /导入$/ }));
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

  it("are as they were before a file that was taken in by mistake", async () => {
    const row = { list: "black", replaced: true, added: 1, changed: 0, removed: 900, at: "2026-11-27T08:30:00Z" };
    const imports = [
      { ...row, id: "i2", user_id: "u1", username: "admin", undone_at: null },
      { ...row, id: "i1", user_id: "u1", username: "admin", undone_at: "2026-11-27T09:00:00Z" },
    ];
    const seen = answerFetch({
      "GET /number-lists": { body: { items: [], total: 0, page: 1, page_size: 50 } },
      "GET /number-lists/imports": { body: { items: imports, total: 2, page: 1, page_size: 10 } },
      "POST /number-lists/imports/i2/undo": { body: { removed: 1, changed: 0, added: 899, kept: 1 } },
    });
    await room("lists", may("lists.manage", "lists.transfer"));
    fireEvent.click(await screen.findByRole("button", { name: /导入记录/ }));
    const dialog = await screen.findByRole("dialog", { name: "导入记录" });
    expect(await within(dialog).findByText("已撤销")).toBeTruthy();
    fireEvent.click(within(dialog).getByRole("button", { name: /撤\s*销/ }));
    expect(await screen.findByText(/此次新增的 1 条移出名单/)).toBeTruthy();
    const asked = screen.getByText("撤销此次导入？").closest(".ant-popover") as HTMLElement;
    fireEvent.click(within(asked).getByRole("button", { name: /撤\s*销/ }));
    expect(await screen.findByText(/重新列入 899 条；1 条此后有改动/)).toBeTruthy();
    expect(seen.some((one) => one.path.endsWith("/number-lists/imports/i2/undo"))).toBe(true);
  });

  it("are not given away to who may only edit them", async () => {
    answerFetch({ "GET /number-lists": { body: { items: [], total: 0, page: 1, page_size: 50 } } });
    await room("lists", may("lists.manage"), "en");
    expect(await screen.findByRole("button", { name: /New/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /[Ii]mport/ })).toBeNull();
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

const SKILL = { id: "heating", name: { zh: "供暖", en: "Heating" } };
const SKILLS = {
  "GET /skills": { body: [SKILL] },
  "GET /impact/skills/heating": {
    body: {
      affected: [
        { what: "agents", count: 7, names: ["一", "二", "三", "四", "五"].map((zh) => ({ zh, en: zh })) },
        { what: "queues", count: 1, names: [{ zh: "供暖报修", en: "Heating repairs" }] },
      ],
    },
  },
};

describe("whom a change affects", () => {
  it("is said in the form before it is saved, with a few names and how many more", async () => {
    answerFetch(SKILLS);
    describeApi();
    await room("skills", may("skills.manage"));
    fireEvent.click(await screen.findByRole("button", { name: "修改" }));
    const drawer = await screen.findByRole("dialog");
    const said = await within(drawer).findByRole("region", { name: "影响范围" });
    await waitFor(() => expect(said.textContent).toContain("坐席7人：一、二、三、四、五、另2个"));
    expect(said.textContent).toContain("队列1个：供暖报修");
  });

  it("is said in the question whether to delete, one as English says it", async () => {
    answerFetch(SKILLS);
    await room("skills", may("skills.manage"), "en");
    fireEvent.click(await screen.findByRole("button", { name: "Delete" }));
    const said = await screen.findByRole("region", { name: "This affects" });
    await waitFor(() => expect(said.textContent).toContain("1 queue: Heating repairs"));
  });

  it("is nobody, or not known; a new thing touches nobody and says nothing", async () => {
    answerFetch({ ...SKILLS, "GET /impact/skills/heating": { body: { affected: [] } } });
    describeApi();
    const page = await room("skills", may("skills.manage"), "en", "?open=heating");
    expect(await screen.findByText("Nobody is affected at the moment.")).toBeTruthy();
    page.unmount();
    await room("skills", may("skills.manage"), "en", "?open=%2B");
    expect(await screen.findByRole("dialog")).toBeTruthy();
    expect(screen.queryByRole("region", { name: "This affects" })).toBeNull();
    expect(screen.queryByText("Nobody is affected at the moment.")).toBeNull();
  });
});

describe("a room's address", () => {
  it("holds page, search and the open form", async () => {
    const seen = answerFetch({
      "GET /users": ({ query }) => ({
        body: { items: [], total: 120, page: Number(query.get("page")), page_size: 50 },
      }),
    });
    await room("users", may("users.read"), "zh-CN", "?q=wang&page=2");
    await waitFor(() => expect(seen.some((one) => one.path === "/users")).toBe(true));
    const asked = seen.find((one) => one.path === "/users")?.query;
    expect([asked?.get("q"), asked?.get("page")]).toEqual(["wang", "2"]);
    expect((screen.getByRole("searchbox") as HTMLInputElement).value).toBe("wang");
  });
});

describe("what is typed into a room's form", () => {
  const name = (shown: HTMLElement) => within(shown).getByLabelText("名称 (中文)") as HTMLInputElement;

  it("outlives a reload, and is gone once it is dropped or saved", async () => {
    const seen = answerFetch({ ...SKILLS, "PATCH /skills/heating": { body: SKILL } });
    describeApi();
    const first = await room("skills", may("skills.manage"), "zh-CN", "?open=heating");
    const drawer = await screen.findByRole("dialog");
    await waitFor(() => expect(name(drawer).value).toBe("供暖"));
    fireEvent.change(name(drawer), { target: { value: "锅炉" } });
    first.unmount();
    const again = await room("skills", may("skills.manage"), "zh-CN", "?open=heating");
    const reopened = await screen.findByRole("dialog");
    await waitFor(() => expect(name(reopened).value).toBe("锅炉"));
    fireEvent.submit(reopened.querySelector("form") as HTMLFormElement);
    await waitFor(() => expect(seen.some((one) => one.method === "PATCH")).toBe(true));
    expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({ name: { zh: "锅炉", en: "Heating" } });
    await waitFor(() => expect(Object.keys(localStorage).filter((key) => key.includes("draft"))).toEqual([]));
    again.unmount();
  });
});

describe("a year's holidays", () => {
  it("are asked for as the API takes it", async () => {
    const seen = answerFetch({
      "GET /hours": { body: [{ id: "office", name: { zh: "工作时间", en: "Office" }, country: "CN" }] },
      "POST /hours/office/holidays": { body: {} },
    });
    await room("hours", may("hours.manage"));
    fireEvent.click(await screen.findByRole("button", { name: "节假日" }));
    fireEvent.click(await screen.findByRole("button", { name: "加入该年节假日" }));
    await waitFor(() => expect(seen.some((one) => one.method === "POST")).toBe(true));
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({ year: new Date().getFullYear(), replace: false });
  });
});
