import { identifiedFetch } from "@/api/client";
import { errorFrom } from "@/api/errors";

/** A whole audio file, fetched as this tab's user (an audio element can only send the browser's cookie). */
export async function fetchAudio(path: string): Promise<Blob> {
  const response = await identifiedFetch(path);
  if (!response.ok) throw errorFrom(response.status, null);
  return response.blob();
}
