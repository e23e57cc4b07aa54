import { describe, expect, it } from "vitest";
import { type Action, actionOf, asksForHelp, GROUPS, label, SHORTCUTS, type Shortcut } from "./shortcuts";

const press = (shortcut: Shortcut) => ({
  key: shortcut.key.startsWith("Key") ? shortcut.key.slice(3) : shortcut.key,
  code: shortcut.key,
  shiftKey: Boolean(shortcut.shift),
  altKey: Boolean(shortcut.alt),
  ctrlKey: false,
  metaKey: false,
});

describe("shortcuts", () => {
  it.each(Object.keys(SHORTCUTS) as Action[])("%s has a key of its own", (action) => {
    expect(actionOf(press(SHORTCUTS[action]))).toBe(action);
  });

  it("are not meant with Ctrl or the system key", () => {
    expect(actionOf({ ...press(SHORTCUTS.answer), ctrlKey: true })).toBeNull();
    expect(actionOf({ ...press(SHORTCUTS.answer), metaKey: true })).toBeNull();
  });

  it("are printed as they are pressed", () => {
    expect(label("answer")).toBe("F2");
    expect(label("reject")).toBe("Shift+F2");
    expect(label("available")).toBe("Alt+Shift+A");
  });

  it("are all on the help sheet, once", () => {
    expect(Object.values(GROUPS).flat().sort()).toEqual(Object.keys(SHORTCUTS).sort());
  });

  it("a question mark asks for it, but not while somebody types", () => {
    const question = { key: "?", ctrlKey: false, metaKey: false, altKey: false };
    expect(asksForHelp({ ...question, target: document.body })).toBe(true);
    expect(asksForHelp({ ...question, target: document.createElement("textarea") })).toBe(false);
    expect(asksForHelp({ ...question, key: "a", target: document.body })).toBe(false);
  });
});
