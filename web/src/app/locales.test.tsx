import { render, screen } from "@testing-library/react";
import { ConfigProvider, DatePicker } from "antd";
import dayjs from "dayjs";
import { expect, test } from "vitest";
import { localeOf } from "./locales";

function calendar(language: string): { days: string[]; month: string } {
  const { unmount } = render(
    <ConfigProvider locale={localeOf(language)} theme={{ token: { motion: false } }}>
      <DatePicker open value={dayjs("2026-11-28")} />
    </ConfigProvider>,
  );
  const days = screen.getAllByRole("columnheader").map((one) => one.textContent ?? "");
  const month = document.querySelector(".ant-picker-month-btn")?.textContent ?? "";
  unmount();
  return { days, month };
}

test("calendars name days and months in the page's language, and weeks begin on Monday", () => {
  expect(calendar("zh-CN")).toEqual({ days: ["一", "二", "三", "四", "五", "六", "日"], month: "11月" });
  expect(calendar("en")).toEqual({ days: ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], month: "Nov" });
});
