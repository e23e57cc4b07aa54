import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TrunkTable } from "@/features/platform/components/TrunkTable";
import { QueueCard } from "@/features/wall/components/QueueCard";
import { liveStore } from "@/live/store";
import type { LiveAgent, LiveQueue, QueueLimits } from "@/live/types";
import { answerFetch } from "@/test/fetch";
import { aCall } from "@/test/live";
import { show, AGENT as USER } from "@/test/render";
import { AgentTable } from "./components/AgentTable";
import { LimitsDialog } from "./components/LimitsDialog";
import { QueueTable } from "./components/QueueTable";
import { anyLate, isTalking, lateFrom, matchesAgent, mayForce } from "./model";
import { useAgentItems, useCallItems, useRowActions } from "./useRowActions";

const AGENT: LiveAgent = {
  id: "u2",
  number: "1002",
  name: "李伟",
  state: "talking",
  reason: "",
  device: "web-1002",
  queue: "heating",
  call: null,
  queues: ["heating"],
  since: 1,
  until: null,
  limit: null,
};
const QUEUE: LiveQueue = {
  id: "heating",
  name: { zh: "供暖报修", en: "Heating" },
  waiting: 1,
  oldest: 100_000,
  available: 0,
  talking: 1,
  wrapUp: 0,
  loggedIn: 1,
  limits: null,
};
const LIMITS: QueueLimits = {
  waiting: 3,
  longestWait: 90,
  serviceLevel: null,
  abandonRate: null,
  leastCalls: 10,
  noAgents: true,
};

/** The items of a row's menu as buttons. */
function Chosen({ keys }: { keys: string[] }) {
  const actions = useRowActions({ explain: vi.fn(), move: vi.fn(), message: vi.fn() });
  return keys.map((key) => (
    <button key={key} type="button" onClick={() => actions.agent(key, AGENT, null)}>
      {key}
    </button>
  ));
}

describe("what a supervisor may force", () => {
  it("is a pause also in a talk, where it holds afterwards; nobody is logged out of one", () => {
    expect(mayForce(AGENT, "busy")).toBe(true);
    expect(mayForce(AGENT, "offline")).toBe(false);
    expect(mayForce(AGENT, "available")).toBe(false);
    expect(mayForce({ ...AGENT, state: "break" }, "available")).toBe(true);
    expect(mayForce({ ...AGENT, state: "offline" }, "available")).toBe(false);
  });
});

