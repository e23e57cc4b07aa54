import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { ActDialog } from "./components/ActDialog";
import { NewDocumentForm } from "./components/NewDocumentForm";
import { DocumentView } from "./DocumentPage";
import {
  choosableTypes,
  clashes,
  entryFields,
  errorsBy,
  mentioned,
  split,
  stranded,
  verbsOf,
  withTyped,
} from "./model";
import type { DocumentDetail, Outcome, Step, TypeDocument, TypeInfo } from "./types";
import { EMPTY, useKeptDraft } from "./useKeptDraft";
import { useTyped } from "./useTyped";

const words = (zh: string) => ({ zh, en: zh });
const SECTIONS = [
  {
    code: "main",
    name: words("投诉内容"),
    fields: [
      {
        code: "level",
        kind: "choice",
        label: words("程度"),
        options: [{ code: "serious", zh: "重大", en: "Serious" }],
      },
      {
        code: "why",
        kind: "text",
        label: words("重大原因"),
        visible_if: { field: "level", is: "eq", value: "serious" },
      },
      { code: "measure", kind: "text", label: words("处理意见") },
    ],
  },
];

function aDocument(change: Partial<DocumentDetail> = {}): DocumentDetail {
  return {
    id: "d1",
    number: "202611260001",
    family: "ticket",
    type: "complaint",
    type_version: 1,
    type_name: words("投诉"),
    status: "handling",
    title: "上门迟到",
    content: "",
    customer_id: null,
    customer_name: "",
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
    certified: false,
    merged_into: null,
    suspended_at: null,
    created_by: "u2",
    created_at: "2026-11-26T02:00:00Z",
    updated_at: "2026-11-26T02:00:00Z",
    closed_at: null,
    version: 3,
    fields: { measure: "道歉" },
    form: { sections: SECTIONS },
    steps: [
      {
        id: "s1",
        node: "handle",
        name: words("处理"),
        kind: "task",
        state: "active",
        handler_id: "u1",
        unit_id: null,
        outlet_id: null,
        pool: [],
        entered_at: "2026-11-26T02:00:00Z",
        due_at: null,
        overdue: false,
        claimed_at: null,
        outcome: "",
        remark: "",
        done_by: null,
        done_at: null,
        may_act: true,
        may_claim: false,
        may_release: true,
        returnable: true,
        outcomes: [{ code: "handled", name: words("处理完成"), remark: true, required: ["measure"] }],
        edit: ["level", "why", "measure"],
        required: [],
        surveys: [],
      },
    ],
    remarks: [],
    history: [],
    links: [],
    watchers: [],
    edit: ["level", "why", "measure"],
    verbs: ["urge", "suspend"],
    may_write: true,
    names: { "unit:north": words("北区") },
    ...change,
  } as DocumentDetail;
}

const changed = (after: number, changes: Record<string, unknown>) => ({
  id: `c${after}`,
  action: "update",
  changes,
  remark: "",
  after,
  created_by: "u2",
  created_at: "2026-11-26T03:00:00Z",
});

describe("what is typed into a document", () => {
  it("is what differs from what is stored", () => {
    const document = aDocument();
    const typed = withTyped(withTyped({}, document, "fields.measure", "退款"), document, "title", "新标题");
    expect(split(typed)).toEqual({ columns: { title: "新标题" }, fields: { measure: "退款" } });
    expect(withTyped(typed, document, "fields.measure", "道歉")).toEqual({ title: "新标题" });
    expect(withTyped({}, document, "fields.why", null)).toEqual({});
  });

  it("clashes with what others changed since, and only with that", () => {
    const now = aDocument({
      version: 4,
      fields: { measure: "换货" },
      history: [changed(4, { "fields.measure": ["道歉", "换货"] })],
    });
    expect(clashes(now, { "fields.measure": "退款", title: "新" }, 3).map((one) => [one.theirs, one.mine])).toEqual([
      ["换货", "退款"],
    ]);
    expect(clashes(now, { "fields.measure": "换货" }, 3)).toEqual([]);
    expect(clashes(now, { "fields.measure": "退款" }, 4)).toEqual([]);
  });

  it("is told when the step allows it no more", () => {
    expect(stranded(aDocument({ edit: ["level"] }), { "fields.measure": "退款", "fields.level": "serious" })).toEqual([
      "fields.measure",
    ]);
  });
});

