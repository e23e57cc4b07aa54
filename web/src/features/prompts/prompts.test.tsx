import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { User } from "@/api/types";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { found, heard, isChanged, type PromptDetail, toChange, valuesOf, versionsOf } from "./model";
import { Component as PromptsPage } from "./PromptsPage";

const ADMIN: User = { ...AGENT, functions: { "prompts.manage": "all", "flows.manage": "all" } };

const WELCOME: PromptDetail = {
  id: "welcome",
  number: "1",
  name: { zh: "欢迎词", en: "Welcome" },
  texts: { zh: "欢迎致电。" },
  recorded: { zh: 2 },
  used_by: ["main"],
  music_of: [],
  updated_at: "2026-11-26T08:30:00Z",
  versions: [1, 2].map((version) => ({
    language: "zh",
    version,
    current: version === 2,
    source: version === 1 ? "phone" : "upload",
    seconds: 3,
    level: -20,
    comment: "",
    created_at: "2026-11-26T08:30:00Z",
    created_by: null,
  })),
};
const EMPTY: PromptDetail = {
  ...WELCOME,
  id: "empty",
  number: null,
  name: { zh: "空", en: "Empty" },
  texts: {},
  recorded: {},
  used_by: [],
  music_of: [],
  versions: [],
};

describe("a prompt", () => {
  it("is heard as its recording, else as its words, else not at all", () => {
    expect(heard(WELCOME, "zh")).toEqual({ kind: "recorded", version: 2 });
    expect(heard({ ...WELCOME, recorded: {} }, "zh")).toEqual({ kind: "spoken" });
    expect(heard(WELCOME, "en")).toEqual({ kind: "silent" });
  });

  it("is found by name, number and words, by what is heard, and when nobody plays it", () => {
    const both = [WELCOME, EMPTY];
    expect(found(both, { q: "WELC" })).toEqual([WELCOME]);
    expect(found(both, { q: "致电" })).toEqual([WELCOME]);
    expect(found(both, { state: "recorded" })).toEqual([WELCOME]);
    expect(found(both, { state: "silent" })).toEqual(both);
    expect(found(both, { state: "unused" })).toEqual([EMPTY]);
    expect(found([WELCOME, { ...EMPTY, music_of: ["shop"] }], { state: "unused" })).toEqual([]);
  });

  it("loses its number and a text that was emptied", () => {
    const values = { ...valuesOf(WELCOME), number: " ", zh: " ", en: "Hello. " };
    expect(isChanged(WELCOME, values)).toBe(true);
    expect(isChanged(WELCOME, valuesOf(WELCOME))).toBe(false);
    expect(toChange(values)).toEqual({
      name: { zh: "欢迎词", en: "Welcome" },
      number: null,
      texts: { en: "Hello." },
    });
  });

  it("has its versions newest first, each language its own", () => {
    expect(versionsOf(WELCOME, "zh").map((one) => one.version)).toEqual([2, 1]);
    expect(versionsOf(WELCOME, "en")).toEqual([]);
  });
});

describe("the library", () => {
  const answers = {
    "GET /prompts": { body: [WELCOME, EMPTY] },
    "GET /prompts/welcome": { body: WELCOME },
    "GET /directory": { body: { users: [], queues: [], flows: [{ id: "main", name: { zh: "主菜单", en: "Main" } }] } },
  };
  beforeEach(() => {
    HTMLElement.prototype.scrollIntoView = () => undefined;
  });

  it("shows who plays a prompt, restores a version, and shows a refusal at its field", async () => {
    const seen = answerFetch({
      ...answers,
      "POST /prompts/welcome/restore": { body: WELCOME },
      "PATCH /prompts/welcome": {
        status: 409,
        body: { error: { code: "duplicate", message: "taken", message_zh: "录音编号 7 已被使用", field: "number" } },
      },
    });
    await show(<PromptsPage />, { user: ADMIN, path: "/admin/prompts?open=welcome" });
    fireEvent.click(await screen.findByText("恢复此版"));
    await waitFor(() =>
      expect(seen.find((one) => one.path.endsWith("/restore"))?.body).toEqual({ language: "zh", version: 1 }),
    );
    expect(screen.getAllByText("主菜单").length).toBeGreaterThan(1);

    const number = screen.getByLabelText("录音编号") as HTMLInputElement;
    fireEvent.change(number, { target: { value: "7" } });
    fireEvent.click(screen.getByText("保存"));
    expect(await screen.findByText("录音编号 7 已被使用")).toBeTruthy();
    expect(number.value).toBe("7");
  });

  it("speaks what stands in the form, saved or not", async () => {
    URL.createObjectURL = () => "blob:spoken";
    URL.revokeObjectURL = () => undefined;
    const seen = answerFetch({ ...answers, "POST /prompts/speak": { body: {} } });
    await show(<PromptsPage />, { user: ADMIN, path: "/admin/prompts?open=welcome" });
    fireEvent.change(await screen.findByLabelText("英文文字"), { target: { value: "Good day." } });
    fireEvent.click(screen.getByText("试听英文"));
    expect(await screen.findByLabelText("试听朗读")).toBeTruthy();
    expect(seen.at(-1)?.body).toEqual({ language: "en", text: "Good day." });
    expect(seen.some((one) => one.method === "PATCH")).toBe(false);
  });
});
