import { API_BASE, identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";
import type { Attachment } from "@/api/types";

/** Upload a file; it waits a day for a record to adopt it. Rejects with the server's refusal. */
export async function upload(file: File): Promise<Attachment> {
  const address = `${API_BASE}/attachments?name=${encodeURIComponent(file.name)}`;
  const response = await identifiedFetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorFrom(response.status, answer);
  return answer as Attachment;
}

/** Bytes, as people say them. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  let value = bytes / 1024;
  let place = 0;
  while (value >= 1024 && place < units.length - 1) {
    value /= 1024;
    place += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[place]}`;
}
