import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { readPop } from "@/live/pop";
import { answerFetch } from "@/test/fetch";
import { show } from "@/test/render";
import { CustomerPanel } from "./components/CustomerPanel";
import { subjectOf } from "./model";
import type { Work } from "./work";

afterEach(() => vi.unstubAllGlobals());

const CUSTOMER = {
  id: "k1",
  number: "10000001",
  name: "李秀英",
  provisional: false,
  phones: [{ number: "+8613800138000", label: "" }],
  fields: {},
  tags: [],
  erased_at: null,
};

it("does not offer to enter a customer anew who could not be asked for just now", async () => {
  let away = true;
  answerFetch({
    "GET /customers/k1": () => (away ? { status: 503, body: {} } : { body: CUSTOMER }),
    "GET /customer-fields": { body: { version: 1, fields: [] } },
    "GET /dictionaries": { body: [] },
  });
  const pop = readPop({ pop: "p1", number: "+8613800138000", customer: "k1", card: { known: true } }, "c1", 0);
  const work = { subject: subjectOf(pop, null), draft: { customer: null, people: {} }, change: vi.fn() };
  await show(<CustomerPanel pop={pop} work={work as unknown as Work} />);
  const again = await screen.findByRole("button", { name: "重试" });
  expect(screen.queryByRole("button", { name: "建立客户" })).toBeNull();
  expect(screen.queryByLabelText("姓名")).toBeNull();
  away = false;
  await userEvent.click(again);
  expect(((await screen.findByLabelText("姓名")) as HTMLInputElement).value).toBe("李秀英");
});
