import { API_BASE, identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";

/** Send a file as the body of a request (path below the API's base, query and all) and read the JSON answer. */
export async function sendFile<T>(path: string, file: Blob): Promise<T> {
  const response = await identifiedFetch(API_BASE + path, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/octet-stream" },
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorFrom(response.status, answer);
  return answer as T;
}
