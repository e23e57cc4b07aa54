import { fireEvent, screen, waitFor } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FieldDefinition } from "@/shared/fields/definitions";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { batchOf, chosenFrom, EMPTY, partOf, progressOf, ruleOf } from "./model";
import { Component as NewBatchPage } from "./NewBatchPage";

afterEach(() => vi.unstubAllGlobals());

const TRIED = { looked_at: 9, left_out: { no_phone: 1 }, fitting: 8, chosen: 2, seed: "s1" };
const words = { status: (code: string) => `S:${code}`, kind: (code: string) => `K:${code}` };
const text = (code: string): FieldDefinition => ({ code, kind: "text", label: { zh: code, en: code } });

describe("the model of a batch", () => {
  it("makes the sample that was tried", () => {
    const form = {
      ...EMPTY,
      name: " 十一月 ",
      questionnaire_id: "q1",
      agents: ["u1"],
      closed_from: "2026-11-01T00:00:00Z",
    };
    expect(ruleOf(form)).toMatchObject({ source: "tickets", share: 20, size: null, closed_from: form.closed_from });
    expect(ruleOf({ ...form, source: "customers", amount: "size" })).toMatchObject({
      share: null,
      size: 100,
      closed_from: null,
    });
    expect(batchOf(form, TRIED)).toMatchObject({ name: "十一月", agents: ["u1"], rule: { seed: "s1" } });
  });

  it("lets people choose what the server compares as text", () => {
    expect(chosenFrom(text("type"), words)).toMatchObject({ kind: "choice", dictionary: "ticket_type" });
    expect(chosenFrom(text("status"), words).options?.map((one) => one.zh)).toEqual([
      "S:to_visit",
      "S:done",
      "S:archived",
    ]);
    expect(chosenFrom(text("handler"), words).kind).toBe("user");
    expect(chosenFrom(text("region"), words)).toEqual(text("region"));
  });

  it("counts how far it is without what was called off", () => {
    expect(progressOf({ counts: { open: 1, done: 2, refused: 1, cancelled: 6 } })).toEqual({
      over: 3,
      all: 4,
      percent: 75,
    });
    expect(partOf("rule.where.field")).toBe("rule");
    expect(partOf("version")).toBeNull();
  });
});

describe("a new batch", () => {
  it("is tried before it is made, and tried again when the rule changes", async () => {
    const seen = answerFetch({
      "GET /directory": { body: { users: [], queues: [], flows: [] } },
      "GET /questionnaires": {
        body: [{ id: "q1", name: { zh: "维修回访", en: "Repair" }, state: "active", options: {} }],
      },
      "GET /visit-batches/properties": { body: { tickets: [], customers: [] } },
      "POST /visit-batches/try": { body: TRIED },
      "POST /visit-batches": {
        status: 422,
        body: { error: { code: "invalid", message: "no", message_zh: "请填写名称", field: "name" } },
      },
    });
    const user = {
      ...AGENT,
      functions: { ...AGENT.functions, "visits.plan": "below", "questionnaires.read": "all" },
    } as typeof AGENT;
    await show(
      <Routes>
        <Route path="/visit-batches/new" element={<NewBatchPage />} />
      </Routes>,
      { path: "/visit-batches/new", user },
    );
    const make = await screen.findByRole("button", { name: "生成批次" });
    expect(make).toHaveProperty("disabled", true);
    fireEvent.click(screen.getByRole("button", { name: "试算" }));
    expect(await screen.findByText("− 没有电话号码")).toBeTruthy();
    expect(screen.getByText("2 个回访，暂不分配。")).toBeTruthy();
    fireEvent.change(screen.getByLabelText("免打扰天数"), { target: { value: "7" } });
    await waitFor(() => expect(make).toHaveProperty("disabled", true));
    fireEvent.click(screen.getByRole("button", { name: "试算" }));
    await waitFor(() => expect(make).toHaveProperty("disabled", false));
    fireEvent.click(make);
    expect(await screen.findByText("请填写名称")).toBeTruthy();
    const sent = seen.filter((one) => one.path === "/visit-batches" && one.method === "POST");
    expect(sent[0]?.body).toMatchObject({ rule: { rest_days: 7, seed: "s1" } });
    expect(sent[0]?.headers.get("Idempotency-Key")).toBeTruthy();
  });
});
