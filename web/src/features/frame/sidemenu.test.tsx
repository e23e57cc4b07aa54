import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { SideMenu } from "./components/SideMenu";

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const entry = (id: string, zh: string, path: string, items: object[] = [], url = "") => ({
  id,
  label: { zh, en: id },
  path,
  url,
  items,
});
const MENU = [
  entry("work", "业务", "", [entry("calls", "通话", "/calls"), entry("erp", "进销存", "", [], "https://erp.example/")]),
  entry("admin", "管理", "", [entry("users", "用户", "/admin/users")]),
];

describe("the menu at the side", () => {
  it("shows what the server says, with links to other systems, and marks the page that is open", async () => {
    answerFetch({ "GET /menu": { body: MENU } });
    await show(<SideMenu collapsed={false} />, { path: "/calls/1" });
    const calls = await screen.findByRole("link", { name: "通话" });
    expect(calls.closest("li")?.className).toContain("selected");
    expect(screen.getByRole("link", { name: "进销存" }).getAttribute("target")).toBe("_blank");
    expect(screen.queryByRole("link", { name: "用户" })).toBeNull();
  });

  it("keeps what is folded, but opens the group of the page that is shown", async () => {
    answerFetch({ "GET /menu": { body: MENU } });
    const first = await show(<SideMenu collapsed={false} />, { path: "/" });
    await userEvent.click(await screen.findByText("业务"));
    expect(JSON.parse(localStorage.getItem("hotline.menu.closed") ?? "")).toEqual(["work", "admin"]);
    first.unmount();
    await show(<SideMenu collapsed={false} />, { path: "/admin/users" });
    expect(await screen.findByRole("link", { name: "用户" })).toBeTruthy();
    expect(screen.queryByRole("link", { name: "通话" })).toBeNull();
  });
});
