import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/errors";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { blank, formOf, inserted, placeOf, textAt, toSend, toTry, withoutPlace, withText } from "./model";
import { Component } from "./TemplatePage";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const APPOINTMENT = {
  code: "appointment",
  name: { zh: "上门预约通知", en: "Appointment" },
  variables: [{ name: "time", zh: "预约时间", en: "the time", example: "周五" }],
  sms: { zh: "预约在{{ time }}" },
  email: {},
  provider_id: "",
  shipped: true,
  changed: true,
};

describe("a template", () => {
  it("is sent without the texts that are empty, and tried without a name", () => {
    const form = withText(withText(blank(), "sms.zh", "您好"), "email.en.subject", "Hello");
    expect(toSend(form)).toMatchObject({
      name: { zh: "", en: "" },
      sms: { zh: "您好" },
      email: { en: { subject: "Hello", body: "" } },
    });
    expect(Object.keys(toSend(form).sms ?? {})).toEqual(["zh"]);
    expect(toTry(form).name).toEqual({ zh: "-", en: "-" });
    expect(formOf({ ...APPOINTMENT }).email.en).toEqual({ subject: "", body: "" });
    expect(textAt(form, "email.en.subject")).toBe("Hello");
  });

  it("knows where a refusal belongs and where a piece goes", () => {
    const refusal = (field?: string) => new ApiError("invalid", 422, "", "", field);
    expect(placeOf(refusal("template.email.zh.body"))).toBe("email.zh.body");
    expect(placeOf(refusal("sms.en"))).toBe("sms.en");
    expect(placeOf(refusal("code"))).toBeNull();
    expect(placeOf(refusal())).toBeNull();
    expect(withoutPlace("没有变量 a，可用变量：b（sms.zh）", "sms.zh")).toBe("没有变量 a，可用变量：b");
    expect(withoutPlace("sms.zh: there is no variable a", "sms.zh")).toBe("there is no variable a");
    expect(inserted("to  you", "{{ a }}", 3, 3)).toBe("to {{ a }} you");
    expect(inserted("abc", "X", 1, 2)).toBe("aXc");
  });
});

describe("the page of a template", () => {
  const page = (
    <Routes>
      <Route path="/admin/templates/:code" element={<Component />} />
      <Route path="*" element={<p>elsewhere</p>} />
    </Routes>
  );

  it("shows at its place what the preview refuses, keeps the draft, and previews what is right", async () => {
    const seen = answerFetch({
      "GET /message-templates": { body: [APPOINTMENT] },
      "POST /message-templates/preview": ({ body }) => {
        const { template, values } = body as { template: { sms: { zh: string } }; values: { time?: string } };
        if (template.sms.zh.includes("wrong"))
          return {
            status: 422,
            body: { error: { code: "invalid", message: "", message_zh: "没有变量 wrong", field: "sms.zh" } },
          };
        const text = template.sms.zh.replace("{{ time }}", values.time ?? "周五");
        return { body: [{ kind: "sms", language: "zh", subject: "", body: text, length: text.length }] };
      },
    });
    await show(page, { path: "/admin/templates/appointment" });
    expect(await screen.findByText("预约在周五")).toBeTruthy();
    // a shipped one has the placeholders that the program fills in, and no others
    expect(screen.queryByRole("button", { name: /添加占位符/ })).toBeNull();
    fireEvent.change(screen.getByLabelText("预约时间"), { target: { value: "周六" } });
    expect(await screen.findByText("预约在周六")).toBeTruthy();

    const sms = screen.getByLabelText<HTMLTextAreaElement>("短信 (中文)");
    fireEvent.change(sms, { target: { value: "{{ wrong }}" } });
    expect(await screen.findByText("没有变量 wrong")).toBeTruthy();
    expect(screen.getByText("有一处文字还不能使用，请看标红的地方。")).toBeTruthy();
    expect(localStorage.getItem("hotline.draft.u1.message-template.appointment")).toContain("wrong");

    fireEvent.change(sms, { target: { value: "在" } });
    sms.focus();
    sms.setSelectionRange(0, 0);
    fireEvent.click(screen.getByRole("button", { name: "插入占位符 time" }));
    expect(sms.value).toBe("{{ time }}在");
    expect(await screen.findByText("周六在")).toBeTruthy();
    expect(seen.every((one) => one.method !== "PUT")).toBe(true);
  });

  it("goes back to the shipped words only when asked twice", async () => {
    const seen = answerFetch({
      "GET /message-templates": { body: [APPOINTMENT] },
      "POST /message-templates/preview": { body: [] },
      "DELETE /message-templates/appointment": { status: 204 },
    });
    await show(page, { path: "/admin/templates/appointment" });
    fireEvent.click(await screen.findByRole("button", { name: "恢复内置文字" }));
    expect(seen.some((one) => one.method === "DELETE")).toBe(false);
    fireEvent.click(within(await screen.findByRole("tooltip")).getByRole("button", { name: "恢复内置文字" }));
    await waitFor(() => expect(seen.some((one) => one.method === "DELETE")).toBe(true));
    expect(await screen.findByText("已恢复内置文字")).toBeTruthy();
  });

  it("makes the code of a new one from its English name", async () => {
    const seen = answerFetch({
      "GET /message-templates": { body: [APPOINTMENT] },
      "POST /message-templates/preview": { body: [] },
      "PUT /message-templates/appointment_2": { body: { ...APPOINTMENT, code: "appointment_2" } },
    });
    await show(page, { path: "/admin/templates/+" });
    fireEvent.change(await screen.findByLabelText("名称 (英文)"), { target: { value: "Appointment" } });
    fireEvent.change(screen.getByLabelText("短信 (中文)"), { target: { value: "您好" } });
    fireEvent.click(screen.getByRole("button", { name: "保存" }));
    await waitFor(() =>
      expect(seen.find((one) => one.method === "PUT")?.body).toMatchObject({ sms: { zh: "您好" }, email: {} }),
    );
    expect(localStorage.getItem("hotline.draft.u1.message-template.+")).toBeNull();
  });
});
