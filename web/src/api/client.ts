import createClient from "openapi-fetch";
import { learnServerTime } from "./clock";
import { ApiError, errorFrom, networkError } from "./errors";
import type { paths } from "./schema";
import { requestIdentity } from "./session";

export const API_BASE = "/api/v1";

type SignedOut = () => void;
let onSignedOut: SignedOut = () => undefined;

/** Called when the server says that nobody is logged in any more (`auth.required`, outside the log-in itself). */
export function whenSignedOut(callback: SignedOut): void {
  onSignedOut = callback;
}

/** A refusal was received: when it says that nobody is logged in any more, the page goes to the log-in. A wrong password
 * or code is a 401, too: whoever typed it is still logged in. */
export function noteRefusal(refusal: ApiError): void {
  if (refusal.status === 401 && refusal.code === "auth.required") onSignedOut();
}

/** `fetch` as this tab's user. Rejects with ApiError `network` when the server cannot be reached. */
export async function identifiedFetch(input: Request | string, init?: RequestInit): Promise<Response> {
  const request = new Request(typeof input === "string" ? new URL(input, location.origin) : input, init);
  const { headers, credentials } = requestIdentity(request.method);
  const signed = new Request(request, { credentials });
  for (const [name, value] of Object.entries(headers)) signed.headers.set(name, value);
  let response: Response;
  try {
    response = await fetch(signed);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw networkError();
  }
  learnServerTime(response.headers.get("Date"));
  // `/auth/me` is how a page asks whether somebody is logged in.
  if (response.status === 401 && new URL(request.url).pathname !== `${API_BASE}/auth/me`) {
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null);
    noteRefusal(errorFrom(401, body));
  }
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: identifiedFetch });

interface Result<D> {
  data?: D;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; a refusal is thrown as ApiError. */
export async function take<D>(pending: Promise<Result<D>>): Promise<D> {
  const { data, error, response } = await pending;
  if (!response.ok || error !== undefined) throw errorFrom(response.status, error);
  return data as D;
}

export { ApiError };