describe("what may be done", () => {
  it("is what the server says, with the verbs of steps", () => {
    expect(verbsOf(aDocument())).toEqual(["release", "return", "urge", "suspend"]);
  });

  it("finds the field that the server names", () => {
    expect(errorsBy("fields.measure", "必填")).toEqual({ fields: { measure: "必填" }, own: {} });
    expect(errorsBy("title", "过长")).toEqual({ fields: {}, own: { title: "过长" } });
  });

  it("asks a new document for the fields of its first step and what is required", () => {
    const type = {
      code: "x",
      name: words("x"),
      form: {
        sections: [
          {
            code: "s",
            name: words("s"),
            fields: [
              { code: "a", kind: "text", label: words("a") },
              { code: "b", kind: "text", label: words("b"), required: true },
              { code: "c", kind: "text", label: words("c") },
            ],
          },
        ],
      },
      process: { start: "n", nodes: [{ code: "n", edit: ["a"] }] },
    } as TypeDocument;
    expect([...entryFields(type)]).toEqual(["a", "b"]);
  });

  it("offers types that are in use, and words that have no type yet", () => {
    const types = [
      { code: "complaint", family: "ticket", version: 2, active: true, name: words("投诉") },
      { code: "gone", family: "ticket", version: 1, active: true, name: words("停用") },
      { code: "loan", family: "loan", version: 1, active: true, name: words("借用") },
      { code: "new", family: "loan", version: 0, active: false, name: words("草稿") },
    ] as unknown as TypeInfo[];
    const found = choosableTypes(
      types,
      [
        { value: "complaint", label: "投诉" },
        { value: "praise", label: "表扬" },
      ],
      (one) => one.name.zh ?? "",
    );
    expect(found.map((one) => [one.value, one.family])).toEqual([
      ["complaint", "ticket"],
      ["loan", "loan"],
      ["praise", "ticket"],
    ]);
  });

  it("tells whom a remark mentions", () => {
    expect(
      mentioned("请 @1002李四 看", [
        { id: "u2", label: "1002李四" },
        { id: "u3", label: "1003" },
      ]),
    ).toEqual(["u2"]);
  });
});

const DIRECTORY = {
  users: [
    { id: "u1", number: "1001", name: "王芳" },
    { id: "u2", number: "1002", name: "李四" },
  ],
  queues: [],
  flows: [],
};
const AROUND = {
  "GET /directory": { body: DIRECTORY },
  "GET /dictionaries": { body: [] },
  "GET /units": { body: [] },
  "GET /attachments": { body: [] },
  "GET /document-types": {
    body: [{ code: "complaint", family: "ticket", version: 1, active: true, name: words("投诉") }],
  },
};

const enter = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

function Acting({ document, onAct }: { document: DocumentDetail; onAct: () => Promise<unknown> }) {
  const typed = useTyped(document);
  const step = document.steps[0] as Step;
  const outcome = step.outcomes?.[0] as Outcome;
  return (
    <ActDialog
      document={document}
      step={step}
      outcome={outcome}
      typed={typed}
      onAct={onAct}
      onClose={() => undefined}
    />
  );
}

