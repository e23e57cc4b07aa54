import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { liveStore } from "./store";
import { useRenew } from "./useRenew";

let asked = 0;
let now = 1_800_000_000_000;

function Calls() {
  useRenew(["call.ended"], ["calls"]);
  const calls = useQuery({ queryKey: ["calls"], queryFn: () => Promise.resolve(++asked), staleTime: 60_000 });
  return <p>{`asked ${calls.data ?? 0}`}</p>;
}

const client = new QueryClient();
const shown = () =>
  render(
    <QueryClientProvider client={client}>
      <Calls />
    </QueryClientProvider>,
  );
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const news = () => liveStore.receive({ type: "call.ended", seq: 1, data: { call: "c1" } } as never);

describe("what is renewed by news", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    now += 3_600_000;
    vi.setSystemTime(now);
    asked = 0;
    client.clear();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it("is asked for again when they are stored", async () => {
    shown();
    await pass(10);
    act(news);
    await pass(3_000);
    expect(screen.getByText("asked 2")).toBeTruthy();
  });

  it("is asked for again with each snapshot, the first too: what happened before it was told to nobody", async () => {
    const snapshot = () => liveStore.receive({ type: "snapshot", seq: 0, data: {} });
    shown();
    await pass(10);
    act(snapshot);
    await pass(5_000);
    expect(screen.getByText("asked 2")).toBeTruthy();
    act(snapshot);
    await pass(5_000);
    expect(screen.getByText("asked 3")).toBeTruthy();
    cleanup();
    act(snapshot);
    await pass(5_000);
    shown();
    await pass(3_000);
    expect(screen.getByText("asked 4")).toBeTruthy();
  });

  it("is asked for again when they came while nobody showed it, and only then", async () => {
    shown();
    await pass(5_000);
    const first = asked;
    cleanup();
    shown();
    await pass(5_000);
    expect(asked).toBe(first);
    cleanup();
    act(news);
    await pass(5_000);
    expect(asked).toBe(first);
    shown();
    await pass(3_000);
    expect(asked).toBe(first + 1);
  });
});
