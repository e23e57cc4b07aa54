import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component } from "./ConfigPage";
import { byPart, lineOf, syntaxError } from "./model";

afterEach(() => vi.unstubAllGlobals());

const TEXT = `format: 1
queues:
  service:
    name: {zh: 客服, en: Service}
  bad:
    name: {zh: 坏, en: Bad}
    demand:
      - skill: nothing
entries:
  2000: {flow: main}
outlets:
  BJ.01:
    state: paused
`;

describe("the file", () => {
  it("has a line for every place that the server names", () => {
    expect(lineOf(TEXT, "queues/bad")).toBe(5);
    expect(lineOf(TEXT, "queues/bad.demand.0.skill")).toBe(8);
    expect(lineOf(TEXT, "queues/bad.nothing.such")).toBe(5);
    expect(lineOf(TEXT, "entries/2000.flow")).toBe(10);
    expect(lineOf(TEXT, "outlets/BJ.01.state")).toBe(13);
    expect(lineOf(TEXT, "fish")).toBeNull();
    expect(syntaxError(TEXT)).toBeNull();
    expect(syntaxError("a: 1\nb: [")?.line).toBe(2);
  });

  it("is told of by its parts", () => {
    expect(byPart(["queues/a", "skills/tv", "queues/b/c"])).toEqual([
      { part: "skills", ids: ["tv"] },
      { part: "queues", ids: ["a", "b/c"] },
    ]);
  });
});

const RESULT = {
  created: ["queues/fresh", "settings/outbound"],
  changed: [],
  same: ["skills/tv"],
  needs_secret: ["trunks/far"],
  needs_audio: ["prompts/welcome.zh"],
};
const button = (name: string) => screen.getByRole("button", { name }) as HTMLButtonElement;

describe("the page", () => {
  it("tries before it takes in, and tries again what was changed since", async () => {
    const seen = answerFetch({
      "POST /config/import": ({ body }) => ({ body: { ...RESULT, dry_run: (body as { dry_run: boolean }).dry_run } }),
    });
    await show(<Component />);
    const text = screen.getByLabelText("配置内容");
    expect(button("试一试").disabled).toBe(true);
    fireEvent.change(text, { target: { value: TEXT } });
    expect(button("导入").disabled).toBe(true);
    fireEvent.click(button("试一试"));
    const made = await screen.findByRole("region", { name: "将新建或已新建" });
    expect(within(made).getByText("fresh")).toBeTruthy();
    expect(within(made).getByText("外呼规则")).toBeTruthy();
    expect(screen.getByText(/2 项新建、0 项修改/)).toBeTruthy();
    expect(screen.getByText(/far/)).toBeTruthy();
    expect(screen.getByText(/welcome\.zh/)).toBeTruthy();
    fireEvent.change(text, { target: { value: `${TEXT}\n` } });
    expect(button("导入").disabled).toBe(true);
    fireEvent.click(button("试一试"));
    await screen.findByText(/2 项新建/);
    fireEvent.click(button("导入"));
    expect(await screen.findByText(/^已导入/)).toBeTruthy();
    expect(seen.map((one) => (one.body as { dry_run: boolean }).dry_run)).toEqual([true, true, false]);
  });

  it("says in which line something is wrong", async () => {
    answerFetch({
      "POST /config/import": {
        status: 422,
        body: {
          error: {
            code: "invalid",
            message: "no skill nothing",
            message_zh: "没有技能 nothing",
            field: "queues/bad.demand",
          },
        },
      },
    });
    await show(<Component />);
    fireEvent.change(screen.getByLabelText("配置内容"), { target: { value: TEXT } });
    fireEvent.click(button("试一试"));
    expect(await screen.findByText("第 7 行有误")).toBeTruthy();
    expect(screen.getByText("没有技能 nothing")).toBeTruthy();
  });
});
