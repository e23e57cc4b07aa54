import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as DocumentsPage } from "./DocumentsPage";

const row = (id: string) => ({
  id,
  number: `T-${id}`,
  title: `工单${id}`,
  type_name: { zh: "报修", en: "Repair" },
  status: "handling",
  urged: 0,
  supervised_by: null,
  customer_id: null,
  phone: "",
  assignee_id: null,
  fields: {},
  due_at: null,
  overdue: false,
  created_at: "2026-11-26T08:30:00Z",
  updated_at: "2026-11-26T08:30:00Z",
});

it("does nothing with documents that the list does not show any more", async () => {
  answerFetch({
    "GET /documents": ({ query }) => {
      const items = query.get("overdue") ? [row("3")] : [row("1"), row("2")];
      return { body: { items, total: items.length, page: 1, page_size: 20 } };
    },
    "GET /document-types": { body: [] },
    "GET /dictionaries": { body: [] },
    "GET /directory": { body: { users: [], queues: [], flows: [] } },
    "GET /units": { body: [] },
  });
  await show(<DocumentsPage />, { path: "/documents?list=all" });
  for (const number of ["T-1", "T-2"]) fireEvent.click(await screen.findByRole("checkbox", { name: number }));
  expect(screen.getByText("已选 2 条")).toBeTruthy();
  fireEvent.mouseDown(screen.getByRole("combobox", { name: "是否超时" }));
  fireEvent.click(await screen.findByText("已超时", { selector: ".ant-select-item-option-content" }));
  await screen.findByText("工单3");
  await waitFor(() => expect(screen.queryByRole("region", { name: "批量操作" })).toBeNull());
});
