import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nameTab } from "@/shared/tabTitle";
import { answerFetch } from "@/test/fetch";
import { aCall } from "@/test/live";
import { AGENT, show } from "@/test/render";
import { useRingNotice } from "./useRingNotice";
import type { DeskView } from "./useSituation";

const shown: Notice[] = [];
class Notice {
  static permission = "granted";
  onclick: (() => void) | null = null;
  open = true;
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    shown.push(this);
  }
  close() {
    this.open = false;
  }
}

const RINGING = {
  call: aCall({ name: "李四", ringing: ["u1"] }),
  phone: { leg: null, problem: null, registration: "registered" },
  agent: { state: "ringing" },
  can: { answer: true },
} as unknown as DeskView;
const QUIET = { ...RINGING, call: null, agent: { state: "available" }, can: { answer: false } } as DeskView;
const WHOLE = { ...AGENT, functions: { ...AGENT.functions, "phones.see": "all" } } as typeof AGENT;

function Bar({ view }: { view: DeskView }) {
  useRingNotice(view);
  return <p>{location.pathname}</p>;
}

function hide(hidden: boolean) {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

describe("a call that rings", () => {
  beforeEach(() => {
    shown.length = 0;
    Notice.permission = "granted";
    vi.stubGlobal("Notification", Notice);
    answerFetch({
      "GET /directory": {
        body: { users: [], queues: [{ id: "heating", name: { zh: "供暖报修", en: "Heating" } }], flows: [] },
      },
    });
    nameTab("Hotline");
  });
  afterEach(() => {
    Reflect.deleteProperty(document, "hidden");
    vi.unstubAllGlobals();
  });

  it("is told in the tab's title and, while the tab is hidden, by the system", async () => {
    const page = await show(<Bar view={RINGING} />, { user: WHOLE });
    expect(document.title).toBe("李四 138 0013 8000 来电 · Hotline");
    expect(shown).toHaveLength(0);
    hide(true);
    expect(shown.at(-1)?.title).toBe("李四 138 0013 8000 来电");
    const focus = vi.spyOn(window, "focus").mockImplementation(() => undefined);
    act(() => shown.at(-1)?.onclick?.());
    expect(focus).toHaveBeenCalled();
    hide(false);
    expect(shown.every((one) => !one.open)).toBe(true);
    page.unmount();
    expect(document.title).toBe("Hotline");
  });

  it("is told in English", async () => {
    await show(<Bar view={RINGING} />, { user: WHOLE, language: "en" });
    expect(document.title).toBe("李四 138 0013 8000 is calling · Hotline");
  });

  it("has no name and number where numbers are masked", async () => {
    hide(true);
    await show(<Bar view={RINGING} />);
    expect([document.title, shown.at(-1)?.title]).toEqual(["有来电 · Hotline", "有来电"]);
  });

  it("shows no notice without permission, and nothing when it is quiet", async () => {
    Notice.permission = "denied";
    hide(true);
    await show(<Bar view={RINGING} />, { user: WHOLE });
    expect(shown).toHaveLength(0);
    await show(<Bar view={QUIET} />, { user: WHOLE });
    expect(screen.getAllByRole("paragraph")).toHaveLength(2);
    expect(shown).toHaveLength(0);
  });
});
