import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, networkError } from "@/api/errors";
import { show } from "@/test/render";
import { useDraft } from "./useDraft";

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => vi.useRealTimers());

type Send = (text: string) => Promise<unknown>;
interface Doc {
  text: string;
}

function Page({ send, name = "main" }: { send: Send; name?: string }) {
  const draft = useDraft<Doc, never>({
    key: name,
    name,
    document: FIRST,
    draft: false,
    seen: { since: null, base: 0 },
    check: async () => [],
    keep: async (document, seen) => {
      await send(document.text);
      return seen;
    },
  });
  return (
    <>
      <button type="button" onClick={() => draft.edit((now) => ({ text: `${now.text}+` }))}>
        edit
      </button>
      <button type="button" onClick={() => void draft.discard(async () => undefined)}>
        discard
      </button>
      <output aria-label="text">{draft.document.text}</output>
      <output aria-label="kept">{draft.kept}</output>
    </>
  );
}

const FIRST: Doc = { text: "a" };

/** The page, and a way out of it inside the product. */
function Site(props: { send: Send; name?: string }) {
  const [here, setHere] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setHere((now) => !now)}>
        elsewhere
      </button>
      {here && <Page {...props} />}
    </>
  );
}

const click = (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const said = (name: string) => screen.getByLabelText(name).textContent;

describe("a draft", () => {
  it("is sent when the page is left before its time, once", async () => {
    const send = vi.fn<Send>().mockResolvedValue(null);
    await show(<Site send={send} />);
    await click("edit");
    await click("elsewhere");
    expect(send.mock.calls).toEqual([["a+"]]);
    await pass(5000);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("is sent again by itself after a failure", async () => {
    const send = vi.fn<Send>().mockRejectedValueOnce(networkError()).mockResolvedValue(null);
    await show(<Site send={send} />);
    await click("edit");
    await pass(1600);
    expect(said("kept")).toBe("failed");
    await pass(3100);
    expect(send.mock.calls).toEqual([["a+"], ["a+"]]);
    expect(said("kept")).toBe("kept");
  });

  it("waits for the next change when the server refused it", async () => {
    const send = vi
      .fn<Send>()
      .mockRejectedValueOnce(new ApiError("invalid", 422, "no", "不"))
      .mockResolvedValue(null);
    await show(<Site send={send} />);
    await click("edit");
    await pass(60_000);
    expect(send).toHaveBeenCalledTimes(1);
    await click("edit");
    await pass(1600);
    expect(send.mock.lastCall).toEqual(["a++"]);
    expect(said("kept")).toBe("kept");
  });

  it("never arrives before an older state of it", async () => {
    let first: (value: unknown) => void = () => undefined;
    const send = vi.fn<Send>().mockImplementationOnce(() => new Promise((done) => (first = done)));
    send.mockResolvedValue(null);
    await show(<Site send={send} />);
    await click("edit");
    await pass(1600);
    await click("edit");
    await click("elsewhere");
    expect(send.mock.calls).toEqual([["a+"]]);
    await act(async () => first(null));
    await waitFor(() => expect(send.mock.calls).toEqual([["a+"], ["a++"]]));
  });

  it("says elsewhere that it is not kept, and tries again when asked", async () => {
    const send = vi.fn<Send>().mockRejectedValueOnce(networkError()).mockResolvedValue(null);
    await show(<Site send={send} name="sales" />);
    await click("edit");
    await click("elsewhere");
    expect(await screen.findByText("“sales”的最后修改没有保存")).toBeTruthy();
    await click("重试");
    expect(send.mock.calls).toEqual([["a+"], ["a+"]]);
    expect(await screen.findByText("“sales”的最后修改已保存")).toBeTruthy();
  });

  it("is there again when the page is opened again after that", async () => {
    const send = vi.fn<Send>().mockRejectedValueOnce(networkError()).mockResolvedValue(null);
    await show(<Site send={send} name="night" />);
    await click("edit");
    await click("elsewhere");
    expect(await screen.findByText("“night”的最后修改没有保存")).toBeTruthy();
    await click("elsewhere");
    expect(said("text")).toBe("a+");
    await pass(1600);
    expect(said("kept")).toBe("kept");
    await waitFor(() => expect(screen.queryByText("“night”的最后修改没有保存")).toBeNull());
  });

  it("does not come back when it is dropped and the page is left", async () => {
    const send = vi.fn<Send>().mockResolvedValue(null);
    await show(<Site send={send} />);
    await click("edit");
    await click("discard");
    await click("elsewhere");
    await pass(5000);
    expect(send).not.toHaveBeenCalled();
  });
});