describe("the board", () => {
  it("knows who is late, who talks, and whom is looked for", () => {
    expect(lateFrom(QUEUE, 20)).toBe(120_000);
    expect(lateFrom(QUEUE, null)).toBe(160_000);
    expect(lateFrom({ ...QUEUE, oldest: null }, 20)).toBeNull();
    const limited = { ...QUEUE, limits: LIMITS };
    expect(lateFrom(limited, 20)).toBe(190_000);
    expect(anyLate(new Map([["heating", limited]]), new Map(), 180_000)).toBe(false);
    expect(anyLate(new Map([["heating", limited]]), new Map(), 191_000)).toBe(true);
    expect(isTalking(aCall({ agent: "u2", stage: "hold" }))).toBe(true);
    expect(isTalking(aCall({ agent: "u2", stage: "ringing" }))).toBe(false);
    expect(matchesAgent(AGENT, " 100", undefined)).toBe(true);
    expect(matchesAgent(AGENT, "李", "break")).toBe(false);
  });

  // The page's frames are painted by hand: jsdom has no layout.
  beforeEach(() => {
    vi.stubGlobal("requestAnimationFrame", (paint: () => void) => queueMicrotask(paint));
    liveStore.receive({
      type: "snapshot",
      data: {
        agents: [{ ...AGENT, agent: "u2", since: 1 }],
        queues: [{ queue: "heating", name: QUEUE.name, waiting: 1, oldest: null }],
        calls: [
          { call: "c1", stage: "talking", agent: "u2", from_number: "+8613800138000", queue: "heating", since: 1 },
        ],
        figures: { queues: [{ queue: "heating", service_level_seconds: 20, day: { service_level: 0.847 } }] },
      },
    });
  });
  afterEach(() => liveStore.receive({ type: "snapshot", data: {} }));

  it("whispers to the agent of a row through the extension that he names, and forces a pause with its reason", async () => {
    const seen = answerFetch({
      "POST /live/agents/u2/supervise": { body: { session: "s1", supervisor: "u1", mode: "whisper" } },
      "POST /live/agents/u2/state": { status: 204 },
    });
    await show(<Chosen keys={["supervise:whisper", "force:break:meal"]} />);
    await userEvent.click(screen.getByRole("button", { name: "supervise:whisper" }));
    await userEvent.type(await screen.findByLabelText("分机号"), "8009");
    await userEvent.click(screen.getByRole("button", { name: "密语" }));
    expect(seen.find((one) => one.path.endsWith("/supervise"))?.body).toEqual({ mode: "whisper", extension: "8009" });
    await userEvent.click(screen.getByRole("button", { name: "force:break:meal" }));
    expect(seen.find((one) => one.path.endsWith("/state"))?.body).toEqual({ state: "break", reason: "meal" });
  });

  it("shows agents with whom they talk", async () => {
    answerFetch({});
    await show(<AgentTable actions={{ agent: vi.fn(), call: vi.fn() }} />);
    const row = within((await screen.findByText("李伟")).closest("tr") as HTMLElement);
    expect(row.getByText("138 0013 8000")).toBeTruthy();
    expect(row.getByText("通话")).toBeTruthy();
  });

  it("keeps agents in their places while somebody points at them or is among them with the keyboard", async () => {
    answerFetch({});
    const states = (...all: LiveAgent["state"][]) =>
      act(() =>
        liveStore.receive({
          type: "snapshot",
          data: {
            agents: all.map((state, at) => ({ ...AGENT, agent: `u${at}`, number: `${at}`, name: `坐席${at}`, state })),
          },
        }),
      );
    const names = () => screen.getAllByText(/^坐席/).map((one) => one.textContent);
    await show(<AgentTable actions={{ agent: vi.fn(), call: vi.fn() }} />);
    states("talking", "available", "offline");
    await waitFor(() => expect(names()).toEqual(["坐席0", "坐席1", "坐席2"]));
    await userEvent.hover(screen.getByText("坐席1"));
    states("offline", "available", "talking", "ringing");
    await waitFor(() => expect(names()).toEqual(["坐席0", "坐席1", "坐席2", "坐席3"]));
    const menu = screen.getAllByRole("button", { name: "操作" })[1] as HTMLElement;
    act(() => menu.focus());
    await userEvent.unhover(screen.getByText("坐席1"));
    states("available", "busy", "talking", "ringing");
    await screen.findByText("示忙");
    expect(names()).toEqual(["坐席0", "坐席1", "坐席2", "坐席3"]);
    act(() => menu.blur());
    await waitFor(() => expect(names()).toEqual(["坐席3", "坐席2", "坐席0", "坐席1"]));
  });

  it("shows a queue's figures with their formula", async () => {
    answerFetch({
      "GET /kpis": {
        body: {
          settings: {},
          kpis: [
            {
              id: "service_level",
              name: { zh: "20秒接通率", en: "Service level" },
              formula: { zh: "及时接听 ÷ 排队量", en: "answered in time ÷ queued" },
              note: null,
              unit: "share",
              better: "up",
              groups: ["queue"],
              live: true,
            },
          ],
        },
      },
    });
    await show(<QueueTable span="day" />);
    await screen.findByText("84.7%");
    await userEvent.hover(screen.getByText("20秒接通率"));
    await screen.findByText("及时接听 ÷ 排队量");
  });

  const alarm = (measure: string, state: string, zh: string) =>
    liveStore.receive({
      type: "alarm",
      data: { id: `queue.${measure}:heating`, queue: "heating", measure, state, severity: "warning", zh, en: measure },
    });

  it("marks a figure beyond its threshold by more than colour, until it is well again", async () => {
    answerFetch({});
    await show(<QueueTable span="day" onLimits={vi.fn()} />);
    const row = (await screen.findByText("供暖报修")).closest("tr") as HTMLElement;
    expect(row.querySelector("[data-over]")).toBeNull();
    alarm("waiting", "raised", "供暖报修：3 人在排队（阈值 3）");
    await within(row).findByText("供暖报修：3 人在排队（阈值 3）");
    const marked = row.querySelector("[data-over=waiting]") as HTMLElement;
    expect(marked.querySelector("svg")).toBeTruthy();
    expect(row.querySelectorAll("[data-over]").length).toBe(1);
    alarm("waiting", "cleared", "");
    await waitFor(() => expect(row.querySelector("[data-over]")).toBeNull());
  });

  it("marks a figure on the wall's card", async () => {
    answerFetch({});
    await show(<QueueCard queue={QUEUE} catalogue={[]} now={100_000} />);
    const card = await screen.findByRole("article");
    expect(card.dataset.alarm).toBe("false");
    alarm("no_agents", "raised", "没有坐席签入");
    await within(card).findByLabelText("没有坐席签入");
    expect(card.dataset.alarm).toBe("true");
  });

  it("shows no thresholds to who may not set them, and sets them", async () => {
    const seen = answerFetch({ "PUT /live/queues/heating/alarms": { body: {} } });
    const { unmount } = await show(<QueueTable span="day" />);
    await screen.findByText("供暖报修");
    expect(screen.queryByRole("button", { name: /阈值/ })).toBeNull();
    unmount();
    await show(<LimitsDialog queue={{ ...QUEUE, limits: LIMITS }} onClose={vi.fn()} />);
    await userEvent.clear(await screen.findByLabelText("最长等待达到（秒）"));
    await userEvent.type(screen.getByLabelText("今日服务水平低于（%）"), "85");
    await userEvent.click(screen.getByRole("button", { name: "保存" }));
    const put = () => seen.find((one) => one.method === "PUT");
    await waitFor(() => expect(put()).toBeTruthy());
    expect(put()?.body).toEqual({
      waiting: 3,
      longest_wait: null,
      service_level: 85,
      abandon_rate: null,
      least_calls: 10,
      no_agents: true,
    });
  });

  it("names the trunks, says why one takes no call, and asks for usage only who may", async () => {
    liveStore.receive({
      type: "snapshot",
      data: {
        trunks: [
          { trunk: "t1", name: "联通专线", up: true },
          { trunk: "t2", name: "", up: null },
        ],
      },
    });
    const usage = { trunks: [{ trunk: "t1", in_use: 8, channels: 8, why_not: "full" }] };
    const seen = answerFetch({ "GET /outbound/usage": { body: usage } });
    const { unmount } = await show(<TrunkTable brief />);
    await screen.findByText("联通专线");
    expect(seen).toEqual([]);
    unmount();
    const functions = { ...USER.functions, "outbound.check": "all" } as typeof USER.functions;
    await show(<TrunkTable brief />, { user: { ...USER, functions } });
    const row = within((await screen.findByText("联通专线")).closest("tr") as HTMLElement);
    await row.findByText("8 / 8");
    expect(row.getByText("通道占满")).toBeTruthy();
    expect(screen.getByText("t2")).toBeTruthy();
  });

  it("says in the reader's language what the carrier has said to a trunk", async () => {
    answerFetch({});
    liveStore.receive({ type: "snapshot", data: { trunks: [{ trunk: "t1", up: false, registration: "rejected" }] } });
    await show(<TrunkTable />);
    await screen.findByText("注册被拒");
  });
});

