import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { expect, test } from "vitest";
import { useListFilters } from "./useListFilters";
import { useOpenRow } from "./useOpenRow";

function at(address: string) {
  return renderHook(
    () => ({ filters: useListFilters(["q", "kind"]), open: useOpenRow(), search: useLocation().search }),
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
      ),
    },
  ).result;
}

test("a second change made before the first is drawn builds on it", () => {
  const page = at("/?q=Wang&page=3");
  act(() => {
    page.current.filters.clear();
    page.current.filters.set({ kind: "user" });
    page.current.open[1]("7");
  });
  expect(page.current.search).toBe("?kind=user&open=7");
});

test("what was drawn since counts, not what was once changed", () => {
  const page = at("/?q=Wang");
  act(() => page.current.filters.clear());
  act(() => page.current.filters.set({ q: "Wang" }));
  act(() => page.current.filters.set({ kind: "user" }));
  expect(page.current.search).toBe("?q=Wang&kind=user");
});
