import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { LiveCall } from "@/live/types";
import { answerFetch } from "@/test/fetch";
import { aCall } from "@/test/live";
import { show } from "@/test/render";
import { CallLine } from "./components/CallLine";
import TransferDialog from "./components/TransferDialog";
import { abilitiesOf } from "./model";
import type { DeskView } from "./useSituation";
import { readDraft } from "./workStore";

const DIRECTORY = {
  users: [
    { id: "u1", number: "1001", name: "王芳" },
    { id: "u2", number: "1002", name: "李伟" },
  ],
  queues: [{ id: "heating", name: { zh: "供暖报修", en: "Heating" } }],
  flows: [{ id: "verify", name: { zh: "身份验证", en: "Verification" } }],
};

function viewOf(call: LiveCall): DeskView {
  const situation = {
    loggedIn: true,
    state: "talking" as const,
    hasBrowserPhone: false,
    leg: null,
    call,
    part: "main" as const,
  };
  return { call, situation, can: abilitiesOf(situation) } as DeskView;
}

describe("the line below the bar", () => {
  it("names who is in the call and who hears music, and offers what can be done", async () => {
    answerFetch({ "GET /directory": { body: DIRECTORY } });
    const call = aCall({
      agent: "u1",
      name: "李四",
      recording: "on",
      consult: { agent: "u2", device: null, number: null, state: "talking" },
    });
    const act = vi.fn();
    await show(<CallLine view={viewOf(call)} call={call} act={act} />);
    await screen.findByText("1002 李伟");
    const members = within(screen.getByRole("list")).getAllByRole("listitem");
    expect(members.map((one) => one.textContent)).toEqual(["李四听音乐", "我通话", "1002 李伟通话"]);
    await userEvent.click(screen.getByRole("button", { name: /三方通话/ }));
    await userEvent.click(screen.getByRole("button", { name: /暂停录音/ }));
    expect(act.mock.calls.flat()).toEqual(["conference", "record"]);
    expect(screen.getByText("录音中")).toBeTruthy();
  });

  it("names the queue that still looks for somebody, and lets the agent come back or hand over", async () => {
    answerFetch({ "GET /directory": { body: DIRECTORY } });
    const call = aCall({
      agent: "u1",
      name: "李四",
      consult: { agent: null, device: null, number: null, state: "waiting", queue: "heating" },
    });
    const act = vi.fn();
    await show(<CallLine view={viewOf(call)} call={call} act={act} />);
    await screen.findByText("供暖报修");
    const members = within(screen.getByRole("list")).getAllByRole("listitem");
    expect(members.map((one) => one.textContent)).toEqual(["李四听音乐", "我通话", "供暖报修排队中"]);
    expect(screen.queryByRole("button", { name: /三方通话|切换/ })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /取消咨询/ }));
    await userEvent.click(screen.getByRole("button", { name: /完成转接/ }));
    expect(act.mock.calls.flat()).toEqual(["cancel", "complete"]);
  });

  it("adds a line to the call's note without leaving the page", async () => {
    const seen = answerFetch({
      "GET /directory": { body: DIRECTORY },
      "POST /agent/note": { body: { call: "c1", note: "三号楼" } },
    });
    const call = aCall({ agent: "u1" });
    await show(<CallLine view={viewOf(call)} call={call} act={vi.fn()} />);
    await userEvent.type(screen.getByLabelText("随手记"), "三号楼{Enter}");
    expect(seen.filter((one) => one.path === "/agent/note").map((one) => one.body)).toEqual([{ text: "三号楼" }]);
    expect(readDraft("u1", "c1").note).toBe("三号楼");
  });
});

describe("the transfer dialog", () => {
  const COLLEAGUES = [
    { agent: "u3", number: "1003", name: "张敏", state: "offline", queues: [] },
    { agent: "u2", number: "1002", name: "李伟", state: "available", queues: [] },
  ];

  it("asks a colleague first; one who is not there cannot be chosen", async () => {
    const seen = answerFetch({
      "GET /directory": { body: DIRECTORY },
      "GET /agent/colleagues": { body: COLLEAGUES },
      "POST /agent/consult": { status: 204 },
    });
    const close = vi.fn();
    await show(<TransferDialog open onClose={close} />);
    await userEvent.click(screen.getByRole("combobox", { name: "坐席" }));
    const options = await screen.findAllByText(/李伟|张敏/, { selector: ".ant-select-item-option-content *" });
    expect(options.map((one) => one.textContent)).toEqual(["1002 李伟", "1003 张敏"]);
    await userEvent.click(options[0] as HTMLElement);
    await userEvent.click(screen.getByRole("button", { name: "先咨询" }));
    expect(seen.find((one) => one.method === "POST")).toMatchObject({
      path: "/agent/consult",
      body: { kind: "agent", target: "u2" },
    });
    expect(close).toHaveBeenCalled();
  });

  it("asks a queue for somebody, and says how many wait and are free there", async () => {
    const seen = answerFetch({
      "GET /directory": { body: DIRECTORY },
      "GET /agent/colleagues": { body: [] },
      "GET /agent/queues": { body: [{ queue: "heating", waiting: 2, free: 3, logged_in: 5 }] },
      "POST /agent/consult": { status: 204 },
    });
    await show(<TransferDialog open onClose={vi.fn()} />);
    await userEvent.click(screen.getByText("队列", { selector: ".ant-segmented-item-label" }));
    await userEvent.click(screen.getByRole("combobox", { name: "队列" }));
    await userEvent.click(
      await screen.findByText("供暖报修 · 2 人等待，3 人空闲", { selector: ".ant-select-item-option-content" }),
    );
    await userEvent.click(screen.getByRole("button", { name: "先咨询" }));
    expect(seen.find((one) => one.method === "POST")).toMatchObject({
      path: "/agent/consult",
      body: { kind: "queue", target: "heating" },
    });
  });

  it("sends the caller through a flow from which he comes back, or to the survey", async () => {
    const seen = answerFetch({
      "GET /directory": { body: DIRECTORY },
      "GET /agent/colleagues": { body: [] },
      "POST /agent/transfer": { status: 204 },
      "POST /agent/rate": { status: 204 },
    });
    await show(<TransferDialog open onClose={vi.fn()} />);
    await userEvent.click(screen.getByText("语音流程", { selector: ".ant-segmented-item-label" }));
    await userEvent.click(screen.getByRole("combobox", { name: "语音流程" }));
    await userEvent.click(await screen.findByText("身份验证", { selector: ".ant-select-item-option-content" }));
    await userEvent.click(screen.getByRole("button", { name: "转入流程" }));
    await userEvent.click(screen.getByText("评价", { selector: ".ant-segmented-item-label" }));
    await userEvent.click(screen.getByRole("button", { name: "转评价" }));
    expect(seen.filter((one) => one.method === "POST").map((one) => [one.path, one.body])).toEqual([
      ["/agent/transfer", { kind: "flow", target: "verify", back: true }],
      ["/agent/rate", null],
    ]);
  });
});
