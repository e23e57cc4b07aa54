import { beforeEach, describe, expect, it } from "vitest";
import type { MenuEntry } from "@/api/types";
import { entryAt, flat, groupsAround, keepClosed, keptClosed } from "./menu";

const entry = (id: string, path: string, items: MenuEntry[] = []): MenuEntry => ({
  id,
  label: { zh: id, en: id },
  path,
  url: "",
  items,
});

const MENU = [
  entry("home", "/"),
  entry("work", "", [entry("calls", "/calls")]),
  entry("admin", "", [
    entry("people", "", [entry("users", "/admin/users"), entry("user-logins", "/admin/users/logins")]),
  ]),
];

describe("the menu", () => {
  it("knows the page that is open, also below its address", () => {
    expect(entryAt(MENU, "/")?.id).toBe("home");
    expect(entryAt(MENU, "/calls/123")?.id).toBe("calls");
    expect(entryAt(MENU, "/admin/users/logins")?.id).toBe("user-logins");
    expect(entryAt(MENU, "/callsigns")).toBeUndefined();
  });

  it("knows the groups around it", () => {
    expect(groupsAround(MENU, "users")).toEqual(["admin", "people"]);
    expect(groupsAround(MENU, "home")).toEqual([]);
    expect(flat(MENU).map((one) => one.id)).toEqual([
      "home",
      "work",
      "calls",
      "admin",
      "people",
      "users",
      "user-logins",
    ]);
  });
});

describe("the folded groups", () => {
  beforeEach(() => localStorage.clear());

  it("are the administration at first, then what the user folded", () => {
    expect(keptClosed()).toEqual(["admin"]);
    keepClosed([]);
    expect(keptClosed()).toEqual([]);
    localStorage.setItem("hotline.menu.closed", "{broken");
    expect(keptClosed()).toEqual(["admin"]);
  });
});
