import { API_BASE, identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";
import { isSeparate } from "@/api/session";

function follow(href: string, name: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Save a file of the API (path below its base). Rejects with the server's refusal. */
export async function download(path: string, name: string): Promise<void> {
  if (!isSeparate()) {
    // The browser streams it to the disk; a file of gigabytes never is in memory.
    follow(API_BASE + path, name);
    return;
  }
  const response = await identifiedFetch(API_BASE + path);
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  saveBlob(await response.blob(), name);
}

/** Save what this page has made. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  follow(url, name);
  URL.revokeObjectURL(url);
}

/** A path with those parameters that have a value. */
export function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, String(value));
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}
