import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Voicemail } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { VoicemailActions } from "./components/VoicemailActions";
import { Component as VoicemailsPage } from "./VoicemailsPage";

const ROW = {
  id: "v1",
  from_number: "+8613800138000",
  heard_at: null,
  ticket_id: null,
  assigned_to: null,
  deleted_at: null,
} as Voicemail;

describe("a message", () => {
  it("becomes a ticket of a type; an agent may not delete it", async () => {
    const seen = answerFetch({
      "GET /dictionaries": {
        body: [{ dictionary: "ticket_type", code: "repair", name_zh: "报修", name_en: "Repair", active: true }],
      },
      "GET /directory": { body: { users: [], queues: [], flows: [] } },
      "POST /voicemails/v1/ticket": { body: { id: "t1", number: "20261126001" } },
    });
    await show(<VoicemailActions row={ROW} />);
    await userEvent.click(screen.getByRole("button", { name: "操作" }));
    await screen.findByText("转为工单");
    expect(screen.queryByText("删除")).toBeNull();
    expect(screen.queryByText(/收回/)).toBeNull();
    await userEvent.click(screen.getByText("转为工单"));
    await userEvent.click(await screen.findByRole("combobox", { name: "受理类型" }));
    await userEvent.click(await screen.findByText("报修", { selector: ".ant-select-item-option-content" }));
    await userEvent.click(screen.getByRole("button", { name: "提交工单" }));
    await screen.findByText("已生成工单 20261126001");
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({ type: "repair" });
  });

  it("is given to nobody again", async () => {
    const seen = answerFetch({
      "GET /dictionaries": { body: [] },
      "GET /directory": { body: { users: [{ id: "u2", name: "李明", number: "1002" }], queues: [], flows: [] } },
      "PATCH /voicemails/v1": { body: ROW },
    });
    await show(<VoicemailActions row={{ ...ROW, assigned_to: "u2" }} />);
    await userEvent.click(screen.getByRole("button", { name: "操作" }));
    await userEvent.click(await screen.findByText("从1002 李明收回"));
    await waitFor(() => expect(seen.find((one) => one.method === "PATCH")?.body).toEqual({ assigned_to: null }));
  });
});

describe("a message for somebody who may only hear it", () => {
  it("offers nothing that the server would refuse", async () => {
    answerFetch({ "GET /dictionaries": { body: [] } });
    const reads = { ...AGENT, functions: { "voicemails.read": "below" as const, "documents.read": "below" as const } };
    const { unmount } = await show(<VoicemailActions row={ROW} />, { user: reads });
    expect(screen.queryByRole("button")).toBeNull();
    unmount();
    await show(<VoicemailActions row={{ ...ROW, ticket_id: "t1" }} />, { user: reads });
    await userEvent.click(screen.getByRole("button", { name: "操作" }));
    expect((await screen.findAllByRole("menuitem")).map((one) => one.textContent)).toEqual(["查看关联工单"]);
  });
});

describe("several messages", () => {
  it("are given to an agent together", async () => {
    const rows = ["v1", "v2"].map((id) => ({
      ...ROW,
      id,
      box: "service",
      left_at: "2026-11-27T02:00:00Z",
      seconds: 9,
    }));
    const seen = answerFetch({
      "GET /voicemails": { body: { items: rows, total: 2, page: 1, page_size: 20 } },
      "GET /dictionaries": { body: [] },
      "GET /directory": {
        body: {
          users: [
            { id: "u2", name: "李明", number: "1002" },
            { id: "u3", name: "无号", number: null },
          ],
          queues: [],
          flows: [],
        },
      },
      "POST /voicemails/bulk": {
        body: { done: 2, failed: 0, results: rows.map(({ id }) => ({ id, ok: true, code: "", message: "" })) },
      },
    });
    await show(<VoicemailsPage />);
    await userEvent.click(await screen.findByLabelText("选中本页全部"));
    await userEvent.click(screen.getByText("分给坐席", { selector: "section button span" }));
    expect(await screen.findByText("将 2 条留言分给坐席")).toBeTruthy();
    await userEvent.click(screen.getByRole("combobox", { name: "坐席" }));
    expect(screen.queryByText("无号")).toBeNull();
    await userEvent.click(await screen.findByText("1002 李明", { selector: ".ant-select-item-option-content" }));
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    await screen.findByText("已处理 2 条");
    const given = { ids: ["v1", "v2"], assigned_to: "u2" };
    expect(seen.find((one) => one.method === "POST")?.body).toEqual(given);
  });
});
