import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { Clash } from "./Clash";
import { type Seen, useDraft } from "./useDraft";

const THEIRS: Seen = { since: "2026-11-26T08:30:00Z", base: 3 };
const send = vi.fn<(text: string, seen: Seen) => Promise<Seen>>();

function Page() {
  const draft = useDraft<{ text: string }, never>({
    key: "clash",
    name: "clash",
    document: START,
    draft: true,
    seen: { since: "2026-11-26T08:00:00Z", base: 3 },
    check: async () => [],
    keep: (document, seen) => send(document.text, seen),
  });
  return (
    <>
      {draft.clash && <Clash editor={draft} reopen={async () => THEIRS} onTheirs={() => undefined} />}
      <button type="button" onClick={() => draft.edit(() => ({ text: "mine" }))}>
        edit
      </button>
      <output aria-label="kept">{draft.kept}</output>
    </>
  );
}

const START = { text: "begun" };

it("lets one choose when somebody else has changed the draft meanwhile", async () => {
  send.mockImplementation(async (_, seen) => {
    if (seen.since !== THEIRS.since) throw new ApiError("conflict", 409, "changed", "其他人已修改此草稿");
    return { ...seen, since: "2026-11-26T08:31:00Z" };
  });
  await show(<Page />);
  fireEvent.click(screen.getByText("edit"));
  await screen.findByText("其他人已修改此草稿");
  expect(screen.getByLabelText("kept").textContent).toBe("failed");
  fireEvent.click(screen.getByRole("button", { name: "用我的覆盖" }));
  await waitFor(() => expect(screen.getByLabelText("kept").textContent).toBe("kept"));
  expect(send.mock.lastCall).toEqual(["mine", THEIRS]);
  expect(screen.queryByText("其他人已修改此草稿")).toBeNull();
});
