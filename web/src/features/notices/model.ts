import dayjs, { type Dayjs } from "dayjs";
import type { Attachment, NewNotice, Notice, NoticeChange, NoticeDetail } from "@/api/types";
import { isoPicked, picked } from "@/shared/time/picked";

export const KINDS = ["notice", "paper"] as const;
export type NoticeState = "current" | "withdrawn" | "coming" | "over";

export const STATE_COLOURS = { current: "green", coming: "blue", over: "default", withdrawn: "red" } as const;

export function stateOf(notice: Pick<Notice, "current" | "withdrawn_at" | "starts_at">, now: number): NoticeState {
  if (notice.withdrawn_at) return "withdrawn";
  if (notice.current) return "current";
  return Date.parse(notice.starts_at) > now ? "coming" : "over";
}

/** What the form holds; instants as the date fields have them. */
export interface Values {
  kind: "notice" | "paper";
  reference: string;
  title: string;
  body: string;
  units: string[];
  pinned: boolean;
  starts_at: Dayjs | null;
  ends_at: Dayjs | null;
  attachments: Attachment[];
  again: boolean;
}

export const BLANK: Values = {
  kind: "notice",
  reference: "",
  title: "",
  body: "",
  units: ["root"],
  pinned: false,
  starts_at: null,
  ends_at: null,
  attachments: [],
  again: false,
};

/** What was kept as text: it showed the clock of the field already. */
const day = (value: string | Dayjs | null | undefined) => (value ? dayjs(value) : null);

export function valuesOf(notice: NoticeDetail): Values {
  return {
    ...BLANK,
    kind: notice.kind,
    reference: notice.reference,
    title: notice.title,
    body: notice.body,
    units: notice.units,
    pinned: notice.pinned,
    starts_at: picked(notice.starts_at),
    ends_at: picked(notice.ends_at),
    attachments: notice.attachments ?? [],
  };
}

/** Values that were kept as text. */
export function revived(kept: Values): Values {
  return { ...BLANK, ...kept, starts_at: day(kept.starts_at), ends_at: day(kept.ends_at) };
}

export function newNotice(values: Values): NewNotice {
  const { again, starts_at, ends_at, attachments, reference, ...rest } = values;
  return {
    ...rest,
    reference: values.kind === "paper" ? reference : "",
    title: values.title.trim(),
    attachments: attachments.map((file) => file.id),
    ...(starts_at ? { starts_at: isoPicked(starts_at) } : {}),
    ...(ends_at ? { ends_at: isoPicked(ends_at) } : {}),
  };
}

export function noticeChange(before: NoticeDetail, values: Values): NoticeChange {
  const { kind, again, starts_at, ends_at, attachments, ...rest } = values;
  return {
    ...rest,
    title: values.title.trim(),
    attachments: attachments.map((file) => file.id),
    ...(starts_at ? { starts_at: isoPicked(starts_at) } : {}),
    ends_at: ends_at ? isoPicked(ends_at) : null,
    version: before.version,
    again,
  };
}
