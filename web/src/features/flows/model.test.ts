import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { begin, change, redo, undo } from "@/shared/graph/history";
import { written } from "./components/YamlPanel";
import { toGraph } from "./graph";
import { arranged } from "./layout";
import {
  addNode,
  type FieldShape,
  type FlowDocument,
  type KindShape,
  lead,
  moveNodes,
  removeNodes,
  renameNode,
  setField,
  waysOf,
  withoutStrayMeanings,
  wordsOf,
  wordsValue,
} from "./model";

function field(name: string, control: FieldShape["control"], required = true): FieldShape {
  return {
    name,
    control,
    required,
    default: null,
    role: "",
    choices: [],
    pattern: "",
    key: "",
    minimum: null,
    maximum: null,
    whole: false,
  };
}

const KINDS = new Map<string, KindShape>(
  [
    { kind: "menu", ends: false, fields: [field("say", "words"), field("keys", "nodes"), field("on_fail", "node")] },
    { kind: "play", ends: false, fields: [field("say", "words"), field("next", "node")] },
    { kind: "hangup", ends: true, fields: [field("say", "words", false)] },
  ].map((kind) => [kind.kind, kind]),
);

const FLOW: FlowDocument = {
  flow: "small",
  name: { zh: "小", en: "Small" },
  start: "menu",
  languages: ["zh", "en"],
  defaults: { on_errors: "bye" },
  nodes: {
    menu: { kind: "menu", say: { zh: "请按1。", en: "Press 1." }, keys: { "1": "news", "*": "menu" }, on_fail: "bye" },
    news: { kind: "play", say: [{ zh: "甲", en: "a" }], next: "bye" },
    bye: { kind: "hangup" },
  },
};
Object.freeze(FLOW.nodes);

describe("a flow being drawn", () => {
  it("has a way for every key and every field that leads on", () => {
    expect(
      waysOf(FLOW.nodes.menu ?? { kind: "" }, KINDS.get("menu")).map((way) => [way.field, way.key, way.target]),
    ).toEqual([
      ["keys", "1", "news"],
      ["keys", "*", "menu"],
      ["on_fail", null, "bye"],
    ]);
    const { nodes, edges } = toGraph(FLOW, KINDS, [], new Set());
    expect(nodes).toHaveLength(3);
    expect(edges.map((edge) => `${edge.source}>${edge.target}`).sort()).toEqual([
      "menu>bye",
      "menu>menu",
      "menu>news",
      "news>bye",
    ]);
  });

  it("leads a key elsewhere without touching the others", () => {
    const next = lead(FLOW, "menu", "keys", "1", "bye");
    expect(next.nodes.menu?.keys).toEqual({ "1": "bye", "*": "menu" });
    expect(FLOW.nodes.menu?.keys).toEqual({ "1": "news", "*": "menu" });
    expect(lead(FLOW, "news", "next", null, "").nodes.news).not.toHaveProperty("next");
  });

  it("renames a node with everything that leads to it", () => {
    const next = renameNode(FLOW, "bye", "farewell", KINDS);
    expect(Object.keys(next.nodes)).toEqual(["menu", "news", "farewell"]);
    expect(next.nodes.menu?.on_fail).toBe("farewell");
    expect(next.nodes.news?.next).toBe("farewell");
    expect(next.defaults?.on_errors).toBe("farewell");
    expect(renameNode(FLOW, "menu", "begin", KINDS).start).toBe("begin");
    expect(renameNode(FLOW, "bye", "news", KINDS)).toBe(FLOW);
    expect(renameNode(FLOW, "bye", "No good", KINDS)).toBe(FLOW);
  });

  it("takes the meaning of a key away with the key", () => {
    const shape = {
      kind: "menu",
      ends: false,
      fields: [field("keys", "nodes"), { ...field("meanings", "meanings", false), role: "keys" }],
    };
    const meanings = { "1": { zh: "新闻" }, "*": { zh: "返回", en: "Back" } };
    const named = setField(FLOW, "menu", "meanings", meanings);
    expect(withoutStrayMeanings(named, "menu", shape).nodes.menu?.meanings).toEqual(meanings);
    const fewer = setField(named, "menu", "keys", { "1": "news" });
    expect(withoutStrayMeanings(fewer, "menu", shape).nodes.menu?.meanings).toEqual({ "1": { zh: "新闻" } });
    const none = withoutStrayMeanings(setField(named, "menu", "keys", {}), "menu", shape);
    expect(none.nodes.menu).not.toHaveProperty("meanings");
  });

  it("removes a node and leaves no way to it", () => {
    const next = removeNodes(FLOW, new Set(["bye"]), KINDS);
    expect(next.nodes).not.toHaveProperty("bye");
    expect(next.nodes.menu).not.toHaveProperty("on_fail");
    expect(removeNodes(FLOW, new Set(["news"]), KINDS).nodes.menu?.keys).toEqual({ "1": "", "*": "menu" });
  });

  it("adds nodes with names of their own, where they were dropped", () => {
    const kind = KINDS.get("play");
    if (!kind) throw new Error("no kind");
    const once = addNode(FLOW, kind, [10, 20]);
    const twice = addNode(once.document, kind, [30, 40]);
    expect([once.id, twice.id]).toEqual(["play", "play_2"]);
    expect(twice.document.nodes.play_2).toEqual({ kind: "play", say: { zh: "", en: "" } });
    expect(twice.document.layout).toEqual({ play: [10, 20], play_2: [30, 40] });
  });

  it("is arranged from left to right without overlap", () => {
    const all = arranged(FLOW, KINDS);
    const x = (id: string) => all.get(id)?.[0] ?? Number.NaN;
    expect(x("menu")).toBeLessThan(x("news"));
    expect(x("news")).toBeLessThan(x("bye"));
    expect(new Set([...all.values()].map(String)).size).toBe(3);
  });
});

describe("the text of a flow", () => {
  it.each(["main", "enquiry", "order_enquiry", "studio", "survey"])("of %s is the same flow again", (name) => {
    const text = readFileSync(join(import.meta.dirname, "../../../../ivr_flows", `${name}.yaml`), "utf8");
    const flow = parse(text) as FlowDocument;
    expect(parse(written(flow))).toEqual(flow);
    expect(parse(written(moveNodes(flow, new Map([["welcome", [1, 2]]]))))).toMatchObject({ nodes: flow.nodes });
  });

  it("is written as one text when it is one", () => {
    expect(wordsValue(wordsOf([{ zh: "甲" }]))).toEqual({ zh: "甲" });
    expect(wordsValue([{ zh: "甲" }, { zh: "乙" }])).toEqual([{ zh: "甲" }, { zh: "乙" }]);
    expect(wordsValue([])).toBeUndefined();
  });
});

describe("what was done", () => {
  it("is undone and done again; typing in one field is one step", () => {
    let history = begin("a");
    history = change(history, "b", "x.say");
    history = change(history, "bc", "x.say");
    history = change(history, "d");
    expect(undo(history).now).toBe("bc");
    expect(undo(undo(history)).now).toBe("a");
    expect(redo(undo(history)).now).toBe("d");
    expect(change(undo(history), "e").future).toEqual([]);
  });
});
