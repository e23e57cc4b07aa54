import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import DeviceCheck from "./DeviceCheck";
import { loudness, meter, networkVerdict, rememberCheck, today, wasChecked } from "./model";

describe("the meter", () => {
  it("is empty in silence and full for a loud voice", () => {
    expect(loudness(new Float32Array([0, 0]))).toBe(0);
    expect(loudness(new Float32Array([0.5, -0.5]))).toBeCloseTo(0.5);
    expect(loudness(new Float32Array())).toBe(0);
    expect([0, 0.003, 0.03, 0.3, 0.9].map(meter)).toEqual([0, 0, 50, 100, 100]);
  });
});

describe("the check", () => {
  it("judges the network", () => {
    expect(networkVerdict(false, 10)).toBe("bad");
    expect(networkVerdict(true, null)).toBe("waiting");
    expect(networkVerdict(true, 40)).toBe("good");
    expect(networkVerdict(true, 900)).toBe("bad");
  });

  it("counts for a day", () => {
    rememberCheck(today(new Date(2026, 10, 26)));
    expect(wasChecked("2026-11-26")).toBe(true);
    expect(wasChecked("2026-11-27")).toBe(false);
  });

  it("says what is wrong with a microphone that may not be used, and what to do when nothing was heard", async () => {
    answerFetch({ "GET /agent/me": { body: {} } });
    liveStore.receive({ type: "snapshot", data: {} });
    vi.stubGlobal("navigator", {
      ...navigator,
      mediaDevices: { getUserMedia: () => Promise.reject(new DOMException("", "NotAllowedError")) },
    });
    const close = vi.fn();
    await show(<DeviceCheck onClose={close} />);
    await screen.findByText(/浏览器没有麦克风权限/);
    await screen.findByText(/往返/);
    await userEvent.click(screen.getByRole("button", { name: "没听到" }));
    await screen.findByText(/系统音量/);
    await userEvent.click(screen.getAllByRole("button", { name: /关闭/ }).at(-1) as HTMLElement);
    expect(close).toHaveBeenCalled();
    expect(wasChecked(today())).toBe(false);
  });

  it("asks for the system's notices on a click, and says what to do when they were refused", async () => {
    answerFetch({ "GET /agent/me": { body: {} } });
    const asked = vi.fn(async () => {
      notification.permission = "denied";
      return "denied";
    });
    const notification = { permission: "default", requestPermission: asked };
    vi.stubGlobal("Notification", notification);
    await show(<DeviceCheck onClose={() => undefined} />);
    expect(asked).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "允许通知" }));
    await screen.findByText(/浏览器禁止了本网站的通知/);
    expect(screen.queryByRole("button", { name: "允许通知" })).toBeNull();
    expect(asked).toHaveBeenCalledOnce();
  });
});
