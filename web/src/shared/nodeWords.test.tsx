import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CallTable } from "@/features/board/components/CallTable";
import { describeEvent } from "@/features/calls/story";
import { CallerCard } from "@/features/desk/components/CallerCard";
import { subjectOf } from "@/features/desk/model";
import type { Work } from "@/features/desk/work";
import { readPop } from "@/live/pop";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { type NodeStep, type NodeWords, useNodeWords } from "./nodeWords";

const NAMES = {
  main: {
    version: 3,
    nodes: {
      welcome: { kind: "language", name: { zh: "语言", en: "Language" }, meanings: {} },
      menu: {
        kind: "menu",
        name: { zh: "主菜单", en: "Main menu" },
        meanings: { "0": { zh: "人工服务", en: "Agent" } },
      },
      bare: { kind: "menu", name: null, meanings: {} },
      to_service: { kind: "queue", name: { zh: "转接", en: "Transfer" }, meanings: {} },
    },
  },
  enquiry: { version: 1, nodes: { menu: { kind: "menu", name: { zh: "查询菜单", en: "Enquiry" }, meanings: {} } } },
};
const DIRECTORY = {
  users: [],
  queues: [{ id: "service", name: { zh: "人工服务", en: "Customer service" } }],
  flows: [{ id: "enquiry", name: { zh: "工单查询", en: "Ticket enquiry" } }],
};
const SERVED = { "GET /flow-names": { body: NAMES }, "GET /directory": { body: DIRECTORY } };
const menu: NodeStep = { flow: "main", node: "menu", kind: "menu", result: "0" };

let got: NodeWords;

function Page() {
  got = useNodeWords();
  return <span>{got.name({ flow: "main", node: "bare" })}</span>;
}

/** The words that a page in this language has, once the names are there. */
async function wordsIn(language: "zh-CN" | "en", served: Parameters<typeof answerFetch>[0] = SERVED) {
  cleanup();
  answerFetch(served);
  await show(<Page />, { language });
  await screen.findByText(/bare/);
  return got;
}

describe("the words for a caller's steps", () => {
  it("are names and meanings, in the page's language", async () => {
    const chinese = await wordsIn("zh-CN");
    expect(chinese.whole(menu)).toBe("主菜单：人工服务");
    expect(chinese.whole({ ...menu, flow: "enquiry" })).toBe("查询菜单：0");
    expect(chinese.whole({ flow: "main", node: "welcome", kind: "language", result: "zh" })).toBe("语言：中文");
    const english = await wordsIn("en");
    expect(english.whole(menu)).toBe("Main menu: Agent");
    expect(english.whole({ ...menu, result: "timeout" })).toBe("Main menu: no key");
    expect(english.result(menu)).toBe("0 · Agent");
    expect(english.whole({ flow: "main", node: "to_service", kind: "queue", result: "service" })).toBe(
      "Transfer: Customer service",
    );
    expect(english.result({ flow: "main", node: "ticket", kind: "subflow", result: "enquiry" })).toBe("Ticket enquiry");
    expect(english.options("main").map((one) => one.label)).toContain("Main menu");
    expect(english.options().find((one) => one.value === "menu")?.label).toBe("Main menu / Enquiry");
  });

  it("are the kind and the id where nobody has named it, and the id where it is not published", async () => {
    const words = await wordsIn("en");
    expect(words.name({ flow: "main", node: "bare" })).toBe("menu (bare)");
    expect(words.name({ flow: "main", node: "gone" })).toBe("gone");
    expect(words.name({ flow: "main", node: "gone", kind: "collect" })).toBe("collect digits (gone)");
  });

  it("do not say of a key what it means in another version", async () => {
    const words = await wordsIn("en");
    expect(words.result({ ...menu, version: 3 })).toBe("0 · Agent");
    expect(words.result({ ...menu, version: 2 })).toBe("0");
  });

  it("are ids when names cannot be had", async () => {
    const words = await wordsIn("en", {});
    expect(words.name(menu)).toBe("menu (menu)");
  });
});

describe("what people read", () => {
  beforeEach(() => {
    vi.stubGlobal("requestAnimationFrame", (paint: () => void) => queueMicrotask(paint));
    const call = { call: "c1", stage: "ivr", from_number: "+8613800138000", flow: "main", node: "menu", since: 1 };
    liveStore.receive({ type: "snapshot", data: { calls: [call] } });
  });
  afterEach(() => liveStore.receive({ type: "snapshot", data: {} }));

  it("an agent: the caller's way; the pop is there before the names are asked for", async () => {
    const seen = answerFetch(SERVED);
    const path = [
      { flow: "main", node: "welcome", kind: "language", result: "zh" },
      { flow: "main", node: "office", kind: "hours", result: "open" },
      menu,
    ];
    const pop = readPop({ pop: "p1", number: "+8613800138000", path }, "c1", 0);
    const work = { subject: subjectOf(pop, null), draft: { customer: null }, change: vi.fn() } as unknown as Work;
    const before = () => seen.filter((one) => one.path === "/flow-names").length;
    await show(<CallerCard pop={pop} work={work} />);
    expect(screen.getByTestId("screen-pop").textContent).toContain("138 0013 8000");
    expect(before()).toBe(0);
    await screen.findByText("主菜单：人工服务");
    screen.getByText("语言：中文");
    expect(screen.queryByText(/office|menu|welcome/)).toBeNull();
  });

  it("a supervisor: where a call is", async () => {
    answerFetch(SERVED);
    await show(<CallTable actions={{ agent: vi.fn(), call: vi.fn() }} />, { language: "en" });
    await screen.findByText("Main menu");
  });

  it("whoever reads a call's story: the node and the key with its meaning", async () => {
    const nodes = await wordsIn("zh-CN");
    const data = { flow: "main", version: 3, node: "menu", kind: "menu", seconds: 5, result: "0" };
    const names = { person: () => "", queue: () => "", number: () => "", nodes };
    const t = (await import("i18next")).default.t;
    expect(describeEvent({ at: 0, type: "call.node", data }, t, names)).toBe("主菜单 0:05 0 · 人工服务");
  });
});
