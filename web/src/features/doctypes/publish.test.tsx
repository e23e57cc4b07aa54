import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { PublishDialog } from "./components/PublishDialog";

afterEach(() => vi.unstubAllGlobals());

it("can be published over a version that was published meanwhile, once one has been told", async () => {
  const seen = answerFetch({
    "GET /document-types": { body: [{ code: "repair", version: 4 }] },
    "GET /document-types/repair/uses": { body: { open: 0, versions: [], made_by: [] } },
    "POST /document-types/repair/publish": ({ body }) =>
      (body as { base: number | null }).base === 4
        ? { body: { version: 5 } }
        : { status: 409, body: { error: { code: "conflict", message: "another", message_zh: "已发布过另一版本" } } },
  });
  const done = vi.fn();
  const props = { code: "repair", version: 0, onClose: () => undefined, keep: async () => undefined };
  await show(<PublishDialog {...props} onPublished={done} />);
  fireEvent.click(await screen.findByRole("button", { name: "发布" }));
  await screen.findByText("已发布过另一版本");
  fireEvent.click(screen.getByRole("button", { name: "覆盖" }));
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(seen.filter((one) => one.method === "POST").map((one) => one.body)).toMatchObject([
    { base: null },
    { base: 4 },
  ]);
});
