import { describe, expect, it } from "vitest";
import { readPop } from "@/live/pop";
import { aCall } from "@/test/live";
import { chosen, closed, type Items, inCall, NOTHING, popped, SPARE, stale, withdrawn, wrapping } from "./items";
import { markOf } from "./marks";
import { subjectOfItem } from "./work";
import { EMPTY, entryOpen, isUnsaved, sameSummary, summaryOpen } from "./workDraft";

const none = () => false;
const all = () => true;
const pop = (call: string, at = 1) => readPop({ pop: `pop-${call}`, number: `1380000000${call}` }, call, at);
const dialled = (id: string) => aCall({ id, direction: "outbound", from: "1001", to: "+8613900000000", queue: null });
const keys = (items: Items) => items.list.map((one) => one.key);

/** A rang and was talked with until it was over. */
const overA = () => inCall(inCall(popped(NOTHING, pop("A"), none), aCall({ id: "A" }), true, none), null, false, none);

describe("what lies on the desk", () => {
  it("is each call that rang or was dialled; the newest comes to the front and the others stay", () => {
    const items = inCall(overA(), dialled("B"), true, none);
    expect(keys(items)).toEqual(["A", "B"]);
    expect(items.front).toBe("B");
    const [a, b] = items.list;
    expect(subjectOfItem(a as never)).toMatchObject({ number: "1380000000A", queue: "heating" });
    expect(subjectOfItem(b as never)).toMatchObject({ number: "+8613900000000", queue: null });
    expect(b?.call).toBe("B");
  });

  it("does not jump when something changes in the call that goes on", () => {
    const talking = inCall(popped(overA(), pop("B"), none), aCall({ id: "B" }), true, none);
    const reading = chosen(talking, "A");
    expect(inCall(reading, aCall({ id: "B", stage: "hold" }), true, none).front).toBe("A");
    expect(inCall(reading, null, false, none).front).toBe("A");
  });

  it("keeps what was begun when the next caller rings and does not get through", () => {
    const items = popped(overA(), pop("B"), none);
    expect(items.front).toBe("B");
    const after = withdrawn(items, "pop-B", none);
    expect([keys(after), after.front]).toEqual([["A"], "A"]);
    expect(keys(withdrawn(items, "pop-B", all))).toEqual(["A", "B"]);
    expect(keys(withdrawn(overA(), "pop-A", none))).toEqual(["A"]);
  });

  it("loses a call in which he was only asked, unless he wrote something", () => {
    const asked = inCall(popped(overA(), pop("B"), none), aCall({ id: "B" }), false, none);
    expect(keys(inCall(asked, null, false, none))).toEqual(["A"]);
    expect(keys(inCall(asked, null, false, all))).toEqual(["A", "B"]);
  });

  it("has the form of whatever he wraps up, and leaves in front what he reads", () => {
    const items = wrapping(overA(), "B", "heating", none);
    expect(items.list[1]).toMatchObject({ key: "B", call: "B", queue: "heating", mine: true });
    expect(wrapping(chosen(items, "A"), "B", "heating", none).front).toBe("A");
  });

  it("goes when it is finished: the call that goes on is seen next, else what came last", () => {
    const talking = inCall(overA(), dialled("B"), true, none);
    expect(closed(chosen(talking, "A"), "A")).toMatchObject({ front: "B" });
    const over = inCall(talking, null, false, none);
    expect(closed(over, "B").front).toBe("A");
    expect(closed(chosen(over, "A"), "B").front).toBe("A");
    expect(closed(closed(over, "B"), "A")).toMatchObject({ list: [], front: null });
  });

  it("is work again when a finished call comes back", () => {
    const back = inCall(closed(overA(), "A"), aCall({ id: "A" }), true, none);
    expect([keys(back), back.front]).toEqual([["A"], "A"]);
  });

  it("keeps few of those with nothing to lose, and every other", () => {
    let items = NOTHING;
    for (let at = 0; at < 20; at++)
      items = inCall(
        inCall(items, dialled(`d${at}`), true, (key) => key === "d0"),
        null,
        false,
        (key) => key === "d0",
      );
    expect(keys(items)[0]).toBe("d0");
    expect(items.list.length).toBe(SPARE + 2);
    expect(items.front).toBe("d19");
  });

  it("forgets pops that came to nothing while the page was away", () => {
    const items = popped(overA(), pop("B", 5), none);
    expect(keys(stale(items, 10, none))).toEqual(["A"]);
    expect(keys(stale(items, 5, none))).toEqual(["A", "B"]);
    expect(keys(stale(items, 10, all))).toEqual(["A", "B"]);
  });
});

describe("an item", () => {
  it("is unsaved with a summary, a ticket or a customer that was begun", () => {
    const document = { ...EMPTY.document, title: "漏水" };
    const people = { new: { of: null, base: { name: "" }, typed: { name: "李" } } };
    expect(isUnsaved(EMPTY)).toBe(false);
    expect(isUnsaved({ ...EMPTY, document: { ...EMPTY.document, type: "repair" } })).toBe(false);
    expect(summaryOpen({ ...EMPTY, note: "x" })).toBe(true);
    expect(summaryOpen({ ...EMPTY, note: "x", saved: true })).toBe(false);
    expect(entryOpen({ ...EMPTY, document })).toBe(true);
    expect(isUnsaved({ ...EMPTY, saved: true, people })).toBe(true);
    expect(sameSummary({ ...EMPTY, note: "x" }, { ...EMPTY, note: "x", document })).toBe(true);
    expect(sameSummary({ ...EMPTY, note: "x" }, { ...EMPTY, note: "xy" })).toBe(false);
  });

  it("says on its tab what happens in its call, or that its work waits", () => {
    const now = { rung: "C", talking: null, wrapUp: "B" };
    expect(["A", "B", "C"].map((call) => markOf(call, now, EMPTY))).toEqual(["unfinished", "wrap_up", "ringing"]);
    expect(markOf("A", { ...now, talking: "A" }, EMPTY)).toBe("talking");
    expect(markOf("A", now, { ...EMPTY, note: "x", saved: true })).toBe("saved");
  });
});
