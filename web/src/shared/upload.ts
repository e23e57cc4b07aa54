import { API_BASE, noteRefusal } from "@/api/client";
import { type ApiError, errorFrom, networkError } from "@/api/errors";
import type { components } from "@/api/schema";
import { requestIdentity } from "@/api/session";
import { withQuery } from "./download";

export type Attachment = components["schemas"]["AttachmentRow"];

/** A record that a file belongs to at once. */
export interface Owner {
  kind: string;
  id: string;
}

/** Send a file; `onProgress` hears how much of it has gone (0…1). Rejects with ApiError, or AbortError by `signal`. */
export function upload(
  file: File,
  options: { owner?: Owner; onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<Attachment> {
  const { owner, onProgress, signal } = options;
  const path = withQuery("/attachments", { name: file.name, owner_kind: owner?.kind, owner_id: owner?.id });
  return new Promise((resolve, reject: (error: ApiError | DOMException) => void) => {
    // fetch does not tell how much of a body has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", API_BASE + path);
    const { headers, credentials } = requestIdentity("POST");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.withCredentials = credentials === "include";
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 201) {
        resolve(request.response as Attachment);
        return;
      }
      const refusal = errorFrom(request.status, request.response);
      noteRefusal(refusal);
      reject(refusal);
    };
    request.onerror = () => reject(networkError());
    request.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
