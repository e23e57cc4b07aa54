import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Voicemail } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { VoicemailActions } from "./components/VoicemailActions";

const ROW = { id: "v1", from_number: "+8613800138000", heard_at: null, ticket_id: null, deleted_at: null } as Voicemail;

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
    await userEvent.click(screen.getByText("转为工单"));
    await userEvent.click(await screen.findByRole("combobox", { name: "受理类型" }));
    await userEvent.click(await screen.findByText("报修", { selector: ".ant-select-item-option-content" }));
    await userEvent.click(screen.getByRole("button", { name: "提交工单" }));
    await screen.findByText("已生成工单 20261126001");
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({ type: "repair" });
  });
});
