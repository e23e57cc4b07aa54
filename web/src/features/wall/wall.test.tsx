import { act, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { liveStore } from "@/live/store";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { Component as Wall } from "./WallPage";

const tell = (type: string, data: Record<string, unknown>) =>
  act(async () => {
    liveStore.receive({ type, data });
    await new Promise((done) => requestAnimationFrame(done));
  });

it("says that its figures stand still while call control is not running", async () => {
  answerFetch({ "GET /kpis": { body: { kpis: [] } } });
  await show(<Wall />);
  await tell("snapshot", { queues: [{ queue: "heating", name: { zh: "供暖", en: "Heating" }, waiting: 3 }] });
  await screen.findByText("供暖");
  expect(screen.queryByRole("alert")).toBeNull();
  await tell("core.state", { up: false });
  expect(screen.getByRole("alert").textContent).toContain("停留在它停止的时刻");
  await tell("core.state", { up: true });
  expect(screen.queryByRole("alert")).toBeNull();
});