describe("a document's page", () => {
  it("asks for what an outcome needs before it is sent", async () => {
    answerFetch(AROUND);
    const document = aDocument({ fields: {} });
    const acted = vi.fn(async () => undefined);
    await show(<Acting document={document} onAct={acted} />);
    const ok = () => within(screen.getByRole("dialog")).getByText("处理完成", { selector: "button span" });
    fireEvent.click(ok());
    expect(await screen.findAllByText("此项必填")).toHaveLength(2);
    expect(acted).not.toHaveBeenCalled();
    enter(screen.getByLabelText("处理意见"), "退款");
    enter(screen.getByLabelText("备注"), "客户同意");
    fireEvent.click(ok());
    await waitFor(() => expect(acted).toHaveBeenCalledWith({ remark: "客户同意", assignee: null }));
    expect(JSON.parse(sessionStorage.getItem("hotline.draft.u1.document.d1") ?? "{}").typed).toEqual({
      "fields.measure": "退款",
    });
  });

  it("shows fields whose condition comes true, and only lets the step's fields be typed into", async () => {
    answerFetch(AROUND);
    await show(<DocumentView document={aDocument({ edit: ["level", "why"] })} />);
    expect(screen.queryByLabelText("重大原因")).toBeNull();
    expect(screen.getByText("道歉")).toBeTruthy();
    expect(screen.queryByLabelText("处理意见", { selector: "input" })).toBeNull();
    fireEvent.mouseDown(screen.getByLabelText("程度"));
    fireEvent.click(await screen.findByText("重大"));
    expect(await screen.findByLabelText("重大原因")).toBeTruthy();
  });

  it("keeps what was typed when somebody else was faster, and lets one choose", async () => {
    answerFetch(AROUND);
    sessionStorage.setItem(
      "hotline.draft.u1.document.d1",
      JSON.stringify({ version: 3, typed: { "fields.measure": "退款" }, remark: "写了一半" }),
    );
    const theirs = aDocument({
      version: 4,
      fields: { measure: "换货" },
      history: [changed(4, { "fields.measure": ["道歉", "换货"] })] as DocumentDetail["history"],
    });
    await show(<DocumentView document={theirs} />);
    expect((screen.getByLabelText("处理意见") as HTMLInputElement).value).toBe("退款");
    expect(screen.getByLabelText<HTMLTextAreaElement>("备注").value).toBe("写了一半");
    expect(screen.getByText("保存").closest("button")?.disabled).toBe(true);
    fireEvent.click(screen.getByText("用对方的"));
    expect((screen.getByLabelText("处理意见") as HTMLInputElement).value).toBe("换货");
  });

  it("keeps what is typed while it is being saved", async () => {
    const field = () => screen.getByLabelText<HTMLInputElement>("处理意见");
    const sent = answerFetch({
      ...AROUND,
      "PATCH /documents/d1": () => {
        enter(field(), "退款并致歉");
        return { body: aDocument({ version: 4, fields: { measure: "退款" } }) };
      },
    });
    await show(<DocumentView document={aDocument({ version: 3 })} />);
    enter(field(), "退款");
    fireEvent.click(screen.getByText("保存"));
    await screen.findByText("已保存");
    expect(sent.find((one) => one.method === "PATCH")?.body).toMatchObject({ fields: { measure: "退款" }, version: 3 });
    expect(field().value).toBe("退款并致歉");
    expect(JSON.parse(sessionStorage.getItem("hotline.draft.u1.document.d1") ?? "{}")).toMatchObject({
      version: 4,
      typed: { "fields.measure": "退款并致歉" },
    });
  });

  it("offers nothing to who may only read", async () => {
    answerFetch(AROUND);
    const read = aDocument({ may_write: false, verbs: [], edit: [] });
    for (const step of read.steps) Object.assign(step, { may_act: false, returnable: false, may_release: false });
    await show(<DocumentView document={read} />);
    expect(screen.queryByText("处理完成", { selector: "button span" })).toBeNull();
    expect(screen.queryByText("催办", { selector: "button span" })).toBeNull();
    expect(screen.queryByText("添加备注", { selector: "button span" })).toBeNull();
  });

  it("sends a remark once, however often it is clicked, and the same again when it is meant", async () => {
    let answers = 0;
    const sent = answerFetch({
      ...AROUND,
      "POST /documents/d1/remarks": () => {
        answers += 1;
        if (answers === 1) return { status: 503, body: { error: { code: "database.unavailable", message: "away" } } };
        return { status: 201, body: aDocument() };
      },
    });
    await show(<DocumentView document={aDocument()} />);
    const keys = () =>
      sent.filter((one) => one.path.endsWith("/remarks")).map((one) => one.headers.get("Idempotency-Key"));
    for (const count of [1, 2, 3]) {
      enter(screen.getByLabelText("备注"), "已联系");
      fireEvent.click(screen.getByText("添加备注"));
      await waitFor(() => expect(keys()).toHaveLength(count));
      await waitFor(() => expect(screen.getByText("添加备注").closest("button")?.className).not.toContain("loading"));
    }
    const [failed, again, meant] = keys();
    expect(failed).toBeTruthy();
    expect(again).toBe(failed);
    expect(meant).not.toBe(again);
  });

  it("names files in its history, and lets those of a closed one stay", async () => {
    const file = { id: "f1", name: "收据.pdf", size: 1, created_by: "u1", owner_kind: "ticket", owner_id: "d1" };
    answerFetch({ ...AROUND, "GET /attachments": { body: [file] } });
    const history = [{ ...changed(3, { files: [["报价.pdf"], ["合同.pdf"]] }), action: "files" }];
    const closed = { closed_at: "2026-11-26T04:00:00Z", status: "done", history } as unknown as DocumentDetail;
    const open = await show(<DocumentView document={aDocument()} />);
    expect(await screen.findByLabelText(/收据.pdf/)).toBeTruthy();
    open.unmount();
    await show(<DocumentView document={aDocument(closed)} />);
    expect(await screen.findByText("收据.pdf")).toBeTruthy();
    expect(screen.queryByLabelText(/收据.pdf/)).toBeNull();
    expect(screen.getByText("报价.pdf").tagName).toBe("DEL");
    expect(screen.getByText("合同.pdf", { exact: false })).toBeTruthy();
  });
});

