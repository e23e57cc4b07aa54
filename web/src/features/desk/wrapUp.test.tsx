import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { liveStore } from "@/live/store";
import { wrapUpField } from "@/shared/wrapUp";
import { answerFetch } from "@/test/fetch";
import { aCall } from "@/test/live";
import { show } from "@/test/render";
import { WrapUpPanel } from "./components/WrapUpPanel";
import { inCall } from "./items";
import type { DeskView } from "./useSituation";
import { requestFinish, type Work } from "./work";
import { type Draft, EMPTY } from "./workDraft";
import { changeItems, readItems } from "./workStore";

afterEach(() => {
  vi.unstubAllGlobals();
  liveStore.receive({ type: "snapshot", data: {} });
  liveStore.receive({ type: "screen_pop", data: { pop: "last" } });
  liveStore.dismissPop("last");
});

const VIEW = {
  agent: { state: "wrap_up", until: null },
  can: { wrapUp: true },
  call: null,
  phone: { leg: null },
} as unknown as DeskView;
const LEAK = { field: "fault", is: "eq", value: "leak" };
const FORM = {
  disposition_required: true,
  fields: [
    {
      code: "fault",
      kind: "choice",
      label: { zh: "故障", en: "Fault" },
      options: [{ code: "leak", zh: "漏水", en: "Leak" }],
    },
    { code: "where", kind: "text", label: { zh: "位置", en: "Where" }, visible_if: LEAK, required: true },
  ],
};

const none = () => false;

function work(draft: Partial<Draft>, change = vi.fn()): Work {
  return {
    key: "c1",
    call: "c1",
    subject: { queue: "heating" },
    draft: { ...EMPTY, ...draft },
    change,
  } as unknown as Work;
}

