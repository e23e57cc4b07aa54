import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component } from "./MenuPage";
import {
  changed,
  groupsFor,
  hidesItself,
  itemsOf,
  linesOf,
  type MenuRoom,
  moved,
  movedInto,
  removed,
  shipped,
} from "./model";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const room = (id: string, zh: string, path: string, parent = "", needed = ""): MenuRoom => ({
  id,
  label: { zh, en: id },
  path,
  function: needed,
  parent,
});
const ROOMS = [
  room("home", "首页", "/"),
  room("work", "业务处理", ""),
  room("customers", "客户资料", "/customers", "work", "customers.read"),
  room("admin", "系统管理", ""),
  room("admin_system", "系统", "", "admin"),
  room("menu", "菜单管理", "/admin/menu", "admin_system", "menu.manage"),
];
const WHOLE = shipped(ROOMS);
const order = (items: typeof WHOLE) => linesOf(items).map((line) => [...line.around, line.item.id].join("/"));

describe("the menu", () => {
  it("is as shipped to begin with, and is moved about", () => {
    expect(order(WHOLE)).toEqual([
      "home",
      "work",
      "work/customers",
      "admin",
      "admin/admin_system",
      "admin/admin_system/menu",
    ]);
    expect(order(moved(WHOLE, "work", -1)).slice(0, 3)).toEqual(["work", "work/customers", "home"]);
    expect(order(movedInto(WHOLE, "home", "work")).slice(0, 3)).toEqual(["work", "work/customers", "work/home"]);
    expect(order(movedInto(WHOLE, "customers", "")).at(-1)).toBe("customers");
    expect(order(removed(WHOLE, "work")).slice(0, 2)).toEqual(["home", "customers"]);
    expect(itemsOf({ items: [{ id: "home" }] })).toEqual([WHOLE[0]]);
  });

  it("has three levels, and no group within itself", () => {
    expect(groupsFor(WHOLE, ROOMS, "home")).toEqual(["work", "admin", "admin_system"]);
    expect(groupsFor(WHOLE, ROOMS, "work")).toEqual(["admin"]);
    expect(groupsFor(WHOLE, ROOMS, "admin")).toEqual([]);
  });

  it("knows when its own page is hidden", () => {
    expect(hidesItself(WHOLE)).toBe(false);
    expect(hidesItself(changed(WHOLE, "admin", { visible: false }))).toBe(true);
    expect(hidesItself(changed(WHOLE, "work", { visible: false }))).toBe(false);
  });
});

describe("the page of the menu", () => {
  it("hides, moves, and adds a link, saved as a whole", async () => {
    const seen = answerFetch({
      "GET /menu/arrangement": { body: { items: WHOLE } },
      "GET /menu/rooms": { body: ROOMS },
      "GET /functions": { body: [{ id: "customers.read", name: { zh: "查看客户", en: "See customers" } }] },
      "PUT /menu/arrangement": ({ body }) => ({ body }),
    });
    await show(<Component />);
    const line = (await screen.findByText("客户资料")).closest("tr") as HTMLElement;
    expect(await within(line).findByText(/查看客户/)).toBeTruthy();
    fireEvent.click(screen.getByLabelText("系统管理: 显示"));
    expect(screen.getByText(/将从菜单中消失/)).toBeTruthy();
    fireEvent.click(screen.getByLabelText("系统管理: 显示"));
    fireEvent.click(screen.getByLabelText("客户资料: 显示"));
    fireEvent.click(screen.getByLabelText("业务处理: 上移"));
    fireEvent.click(screen.getByText("新建链接"));
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByLabelText("中文名称"), { target: { value: "进销存" } });
    fireEvent.change(within(dialog).getByLabelText("英文名称"), { target: { value: "Stock" } });
    fireEvent.change(within(dialog).getByLabelText("网址"), { target: { value: "javascript:alert(1)" } });
    fireEvent.click(within(dialog).getByText("确定"));
    expect(await within(dialog).findByText(/请填写以 https/)).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText("网址"), { target: { value: "https://erp.example/" } });
    fireEvent.click(within(dialog).getByText("确定"));
    expect(await screen.findByText("进销存")).toBeTruthy();
    fireEvent.click(screen.getByText("保存"));
    await waitFor(() => expect(seen.some((one) => one.method === "PUT")).toBe(true));
    const [sent] = seen.filter((one) => one.method === "PUT").map((one) => one.body as { items: typeof WHOLE });
    const items = sent?.items ?? [];
    expect(items.map((item) => item.id)).toEqual(["work", "home", "admin", "stock"]);
    expect(items[0]?.items[0]).toMatchObject({ id: "customers", visible: false });
    expect(items[3]).toMatchObject({ url: "https://erp.example/", label: { zh: "进销存", en: "Stock" } });
  });
});
