import { theme as antTheme, type ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

export type Appearance = "light" | "dark";
const STORE_KEY = "hotline.appearance";
const listeners = new Set<() => void>();

function systemAppearance(): Appearance {
  return window.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function read(): Appearance {
  const stored = localStorage.getItem(STORE_KEY);
  return stored === "light" || stored === "dark" ? stored : systemAppearance();
}

export function setAppearance(appearance: Appearance): void {
  localStorage.setItem(STORE_KEY, appearance);
  for (const listener of [...listeners]) listener();
}

/** Light or dark: what the user chose, else what the system prefers. */
export function useAppearance(): Appearance {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, read);
}

const STILLNESS = "(prefers-reduced-motion: reduce)";

/** Whether the user has told his system that nothing shall move. */
export function useStillness(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia?.(STILLNESS);
      query?.addEventListener("change", changed);
      return () => query?.removeEventListener("change", changed);
    },
    () => window.matchMedia?.(STILLNESS).matches ?? false,
  );
}

export function themeOf(appearance: Appearance, still = false): ThemeConfig {
  const dark = appearance === "dark";
  return {
    algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      motion: !still,
      colorPrimary: dark ? "#2385b8" : "#1670a0",
      // A hovered button is still read: white on it has the contrast that people need.
      colorPrimaryHover: dark ? "#1f76a3" : "#125d86",
      colorInfo: dark ? "#2385b8" : "#1670a0",
      colorLink: dark ? "#7cc4ea" : "#12648f",
      colorTextTertiary: dark ? "rgb(255 255 255 / 62%)" : "rgb(0 0 0 / 58%)",
      colorTextDescription: dark ? "rgb(255 255 255 / 66%)" : "rgb(0 0 0 / 62%)",
      colorTextPlaceholder: dark ? "rgb(255 255 255 / 58%)" : "rgb(0 0 0 / 56%)",
      colorSuccess: "#2f9e6b",
      colorWarning: "#d98c12",
      colorError: dark ? "#ff8d7a" : "#bb3f2b",
      colorBgLayout: dark ? "#12171c" : "#f3f6f8",
      colorBgContainer: dark ? "#1a2129" : "#ffffff",
      colorBgElevated: dark ? "#222b35" : "#ffffff",
      borderRadius: 8,
      fontFamily:
        '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", Roboto, sans-serif',
    },
    components: {
      Layout: {
        headerBg: dark ? "#1a2129" : "#ffffff",
        siderBg: dark ? "#1a2129" : "#ffffff",
        headerHeight: 52,
        headerPadding: "0 16px",
      },
      Tabs: {
        itemSelectedColor: dark ? "#9ad2f0" : "#0f5a82",
        itemHoverColor: dark ? "#9ad2f0" : "#0f5a82",
      },
      Menu: {
        itemBorderRadius: 8,
        activeBarBorderWidth: 0,
        itemSelectedColor: dark ? "#9ad2f0" : "#0f5a82",
        subMenuItemSelectedColor: dark ? "#9ad2f0" : "#0f5a82",
      },
    },
  };
}
