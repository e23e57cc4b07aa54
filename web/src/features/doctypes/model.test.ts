import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readCondition, writeCondition } from "@/shared/fields/comparisons";
import { addField, moveField, removeField } from "./form";
import { arranged, toGraph } from "./graph";
import {
  addNode,
  atMoment,
  fieldsOf,
  findingsAt,
  lead,
  newType,
  nodeOf,
  placesOfField,
  removeNodes,
  type TypeDraft,
} from "./model";
import { readType } from "./yaml";

const FOLDER = join(import.meta.dirname, "../../../../config/documents");
const shipped = (name: string) => parse(readFileSync(join(FOLDER, `${name}.yaml`), "utf8")) as TypeDraft;
const words = (zh: string) => ({ zh, en: zh });
const named = { node: words("步骤"), outcome: words("完成") };

describe("a process being drawn", () => {
  it("has a line for every outcome, and a place for every node", () => {
    const complaint = shipped("complaint");
    const { nodes, edges } = toGraph(complaint, [], new Set(["confirm"]));
    expect(nodes).toHaveLength(6);
    expect(edges.map((edge) => `${edge.source}>${edge.target}`)).toContain("ask>confirm");
    expect(nodes.find((node) => node.selected)?.id).toBe("confirm");
    expect(arranged(complaint).size).toBe(6);
  });

  it("leads outcomes, cases and branches elsewhere", () => {
    const repair = lead(shipped("complaint"), "confirm", "stands", "done");
    expect(nodeOf(repair, "confirm")?.outcomes?.[0]?.to).toBe("done");
    let type = addNode(shipped("complaint"), "split", [0, 0], named).type;
    type = lead(lead(type, "split", "new", "handle"), "split", "new", "answer");
    expect(nodeOf(type, "split")?.to).toEqual(["handle", "answer"]);
    type = lead(type, "split", "to:0", "");
    expect(nodeOf(type, "split")?.to).toEqual(["answer"]);
    type = lead(addNode(type, "branch", [0, 0], named).type, "branch", "else", "done");
    expect(nodeOf(type, "branch")?.else).toBe("done");
  });

  it("loses what led to a node that is gone, and nothing else", () => {
    const type = removeNodes(shipped("complaint"), new Set(["handle"]));
    expect(nodeOf(type, "confirm")?.outcomes?.map((one) => one.to)).toEqual(["", "answer"]);
    expect(type.triggers).toHaveLength(3);
  });
});

describe("a form being made", () => {
  it("moves fields within and between sections", () => {
    const type = shipped("complaint");
    const codes = (one: TypeDraft) => fieldsOf(one).map((field) => field.code);
    expect(codes(moveField(type, "about", 1)).slice(0, 2)).toEqual(["level", "about"]);
    const moved = moveField(type, "wish", 1);
    expect(moved.form?.sections?.[1]?.fields?.[0]?.code).toBe("wish");
    expect(codes(moveField(type, "about", -1))).toEqual(codes(type));
  });

  it("forgets a field everywhere that steps name it", () => {
    const type = removeField(shipped("complaint"), "measure");
    expect(nodeOf(type, "handle")?.edit).toEqual(["cause"]);
    expect(nodeOf(type, "handle")?.outcomes?.[0]?.required).toEqual([]);
  });

  it("gives new fields free codes, and finds what is wrong with each", () => {
    const first = addField(shipped("complaint"), "complaint", "text", words("甲")).type;
    const second = addField(first, "complaint", "text", words("乙"));
    expect(second.code).toBe("text_2");
    const place = placesOfField(second.type, "text_2")[0] ?? "";
    const finding = { code: "bad_value", place: `${place}.pattern`, message_en: "", message_zh: "" };
    expect(findingsAt([finding], place)).toEqual([finding]);
    expect(findingsAt([finding], `${place}0`)).toEqual([]);
  });
});

describe("conditions that are put together by choosing", () => {
  it("are read and written back the same", () => {
    const one = { field: "a", is: "eq", value: "x" };
    for (const condition of [one, { all: [one, { field: "b", is: "filled" }] }, { any: [one, one] }]) {
      const read = readCondition(condition);
      expect(writeCondition(read?.parts ?? [], read?.any ?? false)).toEqual(condition);
    }
    expect(readCondition({ not: one })).toBeNull();
    expect(readCondition({ all: [{ any: [one] }] })).toBeNull();
    expect(writeCondition([], false)).toBeUndefined();
  });
});

describe("a trigger at another moment", () => {
  it("has nothing that belongs to the moment before", () => {
    const trigger = { code: "t", when: "exit", node: "n", outcome: "o", do: [] };
    expect(atMoment(trigger, "entry")).toEqual({ when: "entry", node: "n", outcome: undefined });
    expect(atMoment(trigger, "field")).toEqual({ when: "field", node: undefined, outcome: undefined });
    expect(atMoment(trigger, "exit")).toEqual({ when: "exit", node: "n", outcome: "o" });
  });
});

describe("a type as text", () => {
  it("is read back, or told what is wrong with it", () => {
    const words6 = {
      enter: words("a"),
      submit: words("b"),
      handle: words("c"),
      finish: words("d"),
      end: words("e"),
      section: words("f"),
    };
    const type = newType("loan", "ticket", words("借用"), words6);
    expect(readType(JSON.stringify(type))).toEqual({ type });
    for (const name of readdirSync(FOLDER)) {
      const text = readFileSync(join(FOLDER, name), "utf8");
      expect(readType(text)).toEqual({ type: parse(text) });
    }
    expect(readType("a: [")).toMatchObject({ line: 1 });
    expect(readType("just: this")).toEqual({ place: "" });
    expect(readType("code: a\nname: *lost")).toMatchObject({ line: null });
  });

  it.each([
    ["name", { name: "x" }],
    ["form", { form: "x" }],
    ["form.sections", { form: { sections: "x" } }],
    ["form.sections.1.fields.2", { form: { sections: [{ code: "m", fields: [{ code: "q" }, null] }] } }],
    ["triggers", { triggers: 5 }],
    ["process.nodes", { process: { start: "a", nodes: "x" } }],
    ["process.nodes.1.kind", { process: { start: "a", nodes: [{ code: "a", kind: "dance" }] } }],
    ["process.nodes.1.outcomes", { process: { start: "a", nodes: [{ code: "a", kind: "task", outcomes: 3 }] } }],
    ["process.nodes.1.cases", { process: { start: "a", nodes: [{ code: "a", kind: "branch", cases: "x" }] } }],
  ])("says where something stands that cannot be drawn: %s", (place, change) => {
    expect(readType(JSON.stringify({ ...shipped("complaint"), ...change }))).toEqual({ place });
  });
});
