import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { AllocateDialog } from "./components/AllocateDialog";
import { allocation, type CallList, itemQuery, share } from "./model";

const LIST = { id: "l1", name: "回访", total: 4, allocated: 1, done: 2, closed: false } as unknown as CallList;

describe("a call list", () => {
  it("is filtered by what the address says", () => {
    expect(itemQuery({ open: "true", allocated: "false", result: "busy", number: "138" })).toEqual({
      open: true,
      allocated: false,
      result: "busy",
      number: "138",
    });
    expect(itemQuery({ result: "nonsense" })).toEqual({});
  });

  it("shares out what is ticked to one, and all that is free to the others", () => {
    expect(allocation("hand", ["u1"], ["i1"], false)).toEqual({
      how: "hand",
      agents: ["u1"],
      items: ["i1"],
      again: false,
    });
    expect(allocation("evenly", ["u1", "u2"], ["i1"], true).items).toEqual([]);
    expect([share(1, 3), share(0, 0)]).toEqual([33, 0]);
  });

  it("says why it could not be shared out, and stays open", async () => {
    const seen = answerFetch({
      "GET /directory": { body: { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] } },
      "POST /call-lists/l1/allocate": {
        status: 422,
        body: { error: { code: "invalid", message: "none", message_zh: "没有该坐席，或不归您管理", field: "agents" } },
      },
    });
    await show(<AllocateDialog list={LIST} chosen={[]} onClose={() => undefined} onDone={() => undefined} />);
    fireEvent.click(await screen.findByText(/按客户的归属坐席/));
    fireEvent.click(document.querySelector(".ant-modal-footer .ant-btn-primary") as Element);
    expect(await screen.findByText("没有该坐席，或不归您管理")).toBeTruthy();
    await waitFor(() => expect(seen.at(-1)?.body).toMatchObject({ how: "owner", agents: [], again: false }));
  });
});
