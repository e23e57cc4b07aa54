import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { networkError } from "@/api/errors";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { PublishDialog } from "./components/PublishDialog";

afterEach(() => vi.unstubAllGlobals());

const open = (keep: () => Promise<void>) =>
  show(<PublishDialog id="main" open onClose={() => undefined} keep={keep} onPublished={() => undefined} />);
const ok = () => screen.findByRole("button", { name: /发\s*布/ });

describe("publishing a flow", () => {
  it("is busy while the draft is being kept", async () => {
    let done: () => void = () => undefined;
    const keep = vi.fn(() => new Promise<void>((resolve) => (done = resolve)));
    const seen = answerFetch({
      "GET /flows/main/uses": { body: { entries: [], flows: [] } },
      "POST /flows/main/publish": { body: { version: 2 } },
    });
    await open(keep);
    fireEvent.click(await ok());
    await waitFor(async () => expect((await ok()).className).toContain("loading"));
    fireEvent.click(await ok());
    done();
    await waitFor(() => expect(seen.filter((one) => one.method === "POST")).toHaveLength(1));
    expect(keep).toHaveBeenCalledTimes(1);
  });

  it("says in the dialog that the draft could not be kept", async () => {
    const seen = answerFetch({ "GET /flows/main/uses": { body: { entries: [], flows: [] } } });
    await open(() => Promise.reject(networkError()));
    fireEvent.click(await ok());
    expect((await screen.findByRole("alert")).textContent).toContain("连接不上服务器");
    expect(seen.some((one) => one.method === "POST")).toBe(false);
  });
});
