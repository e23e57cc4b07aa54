import { ApiError } from "@/api/errors";

interface Asked {
  data: unknown;
  error: unknown;
}

/** Whether it may go another time: the server was not reached, or has a defect. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === "network" || error.status >= 500);

/**
 * The error that is shown in place of a page, or null. What was read before stays when it could only not be asked for
 * again: with the page would go what is being typed there. What was there and is no more has been removed (`removed`).
 */
export function inTheWay(...asked: readonly Asked[]): unknown {
  const failed = asked.find(({ data, error }) => error && (data === undefined || !isPassing(error)));
  if (failed === undefined) return null;
  const { data, error } = failed;
  const removed = data !== undefined && error instanceof ApiError && error.status === 404;
  return removed ? new ApiError("removed", 404, "", "") : error;
}
