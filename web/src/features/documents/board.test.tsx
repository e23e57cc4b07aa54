import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { answerFetch, type Seen } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as DocumentsPage } from "./DocumentsPage";
import { doable } from "./model";
import type { BoardColumn, DocumentRow, Step } from "./types";

const words = (zh: string) => ({ zh, en: zh });

function row(id: string, change: Partial<DocumentRow> = {}): DocumentRow {
  return {
    id,
    number: `20261127000${id}`,
    family: "ticket",
    type: "repair",
    type_version: 1,
    type_name: words("报修"),
    status: "handling",
    title: `漏水${id}`,
    customer_id: "c1",
    customer_name: "陈女士",
    phone: "",
    call_id: null,
    source: "hand",
    unit_id: "north",
    assignee_id: "u1",
    due_at: null,
    overdue: false,
    appointment_at: null,
    urged: 0,
    supervised_by: null,
    confidential: false,
    created_by: "u2",
    created_at: "2026-11-27T02:00:00Z",
    updated_at: "2026-11-27T02:00:00Z",
    closed_at: null,
    version: 1,
    fields: {},
    ...change,
  } as DocumentRow;
}

function column(code: string, items: DocumentRow[], change: Partial<BoardColumn> = {}): BoardColumn {
  return { kind: "status", code, name: {}, former: false, count: items.length, more: false, items, ...change };
}

const STEP = {
  id: "s1",
  node: "handle",
  name: words("上门"),
  kind: "task",
  state: "active",
  pool: [],
  may_act: true,
  may_claim: true,
  returnable: true,
  outcomes: [{ code: "fixed", name: words("已修好"), remark: false, required: [] }],
  required: [],
  edit: [],
  surveys: [],
};
const TYPE = {
  code: "repair",
  family: "ticket",
  version: 1,
  active: true,
  name: words("报修"),
  document: {
    code: "repair",
    name: words("报修"),
    form: {
      sections: [
        {
          code: "s",
          name: words("s"),
          fields: [
            { code: "urgent", kind: "yes_no", label: words("加急"), show: ["list"] },
            { code: "department", kind: "unit", label: words("部门"), show: ["list"] },
          ],
        },
      ],
    },
    process: { start: "handle", nodes: [{ code: "handle", kind: "task", name: words("上门") }] },
  },
};

function around(columns: BoardColumn[], more = false) {
  return {
    "GET /directory": { body: { users: [{ id: "u1", number: "1001", name: "王芳" }], queues: [], flows: [] } },
    "GET /dictionaries": { body: [] },
    "GET /units": { body: [] },
    "GET /document-types": { body: [TYPE] },
    "GET /document-types/repair": { body: TYPE },
    "GET /documents/board": { body: { columns, more } },
    "GET /documents": { body: { items: [], total: 0, page: 1, page_size: 20, more: false } },
  };
}

const cards = () => screen.getAllByRole("article").map((one) => one.textContent ?? "");

test("cards stand in their columns and say what presses, in words too", async () => {
  const late = row("1", { due_at: "2026-11-26T02:00:00Z", overdue: true, urged: 2, assignee_id: null });
  const sent = answerFetch(
    around([column("pending", [late]), column("handling", [row("2")], { count: 41 }), column("done", [])]),
  );
  await show(<DocumentsPage />, { path: "/?view=board&list=all&q=漏" });
  expect(await screen.findByRole("region", { name: "处理中 41" })).toBeTruthy();
  expect(cards()[0]).toMatch(/陈女士.*待领取.*期限.*已超时.*催办 2 次/);
  expect(cards()[1]).toContain("1001 王芳");
  expect(screen.getByRole("link", { name: "漏水2" }).getAttribute("href")).toBe("/documents/2");
  expect(within(screen.getByRole("region", { name: "已办结 0" })).getByText("没有单据")).toBeTruthy();
  const asked = sent.find((one) => one.path === "/documents/board")?.query;
  expect([asked?.get("list"), asked?.get("q"), asked?.get("page")]).toEqual(["all", "漏", null]);
  expect(sent.some((one) => one.path === "/documents")).toBe(false);
  // the rest of a column is in the list
  fireEvent.click(screen.getByText("在列表中查看全部（41）"));
  await waitFor(() => expect(sent.find((one) => one.path === "/documents")?.query.get("status")).toBe("handling"));
  expect(screen.queryByRole("article")).toBeNull();
});

test("of one type its steps are the columns, and what lies over a step is said on the card", async () => {
  const urgent = row("1", { status: "suspended", fields: { urgent: true, department: "north" } });
  const step = { kind: "node", name: words("上门") } as const;
  answerFetch(around([column("handle", [urgent], step), column("old", [row("2")], { ...step, former: true })]));
  await show(<DocumentsPage />, { path: "/?view=board&type=repair" });
  await waitFor(() => expect(cards()[0]).toContain("加急"));
  expect(cards()[0]).toContain("挂起");
  expect(cards()[0]).not.toMatch(/部门|报修/);
  expect(cards()[1]).not.toContain("加急");
  expect(screen.getByText("旧版流程的环节")).toBeTruthy();
});

test("an outcome is chosen in the card's menu and carried out as on the document's page", async () => {
  const detail = {
    ...row("1"),
    content: "",
    form: {},
    steps: [STEP],
    remarks: [],
    history: [],
    links: [],
    watchers: [],
  };
  const acted = vi.fn((_seen: Seen) => ({ body: { ...detail, steps: [], version: 2 } }));
  answerFetch({
    ...around([column("handling", [row("1")])]),
    "GET /documents/1": { body: { ...detail, edit: [], verbs: [], may_write: true, names: {}, surveys: [] } },
    "POST /documents/1/act": acted,
  });
  await show(<DocumentsPage />, { path: "/?view=board" });
  fireEvent.click(await screen.findByRole("button", { name: "处理 202611270001" }));
  expect((await screen.findAllByRole("menuitem")).map((one) => one.textContent)).toEqual(["领取", "已修好", "退单"]);
  fireEvent.click(screen.getByRole("menuitem", { name: "已修好" }));
  const dialog = await screen.findByRole("dialog");
  expect(acted).not.toHaveBeenCalled();
  fireEvent.click(within(dialog).getByText("已修好", { selector: "button span" }));
  await waitFor(() => expect(acted).toHaveBeenCalled());
  expect(acted.mock.calls[0]?.[0].body).toMatchObject({ outcome: "fixed", step: "s1", version: 1 });
});

test("a closed document and whoever may not write have no menu; what may not be done is not offered", async () => {
  answerFetch(around([column("done", [row("1", { status: "done", closed_at: "2026-11-27T04:00:00Z" })])]));
  await show(<DocumentsPage />, { path: "/?view=board&list=all" });
  expect(await screen.findByRole("article")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^处理 / })).toBeNull();
  const others = { ...STEP, may_act: false, may_claim: false, returnable: false } as unknown as Step;
  expect(doable(others)).toEqual([]);
});

test("an empty board teaches, and one that was narrowed to nothing says so", async () => {
  answerFetch(around([column("pending", []), column("done", [])]));
  const first = await show(<DocumentsPage />, { path: "/?view=board" });
  expect(await screen.findByText(/没有待办/)).toBeTruthy();
  first.unmount();
  await show(<DocumentsPage />, { path: "/?view=board&q=x" });
  expect(await screen.findByText("没有符合条件的记录")).toBeTruthy();
});
