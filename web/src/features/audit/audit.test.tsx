import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { User } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { Component as AuditPage } from "./AuditPage";
import { partsOf, told } from "./model";

const ADMIN: User = { ...AGENT, functions: { "audit.read": "all" } };

describe("what an entry tells", () => {
  it("is what was changed, not what stayed", () => {
    expect(told({ before: { a: 1, b: [2] }, after: { a: 2, b: [2], c: null } })).toEqual([
      { name: "a", before: 1, after: 2 },
    ]);
    expect(told({ changes: { phones: [["1"], ["1", "2"]], note: "x" } })).toEqual([
      { name: "phones", before: ["1"], after: ["1", "2"] },
      { name: "note", after: "x" },
    ]);
  });

  it("is facts beside an action, without those that say nothing", () => {
    expect(told({ name: "A", dry_run: false, texts: {}, list: [], version: 0 })).toEqual([
      { name: "name", after: "A" },
      { name: "version", after: 0 },
    ]);
    expect(told({})).toEqual([]);
  });

  it("has a noun and a verb", () => {
    expect(partsOf("queues.update")).toEqual(["queues", "update"]);
    expect(partsOf("odd")).toEqual(["odd", ""]);
  });

  it("is said in words, and one record's changes are asked for", async () => {
    const seen = answerFetch({
      "GET /directory": { body: { users: [{ id: "u9", number: "1009", name: "李雷" }], queues: [], flows: [] } },
      "GET /audit": {
        body: {
          items: [
            {
              id: "a1",
              at: "2026-11-26T08:30:00Z",
              user_id: "u1",
              username: "admin",
              address: "127.0.0.1",
              action: "queues.update",
              kind: "queue",
              subject: "service",
              details: {
                before: { head_id: null, name: { zh: "旧", en: "Old" } },
                after: { head_id: "u9", name: { zh: "新", en: "New" } },
              },
            },
          ],
          total: 1,
          page: 1,
          page_size: 20,
        },
      },
    });
    await show(<AuditPage />, { user: ADMIN });
    await screen.findByText("队列 · 修改");
    expect(screen.getByText("旧").tagName).toBe("DEL");
    expect(screen.getByText("新").tagName).toBe("INS");
    await waitFor(() => expect(screen.getByText("1009 李雷")).toBeTruthy());
    fireEvent.click(screen.getByText("全部变动"));
    await screen.findByText("只看这一条记录");
    expect(seen.filter((one) => one.path === "/audit").length).toBe(2);
  });
});
