import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answerFetch } from "@/test/fetch";
import { AGENT, show } from "@/test/render";
import { RecordingDrawer } from "./components/RecordingDrawer";

const RECORDING = {
  id: "r1",
  call_id: "c1",
  state: "playable",
  started_at: "2026-11-26T08:30:00Z",
  seconds: 100,
  channels: 2,
  direction: "inbound",
  from_number: "+8613800138000",
  to_number: "1000",
  queue: null,
  agent_id: "u1",
  customer_id: null,
  parts: [],
  whole: true,
  held: false,
  sealed: false,
  integrity: "",
  delete_rule: "",
  delete_reason: "",
  markers: [],
  peaks: null,
};
/** 质检员 as shipped. */
const INSPECTOR = {
  ...AGENT,
  functions: {
    "recordings.read": "below",
    "recordings.download": "below",
    "holds.manage": "below",
  } as typeof AGENT.functions,
};

const open = async (
  change: Partial<typeof RECORDING>,
  verified = "",
  functions: typeof AGENT.functions = {} as typeof AGENT.functions,
) => {
  answerFetch({
    "GET /recordings/r1": { body: { ...RECORDING, ...change } },
    "GET /recordings/r1/comments": { body: [] },
    "POST /recordings/r1/verify": { body: { integrity: verified, sha256: "" } },
    "GET /directory": { body: { users: [], queues: [], flows: [] } },
  });
  await show(<RecordingDrawer id="r1" onClose={() => undefined} />, {
    user: { ...INSPECTOR, functions: { ...INSPECTOR.functions, ...functions } },
  });
};

describe("a recording's drawer", () => {
  it("offers an inspector what he may do", async () => {
    await open({});
    await screen.findByRole("button", { name: /校验$/ });
    expect(screen.getByRole("button", { name: /法律保留$/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /删除$/ })).toBeNull();
  });

  it.each([
    ["ok", "校验通过，录音未被改动"],
    ["damaged", "校验不通过，录音可能已损坏"],
    ["missing", "录音文件已丢失，请从备份恢复"],
    ["unknown", "这段录音生成时没有留下校验值，无法校验"],
  ])("says what a check has found: %s", async (found, said) => {
    await open({}, found);
    await userEvent.click(await screen.findByRole("button", { name: /校验$/ }));
    await screen.findByText(said);
  });

  it("says in the reader's language what is wrong with its file, and why it was deleted", async () => {
    await open({ integrity: "missing" });
    await screen.findByText("文件已丢失");
  });

  it("says in the reader's language why it was deleted", async () => {
    await open({ state: "deleted", delete_rule: "retention", delete_reason: "kept long enough" });
    await screen.findByText("录音已删除：保存期限已到");
  });

  it("does not promise for in a few seconds what could not be made", async () => {
    await open({ state: "failed" });
    await screen.findByText(/录音没能转成可播放的文件/);
    expect(screen.queryByText(/几秒钟/)).toBeNull();
  });

  it("offers to delete one that could not be made", async () => {
    await open({ state: "failed" }, "", { "recordings.delete": "below" });
    await screen.findByRole("button", { name: /删除$/ });
  });
});
