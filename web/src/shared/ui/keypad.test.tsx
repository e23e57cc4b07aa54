import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { show } from "@/test/render";
import { Keypad } from "./Keypad";

describe("the keypad", () => {
  it("takes clicks and the computer's keys", async () => {
    const onKey = vi.fn();
    await show(<Keypad onKey={onKey} />);
    await userEvent.click(screen.getByRole("button", { name: "5" }));
    await userEvent.keyboard("1*#x");
    expect(onKey.mock.calls.flat()).toEqual(["5", "1", "*", "#"]);
    expect(screen.getByRole("status", { name: "已按的键" }).textContent).toBe("51*#");
  });

  it("leaves keys alone that are typed into a field", async () => {
    const onKey = vi.fn();
    await show(
      <>
        <input aria-label="note" />
        <Keypad onKey={onKey} />
      </>,
    );
    await userEvent.type(screen.getByLabelText("note"), "12");
    expect(onKey).not.toHaveBeenCalled();
  });

  it("does nothing while it is off", async () => {
    const onKey = vi.fn();
    await show(<Keypad onKey={onKey} disabled />);
    await userEvent.keyboard("1");
    expect(onKey).not.toHaveBeenCalled();
  });
});
