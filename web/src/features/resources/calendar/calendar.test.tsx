import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import HoursCalendar from "./HoursCalendar";
import { dayOf, type Hours, inMonth, monthsOf, moved, weeksOf, withDay } from "./model";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const OPEN = [{ start: "09:00", end: "18:00" }];
const HOURS: Hours = {
  id: "office",
  name: { zh: "工作时间", en: "Office" },
  country: "CN",
  week: [OPEN, OPEN, OPEN, OPEN, OPEN, [], []],
  special: [
    { date: "2026-10-01", name: { zh: "国庆节", en: "National Day" }, intervals: [] },
    { date: "2026-10-10", name: { zh: "调休上班", en: "Make-up working day" }, intervals: OPEN },
    { date: "2026-10-12", name: { zh: "盘点", en: "Stocktaking" }, intervals: [{ start: "13:00", end: "18:00" }] },
  ],
  warnings: [],
};

describe("the days of a calendar", () => {
  it("are open as the week says, but for special ones", () => {
    const kinds = ["2026-10-01", "2026-10-09", "2026-10-10", "2026-10-11", "2026-10-12"];
    expect(kinds.map((date) => dayOf(HOURS, date).kind)).toEqual(["holiday", "open", "make_up", "closed", "own"]);
    expect(dayOf(HOURS, "2026-10-09").intervals).toEqual(OPEN);
  });

  it("stand in weeks from Monday on, also in leap years", () => {
    const weeks = weeksOf("2026-10");
    expect(weeks[0]).toEqual([null, null, null, "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"]);
    expect(weeks.at(-1)?.slice(0, 6)).toEqual([..."678901"].map((_, day) => moved("2026-10-26", day)));
    expect(weeksOf("2028-02").flat().filter(Boolean)).toHaveLength(29);
    expect(monthsOf("2027")[11]).toBe("2027-12");
  });

  it("go on beyond the ends of months and years", () => {
    expect(moved("2026-12-31", 1)).toBe("2027-01-01");
    expect(inMonth("2026-01-31", 1)).toBe("2026-02-28");
    expect(inMonth("2026-01-15", -1)).toBe("2025-12-15");
    expect(inMonth("2028-02-29", 12)).toBe("2029-02-28");
  });

  it("are changed one at a time", () => {
    const day = { date: "2026-10-05", name: { zh: "休", en: "Off" }, intervals: [] };
    expect(withDay(HOURS, day.date, day).special?.map((one) => one.date)).toEqual([
      "2026-10-01",
      "2026-10-05",
      "2026-10-10",
      "2026-10-12",
    ]);
    expect(withDay(HOURS, "2026-10-10", null).special).toHaveLength(2);
    expect(withDay(HOURS, "2026-10-10", null)).not.toHaveProperty("id");
  });
});

describe("the calendar's page", () => {
  const open = async (language: "zh-CN" | "en" = "zh-CN") => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-10-08T04:00:00Z") });
    const seen = answerFetch({
      "GET /hours/office": { body: HOURS },
      "PUT /hours/office": { body: HOURS },
      "GET /impact/hours/office": { body: { affected: [] } },
    });
    await show(<HoursCalendar id="office" onClose={() => undefined} />, { language });
    return seen;
  };

  it("shows a month in words, and goes from day to day by keys", async () => {
    await open("en");
    const day = await screen.findByRole("button", { name: /1 October 2026, National Day, Holiday/ });
    expect(screen.getByRole("button", { name: /10 October 2026, Make-up working day.*09:00–18:00/ })).toBeTruthy();
    fireEvent.click(day);
    fireEvent.keyDown(day, { key: "ArrowLeft" });
    const before = await screen.findByRole("button", { name: /30 September 2026/ });
    await waitFor(() => expect(before.getAttribute("aria-pressed")).toBe("true"));
    fireEvent.keyDown(before, { key: "PageDown" });
    expect(
      await screen.findByRole("button", { name: /Friday.*30 October 2026|30 October 2026/, pressed: true }),
    ).toBeTruthy();
  });

  it("makes a day special, with the other language's name where one is empty", async () => {
    const seen = await open();
    fireEvent.click(await screen.findByRole("button", { name: /2026年10月9日/ }));
    fireEvent.click(await screen.findByRole("radio", { name: "全天休息" }));
    const form = screen.getByRole("form", { name: "2026-10-09" });
    const save = within(form).getByRole("button", { name: /保\s*存/ }) as HTMLButtonElement;
    expect(save.disabled).toBe(true);
    fireEvent.change(within(form).getByLabelText("名称（中文）"), { target: { value: "团建" } });
    fireEvent.submit(form);
    await waitFor(() => expect(seen.some((one) => one.method === "PUT")).toBe(true));
    const sent = seen.find((one) => one.method === "PUT")?.body as Hours;
    expect(sent.special).toContainEqual({ date: "2026-10-09", name: { zh: "团建", en: "团建" }, intervals: [] });
    expect(sent.special).toHaveLength(4);
  });

  it("shows a whole year", async () => {
    await open("en");
    fireEvent.click(await screen.findByText("Year"));
    await waitFor(() => expect(screen.getAllByRole("table")).toHaveLength(12));
  });
});
