import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LinkSurvey } from "@/api/types";
import en from "@/i18n/en/rate.json";
import zh from "@/i18n/zh-CN/rate.json";
import { RatePage } from "./RatePage";

const SURVEY: LinkSurvey = {
  company: "暖心热力",
  language: "zh",
  questions: [
    {
      name: "satisfaction",
      text: "您对本次服务满意吗？",
      choices: [
        { key: "1", score: 5, label: "满意" },
        { key: "3", score: 1, label: "不满意" },
      ],
    },
    { name: "solved", text: "已解决请按1。", choices: [{ key: "1", score: 1, label: "" }] },
  ],
};

const ok = (body: unknown) => new Response(JSON.stringify(body), { status: 200 });
const refused = (status: number, code: string) => new Response(JSON.stringify({ error: { code } }), { status });
const done = () => new Response(null, { status: 204 });

/** Answers to the requests in their order; an error is a network that is not there. */
function server(...answers: (Response | Error)[]) {
  const waiting = [...answers];
  return vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    const next = waiting.shift();
    if (next === undefined || next instanceof Error) throw next ?? new TypeError("nothing more is expected");
    return next;
  });
}

const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
const choose = async (name: string) => userEvent.click(await screen.findByRole("radio", { name }));

describe("the page behind a customer's link", () => {
  beforeEach(() => sessionStorage.clear());

  it("asks in the customer's language and sends what was chosen, as nobody who is logged in", async () => {
    const asked = server(ok(SURVEY), done());
    render(<RatePage token="a_b" />);
    await choose("满意");
    expect(screen.getByText("暖心热力")).toBeTruthy();
    expect(screen.getByRole("radio", { name: "1" })).toBeTruthy(); // a key without words of its own
    await press(zh.send);
    expect(await screen.findByRole("heading", { name: zh.thanks })).toBe(document.activeElement);
    const [, sent] = asked.mock.calls;
    expect(sent?.[0]).toBe("/api/v1/survey/a_b");
    expect(sent?.[1]).toMatchObject({ method: "POST", credentials: "omit", body: '{"answers":{"satisfaction":"1"}}' });
    expect(document.documentElement.lang).toBe("zh-CN");
  });

  it("says in English what an English caller reads, and wants an answer before it sends", async () => {
    const asked = server(ok({ ...SURVEY, language: "en" }));
    render(<RatePage token="t" />);
    await userEvent.click(await screen.findByRole("button", { name: en.send }));
    expect(screen.getByRole("alert").textContent).toBe(en.choose);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("keeps what was chosen when the network fails, and over a reload", async () => {
    server(ok(SURVEY), new TypeError("offline"), ok(SURVEY), done());
    const page = render(<RatePage token="t" />);
    await choose("不满意");
    await press(zh.send);
    await waitFor(() => expect(screen.getByRole("alert").textContent).toBe(zh.not_sent));
    page.unmount();
    render(<RatePage token="t" />);
    const chosen = await screen.findByRole<HTMLInputElement>("radio", { name: "不满意" });
    expect(chosen.checked).toBe(true);
    await press(zh.send);
    await screen.findByText(zh.thanks);
    expect(sessionStorage.length).toBe(0);
  });

  it("knows that an answer whose receipt was lost has arrived", async () => {
    server(ok(SURVEY), new TypeError("offline"), refused(404, "survey.used"));
    render(<RatePage token="t" />);
    await choose("满意");
    await press(zh.send);
    await userEvent.click(await screen.findByRole("button", { name: zh.again }));
    await screen.findByText(zh.thanks);
  });

  it("sends once when the button is pressed twice", async () => {
    let answer: (response: Response) => void = () => undefined;
    const asked = server(ok(SURVEY));
    render(<RatePage token="t" />);
    await choose("满意");
    asked.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    await press(zh.send);
    await press(zh.sending);
    expect(asked).toHaveBeenCalledTimes(2);
    answer(done());
    await screen.findByText(zh.thanks);
  });

  it.each([
    ["survey.used", zh.used],
    ["survey.over", zh.over],
    ["not_found", zh.unknown],
  ])("says why a link does not work: %s", async (code, words) => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["zh-CN"]);
    server(refused(404, code));
    render(<RatePage token="t" />);
    await screen.findByRole("heading", { name: words });
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("opens again when the network is back", async () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["zh-CN"]);
    server(new TypeError("offline"), ok(SURVEY));
    render(<RatePage token="t" />);
    await userEvent.click(await screen.findByRole("button", { name: zh.again }));
    await screen.findByText("您对本次服务满意吗？");
  });
});
