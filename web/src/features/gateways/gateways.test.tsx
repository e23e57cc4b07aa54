import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { User } from "@/api/types";
import { describeApi } from "@/test/described";
import { answerFetch } from "@/test/fetch";
import { askedBy, wordless } from "@/test/fieldWords";
import { AGENT, show } from "@/test/render";
import { Component } from "./GatewaysPage";
import { effects, formOf, type GatewaysRow, without, withoutSecrets, withSecret } from "./model";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const ADMIN: User = { ...AGENT, functions: { ...AGENT.functions, "gateways.manage": "all", "outbox.read": "all" } };
const NONE: GatewaysRow = { sms: null, email: null, keep_hours: 72, has_secret: { sms: false, email: false } };
const MAIL: GatewaysRow = {
  ...NONE,
  email: {
    enabled: true,
    host: "smtp.example.com",
    port: 587,
    security: "starttls",
    username: "service",
    sender: "service@example.com",
    sender_name: "",
    reply_to: "",
    per_second: 10,
    timeout: 20,
  },
  has_secret: { sms: false, email: true },
};

describe("the form of the gateways", () => {
  it("sends a secret only when one was typed, and keeps none in the browser", () => {
    const form = formOf(MAIL);
    expect(form).toEqual({ sms: null, email: MAIL.email, keep_hours: 72, secrets: {} });
    const typed = withSecret(form, "email", "p4ss");
    expect(typed.secrets).toEqual({ email: "p4ss" });
    expect(withSecret(typed, "email", undefined).secrets).toEqual({});
    expect(withoutSecrets(typed).secrets).toEqual({});
    expect(without(typed, "email", true)).toMatchObject({ email: null, secrets: { email: "" } });
  });

  it("knows what becomes of messages", () => {
    const form = formOf(MAIL);
    expect(effects(MAIL, form)).toEqual([]);
    expect(effects(MAIL, without(form, "email", true))).toEqual([{ kind: "email", effect: "removed" }]);
    expect(effects(NONE, form)).toEqual([{ kind: "email", effect: "starts" }]);
    const off = { ...form, email: { ...form.email, enabled: false } as GatewaysRow["email"] };
    expect(effects(MAIL, off)).toEqual([{ kind: "email", effect: "stops" }]);
  });

  it("has a word for every field and choice", () => {
    const asked = askedBy("GatewaysBody").filter((one) => !["sms", "email", "secrets"].includes(one.path.join(".")));
    expect(wordless("gateways", asked)).toEqual([]);
  });
});

function answers(row: GatewaysRow, more: Parameters<typeof answerFetch>[0] = {}) {
  return answerFetch({
    "GET /message-gateways": { body: row },
    "GET /outbox": {
      body: {
        items: [],
        total: 0,
        page: 1,
        page_size: 1,
        gateways: [
          { kind: "sms", state: "none", waiting: 3, error: "", next_at: null },
          { kind: "email", state: row.email ? "ok" : "none", waiting: 0, error: "", next_at: null },
        ],
      },
    },
    ...more,
  });
}

function describing(seen: ReturnType<typeof answers>) {
  describeApi();
  return seen;
}

const puts = (seen: ReturnType<typeof answers>) => seen.filter((one) => one.method === "PUT").map((one) => one.body);
const save = () => screen.getByRole("button", { name: "保存" });

describe("the page of the gateways", () => {
  it("begins an SMS provider, says what saving does, and shows a refusal at its field", async () => {
    const seen = describing(
      answers(NONE, {
        "PUT /message-gateways": {
          status: 422,
          body: {
            error: {
              code: "invalid",
              message: "sms.url: there is no variable mobil",
              message_zh: "没有变量 mobil（sms.url）",
              field: "sms.url",
            },
          },
        },
      }),
    );
    await show(<Component />, { user: ADMIN });
    fireEvent.click(await screen.findByRole("button", { name: "配置短信服务商" }));
    expect(await screen.findByText(/短信立即开始发出，等待中的 3 条/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText("接口地址"), { target: { value: "https://sms.example.com/{{ mobil }}" } });
    fireEvent.change(screen.getByLabelText("密钥"), { target: { value: "k3y" } });
    expect(JSON.stringify({ ...localStorage })).not.toContain("k3y");
    fireEvent.click(save());
    const field = screen.getByLabelText("接口地址").closest("div") as HTMLElement;
    expect((await within(field).findByRole("alert")).textContent).toBe("没有变量 mobil");
    expect(puts(seen)).toMatchObject([
      {
        sms: { url: "https://sms.example.com/{{ mobil }}", content_type: "json" },
        email: null,
        secrets: { sms: "k3y" },
      },
    ]);
  });

  it("leaves a kept secret alone, and does not save over what somebody else saved", async () => {
    let now = MAIL;
    const seen = describing(
      answers(MAIL, { "GET /message-gateways": () => ({ body: now }), "PUT /message-gateways": { body: MAIL } }),
    );
    await show(<Component />, { user: ADMIN });
    fireEvent.change(await screen.findByLabelText("服务器"), { target: { value: "mail.example.com" } });
    expect(screen.getByText("已保存，不会显示。留空表示不修改。")).toBeTruthy();
    now = { ...MAIL, keep_hours: 24 };
    fireEvent.click(save());
    expect(await screen.findByText(/他人已保存/)).toBeTruthy();
    expect(puts(seen)).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "仍保存我的" }));
    await waitFor(() => expect(puts(seen)).toHaveLength(1));
    expect(puts(seen)).toMatchObject([{ email: { host: "mail.example.com" }, keep_hours: 72, secrets: {} }]);
  });

  it("tests what is saved, and says what the other side said", async () => {
    const seen = describing(
      answers(MAIL, {
        "POST /message-gateways/test": {
          body: { kind: "email", sent: false, error: "535 authentication failed", reference: "" },
        },
      }),
    );
    await show(<Component />, { user: ADMIN });
    fireEvent.change(await screen.findByLabelText("手机号或邮箱"), { target: { value: "me@example.com" } });
    fireEvent.click(screen.getByRole("button", { name: "发送" }));
    expect(await screen.findByText("邮件服务器应答 535：authentication failed")).toBeTruthy();
    expect(seen.find((one) => one.method === "POST")?.body).toEqual({ to: "me@example.com" });
    fireEvent.change(screen.getByLabelText("服务器"), { target: { value: "mail.example.com" } });
    expect(screen.getByText("测试使用已保存的设置，请先保存。")).toBeTruthy();
    expect((screen.getByRole("button", { name: "发送" }) as HTMLButtonElement).disabled).toBe(true);
  });
});