function Entry({ appointment = null }: { appointment?: string | null }) {
  const { draft, change } = useKeptDraft("test", { ...EMPTY, type: "complaint", appointment });
  return (
    <NewDocumentForm draft={draft} onChange={change} given={{ source: "hand" }} submit="go" onSaved={() => undefined} />
  );
}

describe("a new document", () => {
  const type = {
    code: "complaint",
    family: "ticket",
    version: 1,
    active: true,
    name: words("投诉"),
    document: {
      code: "complaint",
      name: words("投诉"),
      form: { sections: SECTIONS },
      process: { start: "n", nodes: [{ code: "n", edit: ["*"] }] },
    },
  };

  it("asks for the appointment where the type has any, and sends it", async () => {
    const entered = (when: string) =>
      answerFetch({
        ...AROUND,
        "GET /document-types/complaint": { body: { ...type, document: { ...type.document, triggers: [{ when }] } } },
        "POST /documents": { status: 422, body: { error: { code: "invalid", message: "no", field: "title" } } },
      });
    entered("entry");
    const first = await show(<Entry appointment="2026-12-01T06:00:00.000Z" />);
    expect(await screen.findByLabelText("处理意见")).toBeTruthy();
    expect(screen.queryByLabelText("预约上门时间")).toBeNull();
    first.unmount();
    const seen = entered("appointment");
    await show(<Entry appointment="2026-12-01T06:00:00.000Z" />);
    expect(((await screen.findByLabelText("预约上门时间")) as HTMLInputElement).value).toMatch(/^2026-12-01 /);
    enter(screen.getByLabelText("标题"), "漏水");
    fireEvent.click(screen.getByText("go"));
    await waitFor(() => expect(seen.filter((one) => one.method === "POST")).toHaveLength(1));
    expect(seen.find((one) => one.method === "POST")?.body).toMatchObject({
      appointment_at: "2026-12-01T06:00:00.000Z",
    });
  });

  it("keeps its draft, and shows a refusal at its field", async () => {
    answerFetch({
      ...AROUND,
      "GET /document-types/complaint": { body: type },
      "POST /documents": {
        status: 422,
        body: { error: { code: "invalid", message: "too long", message_zh: "太长了", field: "fields.measure" } },
      },
    });
    const first = await show(<Entry />);
    enter(screen.getByLabelText("标题"), "漏水");
    enter(await screen.findByLabelText("处理意见"), "很长");
    fireEvent.click(screen.getByText("go"));
    expect(await screen.findByText("太长了")).toBeTruthy();
    expect((screen.getByLabelText("标题") as HTMLInputElement).value).toBe("漏水");
    first.unmount();
    await show(<Entry />);
    expect((screen.getByLabelText("标题") as HTMLInputElement).value).toBe("漏水");
    expect(((await screen.findByLabelText("处理意见")) as HTMLInputElement).value).toBe("很长");
  });
});