describe("the wrap-up", () => {
  it("offers the queue's own results and fields, and says at a field what is missing", async () => {
    const seen = answerFetch({
      "GET /queues/heating/dispositions": { body: [{ code: "visit", name: { zh: "上门", en: "Visit" }, fields: [] }] },
      "GET /queues/heating/wrap-up-form": { body: FORM },
      "GET /dictionaries": { body: [] },
      "PATCH /calls/c1": {
        status: 422,
        body: { error: { code: "invalid", message: "needed", message_zh: "请填写位置", field: "form.where" } },
      },
    });
    const change = vi.fn();
    await show(<WrapUpPanel view={VIEW} work={work({ disposition: "visit", form: { fault: "leak" } }, change)} />);
    expect(await screen.findByText("上门")).toBeTruthy();
    fireEvent.change(await screen.findByLabelText("位置"), { target: { value: "厨房" } });
    const put = change.mock.calls.at(-1)?.[0] as (draft: Partial<Draft>) => Partial<Draft>;
    expect(put({ form: { fault: "leak" } })).toEqual({ form: { fault: "leak", where: "厨房" }, saved: false });
    fireEvent.click(screen.getByRole("button", { name: "保存并结束整理" }));
    expect(await screen.findByText("请填写位置")).toBeTruthy();
    const sent = seen.filter((one) => one.method === "PATCH").map((one) => one.body);
    expect(sent).toEqual([{ disposition: "visit", note: "", ticket: null, form: { fault: "leak" } }]);
    expect(seen.some((one) => one.path === "/agent/wrap-up")).toBe(false);
  });

  it("asks what the chosen result asks for", async () => {
    const reason = { name: "reason", label: { zh: "原因", en: "Reason" }, required: true };
    const seen = answerFetch({
      "GET /queues/heating/dispositions": {
        body: [{ code: "refused", name: { zh: "拒绝", en: "Refused" }, fields: [reason] }],
      },
      "GET /queues/heating/wrap-up-form": { body: { disposition_required: false, fields: [] } },
      "GET /dictionaries": { body: [] },
      "PATCH /calls/c1": {
        status: 422,
        body: { error: { code: "invalid", message: "", message_zh: "请填写原因", field: "fields.reason" } },
      },
    });
    const change = vi.fn();
    await show(<WrapUpPanel view={VIEW} work={work({ disposition: "refused", fields: {} }, change)} />);
    fireEvent.change(await screen.findByLabelText("原因"), { target: { value: "价格" } });
    expect(change).toHaveBeenLastCalledWith({ fields: { reason: "价格" }, saved: false });
    fireEvent.click(screen.getByRole("button", { name: "保存并结束整理" }));
    expect(await screen.findByText("请填写原因")).toBeTruthy();
    const sent = seen.find((one) => one.method === "PATCH")?.body;
    expect(sent).toEqual({ disposition: "refused", note: "", ticket: null, fields: {} });
  });

  it("keeps what was said when the time is over and the form is not complete", async () => {
    const seen = answerFetch({
      "GET /queues/heating/dispositions": { body: [] },
      "GET /queues/heating/wrap-up-form": { body: FORM },
      "GET /dictionaries": { body: [] },
      "PATCH /calls/c1": (request) =>
        "form" in (request.body as object)
          ? { status: 422, body: { error: { code: "invalid", message: "", message_zh: "", field: "form.where" } } }
          : { body: {} },
    });
    const given = work({ note: "客户不在家", form: { fault: "leak" } });
    const { unmount } = await show(<WrapUpPanel view={VIEW} work={given} />);
    await screen.findByLabelText("位置");
    unmount();
    await waitFor(() => expect(seen.filter((one) => one.method === "PATCH")).toHaveLength(2));
    expect(seen.at(-1)?.body).toEqual({ disposition: "", note: "客户不在家", ticket: null });
  });

  it("of one call leaves the next caller's alone, who came while it was being stored", async () => {
    const seen = answerFetch({
      "GET /queues/heating/dispositions": { body: [] },
      "GET /queues/heating/wrap-up-form": { body: { disposition_required: false, fields: [] } },
      "GET /dictionaries": { body: [] },
      "PATCH /calls/c1": () => {
        liveStore.receive({ type: "agent.state", data: { agent: "u1", state: "wrap_up", call: "c2" } });
        liveStore.receive({ type: "screen_pop", data: { pop: "p2", call: "c2", number: "2" } });
        return { body: {} };
      },
    });
    changeItems("u1", (items) => inCall(inCall(items, aCall(), true, none), aCall({ id: "c2" }), true, none));
    await show(<WrapUpPanel view={VIEW} work={work({ note: "已修好" })} />);
    fireEvent.click(screen.getByRole("button", { name: "保存并结束整理" }));
    await waitFor(() => expect(readItems("u1").list.map((one) => one.key)).toEqual(["c2"]));
    expect(seen.some((one) => one.path === "/agent/wrap-up")).toBe(false);
    expect(liveStore.getState().pop?.pop).toBe("p2");
  });

  it("is finished once, however often the key is pressed", async () => {
    const seen = answerFetch({
      "GET /queues/heating/dispositions": { body: [] },
      "GET /queues/heating/wrap-up-form": { body: { disposition_required: false, fields: [] } },
      "GET /dictionaries": { body: [] },
      "PATCH /calls/c1": { body: {} },
      "POST /agent/wrap-up": { body: {} },
    });
    await show(<WrapUpPanel view={VIEW} work={work({ note: "已修好" })} />);
    requestFinish();
    requestFinish();
    await waitFor(() => expect(seen.some((one) => one.path === "/agent/wrap-up")).toBe(true));
    await new Promise((done) => requestAnimationFrame(done));
    expect(seen.filter((one) => one.method !== "GET").map((one) => one.path)).toEqual(["/calls/c1", "/agent/wrap-up"]);
  });

  it("asks before a ticket that was typed and not entered is lost with it", async () => {
    const seen = answerFetch({
      "GET /queues/heating/dispositions": { body: [] },
      "GET /queues/heating/wrap-up-form": { body: { disposition_required: false, fields: [] } },
      "GET /dictionaries": { body: [] },
    });
    const document = { ...EMPTY.document, title: "热水器漏水" };
    await show(<WrapUpPanel view={VIEW} work={work({ document })} />);
    fireEvent.click(screen.getByRole("button", { name: "保存并结束整理" }));
    expect((await screen.findAllByText("单据或客户资料尚未提交")).length).toBeGreaterThan(0);
    expect(seen.some((one) => one.method !== "GET")).toBe(false);
  });

  it("can be stored while the agent is in another call, not while its own goes on", async () => {
    answerFetch({
      "GET /queues/heating/dispositions": { body: [] },
      "GET /queues/heating/wrap-up-form": { body: { disposition_required: false, fields: [] } },
      "GET /dictionaries": { body: [] },
    });
    const talking = (id: string) => ({ ...VIEW, agent: { state: "talking" }, call: { id } }) as unknown as DeskView;
    const { unmount } = await show(<WrapUpPanel view={talking("c2")} work={work({ note: "x" })} />);
    expect(screen.getByRole("button", { name: "保存并收起" })).toHaveProperty("disabled", false);
    unmount();
    await show(<WrapUpPanel view={talking("c1")} work={work({ note: "x" })} />);
    expect(screen.getByRole("button", { name: "保存并收起" })).toHaveProperty("disabled", true);
  });

  it("knows its fields by what the server calls them", () => {
    expect(["form.where", "disposition", "note", undefined].map(wrapUpField)).toEqual([
      "where",
      "disposition",
      null,
      null,
    ]);
  });
});
