import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { show } from "@/test/render";
import { YamlPanel } from "./components/YamlPanel";
import { newFlow } from "./model";
import type { FlowEditor } from "./useFlowEditor";

const FLOW = newFlow("main", { zh: "总机", en: "Main" }, { zh: "您好", en: "Hello" });

async function takeOver(text: string) {
  const edit = vi.fn();
  await show(<YamlPanel editor={{ document: FLOW, edit } as unknown as FlowEditor} />);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: text } });
  fireEvent.click(screen.getByRole("button", { name: "应用" }));
  return edit;
}

it.each([
  ["an alias of nothing", "flow: main\nname: *lost\n"],
  ["no languages", "flow: main\nname: {zh: 总机}\nstart: a\nnodes: {a: {kind: hangup}}\n"],
  ["languages that are no list", "flow: main\nname: {zh: 总机}\nlanguages: zh\nstart: a\nnodes: {a: {kind: hangup}}\n"],
  ["a list of nodes", "flow: main\nname: {zh: 总机}\nlanguages: [zh]\nstart: a\nnodes: [{kind: hangup}]\n"],
  [
    "a place that is none",
    "flow: main\nname: {zh: 总机}\nlanguages: [zh]\nnodes: {a: {kind: hangup}}\nlayout: {a: 1}\n",
  ],
])("says what is wrong with a text instead of drawing it: %s", async (_, text) => {
  const edit = await takeOver(text);
  await screen.findByRole("alert");
  expect(edit).not.toHaveBeenCalled();
});
