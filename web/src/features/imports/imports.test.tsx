import { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { ImportWizard } from "./components/ImportWizard";
import {
  faults,
  isUndoable,
  type Job,
  keepPlan,
  keptPlan,
  type Plan,
  type Preview,
  percent,
  planOf,
  samples,
  toStart,
} from "./model";

const JOB: Job = {
  id: "j1",
  kind: "customers",
  unit_id: "n1",
  name: "客户.csv",
  state: "ready",
  dry_run: false,
  options: {},
  total: 0,
  done: 0,
  created: 0,
  updated: 0,
  skipped: 0,
  bad: 0,
  warned: 0,
  undone: 0,
  kept: 0,
  error: null,
  created_at: "2026-11-26T08:30:00Z",
  created_by: null,
  started_at: null,
  finished_at: null,
} as unknown as Job;

const PREVIEW = {
  sheets: [],
  sheet: "",
  encoding: "gb18030",
  delimiter: ",",
  heading: 1,
  names: ["姓名", "联系方式"],
  mapping: ["name", ""],
  lines: [
    { line: 2, cells: ["张三", "13800138000"] },
    { line: 3, cells: ["张三", ""] },
  ],
  columns: [
    { code: "name", zh: "姓名", en: "Name", required: false, many: false },
    { code: "phone", zh: "电话", en: "Phone", required: true, many: true },
  ],
} as unknown as Preview;
const PLAN: Plan = { ...planOf(JOB), mapping: ["name", "phone"] };

describe("a plan", () => {
  it("begins with what was started before", () => {
    const tried = { ...JOB, options: { mapping: ["phone"], duplicates: "update", encoding: "big5" } } as unknown as Job;
    expect(planOf(tried)).toMatchObject({ mapping: ["phone"], duplicates: "update", layout: { encoding: "big5" } });
    expect(planOf(JOB)).toMatchObject({ mapping: null, duplicates: "skip", by: "phone" });
  });

  it("sends what was guessed where nothing was chosen, and no empty fixed values", () => {
    const body = toStart({ ...PLAN, mapping: null, defaults: { level: " ", name: "无" } }, PREVIEW, true);
    expect(body).toMatchObject({ mapping: ["name", ""], heading: 1, defaults: { name: "无" }, dry_run: true });
  });

  it("says what is missing and what is chosen twice", () => {
    expect(faults(["name", ""], PREVIEW.columns, { defaults: {} }).missing.map((one) => one.code)).toEqual(["phone"]);
    expect(faults(["name", ""], PREVIEW.columns, { defaults: { phone: "1" } }).missing).toEqual([]);
    expect([...faults(["name", "name"], PREVIEW.columns, { defaults: {} }).twice]).toEqual([1]);
    expect(faults(["phone", "phone"], PREVIEW.columns, { defaults: {} }).twice.size).toBe(0);
  });

  it("is kept over a reload", () => {
    keepPlan("j1", PLAN);
    expect(keptPlan("j1")).toEqual(PLAN);
    expect(keptPlan("other")).toBeNull();
  });
});

describe("an import", () => {
  it("tells how far it is, forwards and back", () => {
    expect(percent({ ...JOB, total: 200, done: 51 })).toBe(25);
    expect(percent({ ...JOB, state: "undoing", total: 4, done: 4, undone: 1 })).toBe(25);
    expect(percent(JOB)).toBe(0);
  });

  it("can be taken back when it has written something", () => {
    expect(isUndoable({ ...JOB, state: "done", created: 1 })).toBe(true);
    expect(isUndoable({ ...JOB, state: "done" })).toBe(false);
    expect(isUndoable({ ...JOB, state: "checked", dry_run: true, created: 1 })).toBe(false);
  });

  it("shows different values of a column", () => {
    expect(samples(PREVIEW, 0)).toEqual(["张三"]);
    expect(samples(PREVIEW, 1)).toEqual(["13800138000"]);
  });

  it("is tried only when what is needed has a column, and shows the refusal", async () => {
    const seen = answerFetch({
      "GET /imports/j1": { body: JOB },
      "GET /imports/j1/preview": { body: PREVIEW },
      "GET /import-mappings": { body: [] },
      "GET /units": { body: [] },
      "POST /imports/j1/start": {
        status: 409,
        body: { error: { code: "conflict", message: "busy", message_zh: "该导入已经开始，不能重复执行" } },
      },
    });
    keepPlan("j1", { ...PLAN, mapping: ["name", ""] });
    const shown = await show(<ImportWizard id="j1" kind="customers" list={null} base="/imports" />);
    const attempt = (await screen.findByText("试运行")).closest("button") as HTMLButtonElement;
    expect(attempt.disabled).toBe(true);
    expect(screen.getByText(/还没有对应：电话/)).toBeTruthy();
    shown.unmount();
    keepPlan("j1", PLAN);
    await show(<ImportWizard id="j1" kind="customers" list={null} base="/imports" />);
    const again = (await screen.findByText("试运行")).closest("button") as HTMLButtonElement;
    fireEvent.click(again);
    expect(await screen.findByText("该导入已经开始，不能重复执行")).toBeTruthy();
    expect(seen.find((one) => one.method === "POST")?.body).toMatchObject({
      mapping: ["name", "phone"],
      dry_run: true,
    });
    expect(keptPlan("j1")).toEqual(PLAN);
  });

  it("makes the lists that it has filled be read anew", async () => {
    let state = "running";
    answerFetch({
      "GET /imports/j1": () => ({ body: { ...JOB, kind: "call_list", state, total: 1 } }),
      "GET /imports/j1/lines": { body: { items: [], total: 0, page: 1, page_size: 20 } },
    });
    const read = vi.spyOn(QueryClient.prototype, "invalidateQueries");
    await show(<ImportWizard id="j1" kind="call_list" list="l1" base="/call-lists/l1" />);
    await screen.findByText("正在导入");
    expect(read).not.toHaveBeenCalledWith({ queryKey: ["call-lists"] });
    state = "done";
    await screen.findByText("导入完成。");
    expect(read).toHaveBeenCalledWith({ queryKey: ["call-lists"] });
  });
});
