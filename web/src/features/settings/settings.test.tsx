import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { describeApi } from "@/test/described";
import { answerFetch } from "@/test/fetch";
import { askedBy, wordless } from "@/test/fieldWords";
import { show } from "@/test/render";
import { Component } from "./SinglePage";
import { SINGLES, singleAt } from "./singles";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe("every field and choice of the settings of which there is one", () => {
  it.each(SINGLES.map((single) => [single.name, single] as const))("has a word: %s", (name, single) => {
    const asked = askedBy(single.body);
    expect(asked.length).toBeGreaterThan(0);
    expect(wordless(`singles.${name}`, asked)).toEqual([]);
    expect(singleAt(`/admin/${name}`)).toBe(single);
  });
});

type Table = Parameters<typeof answerFetch>[0];

function answers(table: Table) {
  const seen = answerFetch({
    "GET /directory": {
      body: {
        users: [
          { id: "u1", name: "王芳", number: "1001" },
          { id: "u2", name: "管理员", number: null },
        ],
        queues: [{ id: "heating", name: { zh: "供暖", en: "Heating" } }],
        flows: [],
      },
    },
    ...table,
  });
  describeApi();
  return seen;
}

const puts = (seen: ReturnType<typeof answers>) => seen.filter((one) => one.method === "PUT").map((one) => one.body);
const save = () => screen.getByRole("button", { name: "保存" });

describe("the page of a setting", () => {
  it("says before what rules of retention delete", async () => {
    const rules = { days: null, voicemail_days: null, queues: {} };
    const seen = answers({
      "GET /recording-retention": { body: rules },
      "POST /recording-retention/effect": ({ body }) => ({
        body: {
          recordings: (body as typeof rules).days === 3 ? 12 : 0,
          voicemails: 0,
          oldest: (body as typeof rules).days === 3 ? "2026-01-02T03:04:05Z" : null,
          default_days: 400,
        },
      }),
      "PUT /recording-retention": ({ body }) => ({ body }),
    });
    await show(<Component />, { path: "/admin/recording-retention" });
    expect(await screen.findByText(/未填天数时保留 400 天/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText("通话录音（天）"), { target: { value: "3" } });
    expect(await screen.findByText(/将永久删除 12 条通话录音和 0 条留言，最早的是 2026/)).toBeTruthy();
    fireEvent.click(save());
    await waitFor(() => expect(puts(seen)).toEqual([{ days: 3, voicemail_days: null, queues: {} }]));
    expect(await screen.findByText("已保存")).toBeTruthy();
  });

  it("keeps what was typed over a reload, and shows a refusal at its field", async () => {
    const codes = {
      login: "*50",
      logout: "*51",
      pause: "*52",
      available: "*53",
      pickup: "*8",
      voicemail: "*86",
      messages: "*98",
    };
    const table: Table = {
      "GET /feature-codes": { body: codes },
      "PUT /feature-codes": {
        status: 422,
        body: { error: { code: "invalid", message: "twice", message_zh: "*50 已用于其他功能", field: "pickup" } },
      },
    };
    answers(table);
    const first = await show(<Component />, { path: "/admin/feature-codes" });
    fireEvent.change(await screen.findByLabelText("代接"), { target: { value: "*50" } });
    expect(screen.getByText(/旧代码失效/)).toBeTruthy();
    first.unmount();

    const seen = answers(table);
    await show(<Component />, { path: "/admin/feature-codes" });
    const field = (await screen.findByLabelText("代接")) as HTMLInputElement;
    expect(field.value).toBe("*50");
    expect(screen.getByText("已恢复上次未保存的内容")).toBeTruthy();
    fireEvent.click(save());
    expect((await within(field.parentElement as HTMLElement).findByRole("alert")).textContent).toBe(
      "*50 已用于其他功能",
    );
    expect(puts(seen)).toEqual([{ ...codes, pickup: "*50" }]);
    fireEvent.click(screen.getByRole("button", { name: "放弃修改" }));
    await waitFor(() => expect((screen.getByLabelText("代接") as HTMLInputElement).value).toBe("*8"));
  });

  it("offers only agents, by their names, and says that the channels are not there", async () => {
    const policy = { capacity: { chat: 3, email: 5 }, beside_calls: [], interrupted: ["email"], agents: {} };
    const seen = answers({
      "GET /media-policy": { body: policy },
      "PUT /media-policy": ({ body }) => ({ body }),
    });
    await show(<Component />, { path: "/admin/media" });
    expect(await screen.findByText(/接入尚未提供/)).toBeTruthy();
    const chats = screen.getByLabelText("每位坐席最多同时处理 在线会话");
    fireEvent.change(chats, { target: { value: "2" } });
    fireEvent.mouseDown(screen.getByRole("combobox", { name: "单独设置的坐席: 添加" }));
    const offered = await screen.findAllByTitle(/王芳|管理员/);
    expect(offered.map((one) => one.getAttribute("title"))).toEqual(["1001 王芳 (u1)"]);
    fireEvent.click(offered[0] as HTMLElement);
    fireEvent.click(save());
    await waitFor(() =>
      expect(puts(seen)).toEqual([{ ...policy, capacity: { chat: 2, email: 5 }, agents: { u1: {} } }]),
    );
  });
});
