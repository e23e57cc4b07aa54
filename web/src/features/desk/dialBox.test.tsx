import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answerFetch, type Seen } from "@/test/fetch";
import { show } from "@/test/render";
import DialBox from "./components/DialBox";

const AROUND = {
  "GET /directory": {
    body: { users: [{ id: "u9", number: "1009", name: "王芳" }], queues: [], flows: [] },
  },
  "GET /customers": { body: { items: [], total: 0 } },
  "POST /agent/dial": { status: 204 },
};
const dialled = (all: Seen[]) => all.filter((one) => one.path === "/agent/dial").map((one) => one.body);
const KEYS = { ArrowDown: 40, Enter: 13 };
/** The list goes by key codes, which userEvent leaves out. */
function press(key: keyof typeof KEYS): void {
  fireEvent.keyDown(box(), { key, keyCode: KEYS[key] });
  fireEvent.keyUp(box(), { key, keyCode: KEYS[key] });
}
const box = () => screen.getByRole("combobox", { name: "电话号码" });

describe("the dial box", () => {
  it("dials the match that is marked in the list, not what was typed to find it", async () => {
    const seen = answerFetch(AROUND);
    await show(<DialBox enabled />);
    await userEvent.type(box(), "10");
    await screen.findByText("1009 王芳");
    press("ArrowDown");
    press("Enter");
    await waitFor(() => expect(dialled(seen)).toEqual([{ number: "1009" }]));
  });

  it("dials what is typed when it is the beginning of a match, and when the mouse lies over one", async () => {
    const seen = answerFetch(AROUND);
    await show(<DialBox enabled />);
    await userEvent.type(box(), "10");
    await screen.findByText("1009 王芳");
    await userEvent.type(box(), "0");
    press("Enter");
    await waitFor(() => expect(dialled(seen)).toEqual([{ number: "100" }]));
    await waitFor(() => expect((box() as HTMLInputElement).value).toBe(""));
    await userEvent.type(box(), "10");
    fireEvent.mouseMove(await screen.findByText("1009 王芳"));
    press("Enter");
    await waitFor(() => expect(dialled(seen)).toEqual([{ number: "100" }, { number: "10" }]));
  });

  it("dials what is typed when nothing is marked, and after a match was typed over", async () => {
    const seen = answerFetch(AROUND);
    await show(<DialBox enabled />);
    await userEvent.type(box(), "10");
    await userEvent.click(await screen.findByText("1009 王芳"));
    expect((box() as HTMLInputElement).value).toBe("1009");
    fireEvent.change(box(), { target: { value: "02885551234" } });
    press("Enter");
    await waitFor(() => expect(dialled(seen)).toEqual([{ number: "02885551234" }]));
  });

  it("has a telephone's keys", async () => {
    const seen = answerFetch(AROUND);
    await show(<DialBox enabled />);
    await userEvent.click(screen.getByRole("button", { name: "拨号键盘" }));
    for (const key of ["1", "2", "0", "0", "#"])
      await userEvent.click(await screen.findByRole("button", { name: key }));
    await userEvent.click(screen.getByRole("button", { name: "删除" }));
    expect((box() as HTMLInputElement).value).toBe("1200");
    await userEvent.click(screen.getAllByRole("button", { name: "拨号" })[0] as HTMLElement);
    await waitFor(() => expect(dialled(seen)).toEqual([{ number: "1200" }]));
  });
});
