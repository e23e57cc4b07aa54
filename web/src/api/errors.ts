import type { ApiErrorBody } from "./types";

/** A refusal by the server, or `network` when it could not be reached. `field` names the input at fault. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly messageZh: string;
  readonly field: string | undefined;

  constructor(code: string, status: number, message: string, messageZh: string, field?: string) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.messageZh = messageZh;
    this.field = field;
  }
}

function isErrorBody(body: unknown): body is ApiErrorBody {
  if (typeof body !== "object" || body === null || !("error" in body)) return false;
  const error = (body as { error: unknown }).error;
  return typeof error === "object" && error !== null && "code" in error;
}

/** The error that a response's body describes, or one made from its status when the body says nothing. */
export function errorFrom(status: number, body: unknown): ApiError {
  if (isErrorBody(body)) {
    const { code, message, message_zh, field } = body.error;
    return new ApiError(code, status, message ?? "", message_zh ?? "", field);
  }
  return new ApiError(status >= 500 ? "server" : `http.${status}`, status, "", "");
}

export function networkError(): ApiError {
  return new ApiError("network", 0, "", "");
}
