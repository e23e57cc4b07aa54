import { screen } from "@testing-library/react";
import { afterEach, describe, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Mailings } from "./components/Mailings";

afterEach(() => vi.unstubAllGlobals());

const MAILING = {
  id: "m1",
  template: "arrival",
  language: "zh",
  total: 20,
  done: 3,
  sent: 3,
  state: "failed",
  error: "there is no template arrival",
  created_by: null,
  created_at: "2026-11-26T08:00:00Z",
  ended_at: "2026-11-26T08:01:00Z",
};

describe("text messages to many", () => {
  it("say in the reader's language why they failed", async () => {
    answerFetch({
      "GET /customer-mailings": { body: { items: [MAILING], total: 1, page: 1, page_size: 20 } },
      "GET /message-templates": { body: [] },
      "GET /directory": { body: { users: [], queues: [], flows: [] } },
    });
    await show(<Mailings onClose={() => undefined} />);
    await screen.findByText("模板 arrival 已不存在。");
  });
});
