import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import type { NoticeDetail } from "@/api/types";
import { setZone } from "@/shared/time/zone";
import { BLANK, newNotice, noticeChange, revived, stateOf, valuesOf } from "./model";

const NOW = Date.parse("2026-11-26T08:00:00Z");
const NOTICE = {
  id: "n1",
  kind: "paper",
  reference: "1号",
  title: "题",
  body: "文",
  units: ["root"],
  pinned: false,
  starts_at: "2026-11-26T00:00:00Z",
  ends_at: "2026-12-01T00:00:00Z",
  version: 4,
  attachments: [],
} as unknown as NoticeDetail;

describe("a notice", () => {
  it("is current, coming, over or withdrawn", () => {
    const state = (change: object) =>
      stateOf({ current: false, withdrawn_at: null, starts_at: "2026-11-25T00:00:00Z", ...change }, NOW);
    expect(state({ current: true })).toBe("current");
    expect(state({})).toBe("over");
    expect(state({ starts_at: "2026-11-27T00:00:00Z" })).toBe("coming");
    expect(state({ current: true, withdrawn_at: "2026-11-25T00:00:00Z" })).toBe("withdrawn");
  });

  it("is sent without what was left out; a notice has no reference", () => {
    expect(newNotice({ ...BLANK, title: " 题 ", reference: "1号" })).toEqual({
      kind: "notice",
      reference: "",
      title: "题",
      body: "",
      units: ["root"],
      pinned: false,
      attachments: [],
    });
  });

  it("goes back with its version; an end that was taken away is null", () => {
    const body = noticeChange(NOTICE, { ...valuesOf(NOTICE), ends_at: null });
    expect(body).toMatchObject({ version: 4, ends_at: null, reference: "1号", again: false });
    setZone("Asia/Tokyo"); // the company's, whatever this computer's is
    expect(noticeChange(NOTICE, valuesOf(NOTICE)).ends_at).toBe("2026-12-01T00:00:00.000Z");
    setZone(null);
    expect(body).not.toHaveProperty("kind");
  });

  it("comes back from what was kept as text", () => {
    const kept = JSON.parse(JSON.stringify(valuesOf(NOTICE)));
    expect(dayjs.isDayjs(revived(kept).ends_at)).toBe(true);
    expect(revived(kept).ends_at?.toISOString()).toBe("2026-12-01T00:00:00.000Z");
  });
});
