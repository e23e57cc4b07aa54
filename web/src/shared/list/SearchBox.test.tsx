import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { SearchBox } from "./SearchBox";

const box = () => screen.getByRole("searchbox") as HTMLInputElement;

describe("the box to search a list", () => {
  it("keeps what is typed, and the cursor, while the address follows", async () => {
    const onSearch = vi.fn();
    const { rerender } = render(<SearchBox value="" label="Name" onSearch={onSearch} />);
    await userEvent.type(box(), "wxm{Enter}");
    expect(onSearch).toHaveBeenLastCalledWith("wxm");
    await userEvent.clear(box());
    rerender(<SearchBox value="wxm" label="Name" onSearch={onSearch} />);
    expect(box().value).toBe("");
    expect(document.activeElement).toBe(box());
    fireEvent.keyDown(box(), { key: "Enter", code: "Enter" });
    expect(onSearch).toHaveBeenLastCalledWith("");
  });

  it("follows an address that changed by itself, also back to what was asked for before", async () => {
    const { rerender } = render(<SearchBox value="" label="Name" onSearch={() => undefined} />);
    await userEvent.type(box(), "wang{Enter}");
    for (const value of ["wang", "", "wang"]) {
      rerender(<SearchBox value={value} label="Name" onSearch={() => undefined} />);
      expect(box().value).toBe(value);
    }
  });
});
