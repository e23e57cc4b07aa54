import { useState } from "react";
import { ApiError } from "@/api/errors";

/** A dialog sends what was filled in: it closes when that was taken, and stays open with what the server said. */
export function useSending(close: () => void) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function send(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await work();
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return { busy, failure, field: failure instanceof ApiError ? failure.field : undefined, send };
}