/** The keys of the menus of an agent's row and of a call's. */
function Offered() {
  const agent = useAgentItems()(AGENT, aCall({ agent: "u2" }));
  const call = useCallItems()(aCall({ agent: "u2" }));
  const keys = (items: typeof agent) =>
    items.map((item) => (item && "key" in item && item.key ? String(item.key) : "-")).join(" ");
  return (
    <>
      <output aria-label="agent">{keys(agent)}</output>
      <output aria-label="call">{keys(call)}</output>
    </>
  );
}

describe("the menus of the board", () => {
  const who = (...live: string[]) =>
    ({ ...USER, functions: Object.fromEntries(live.map((act) => [`live.${act}`, "all"])) }) as typeof USER;

  it("offer somebody who only watches what he may do", async () => {
    answerFetch({});
    await show(<Offered />, { user: who("watch", "listen") });
    expect(screen.getByLabelText("agent").textContent).toBe("supervise:listen follow - explain");
    expect(screen.getByLabelText("call").textContent).toBe("supervise:listen - explain");
  });

  it("offer a supervisor everything", async () => {
    answerFetch({});
    await show(<Offered />, {
      user: who("watch", "listen", "whisper", "barge", "take_over", "hang_up", "move", "state", "message"),
    });
    expect(screen.getByLabelText("agent").textContent).toBe(
      "supervise:listen supervise:whisper supervise:barge supervise:take_over follow - explain message - " +
        "force:available: pause:busy pause:break force:offline:",
    );
    expect(screen.getByLabelText("call").textContent).toContain("- explain move hangup");
  });
});
