import { ApiError } from "./errors";

/**
 * Who this tab is logged in as.
 *
 * The browser's session is an HttpOnly cookie. A tab opened with `?separate=1` logs in on its own instead (so that one
 * browser can be the caller's test phone and the agent): its token lives in that tab's sessionStorage only.
 *
 * All other tabs of a browser share the cookie: after a log-in in one of them as somebody else, the pages of the others
 * are not those of who is logged in. They write nothing any more (`isOtherSession`).
 */
const TOKEN_KEY = "hotline.tab-token";
const SEPARATE_KEY = "hotline.separate";
const ENTERED_KEY = "hotline.entered";

/** The session whose pages this tab shows. */
let shown: { csrf: string; user: string } | null = null;

/** This tab has logged in; the others of this browser are told. */
export function enterSession(csrf: string, user: string): void {
  shown = { csrf, user };
  if (!isSeparate()) localStorage.setItem(ENTERED_KEY, csrf.slice(0, 8));
}

/** The server has said who is logged in: what is shown stays his whose it was first. */
export function recogniseSession(csrf: string, user: string): void {
  if (shown === null || shown.user === user) shown = { csrf, user };
}

/** Nobody is logged in here any more. */
export function leaveSession(): void {
  shown = null;
}

/** Whether the browser's session is another one than that whose pages this tab shows. */
export function isOtherSession(): boolean {
  if (isSeparate() || shown === null) return false;
  const now = csrfToken();
  return now !== null && now !== shown.csrf;
}

export function csrfToken(): string | null {
  const found = document.cookie.match(/(?:^|;\s*)hotline_csrf=([^;]*)/);
  return found?.[1] ? decodeURIComponent(found[1]) : null;
}

export function isSeparate(): boolean {
  return sessionStorage.getItem(SEPARATE_KEY) === "1";
}

export function makeSeparate(): void {
  sessionStorage.setItem(SEPARATE_KEY, "1");
}

export function tabToken(): string | null {
  return sessionStorage.getItem(TOKEN_KEY);
}

export function keepTabToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(TOKEN_KEY);
  else sessionStorage.setItem(TOKEN_KEY, token);
}

/** Headers and credentials that identify this tab's user on one request. Throws ApiError `other_user` rather than to
 * write in the name of somebody else who has logged in meanwhile. */
export function requestIdentity(method: string): { headers: Record<string, string>; credentials: RequestCredentials } {
  if (isSeparate()) {
    const token = tabToken();
    return { headers: token ? { Authorization: `Bearer ${token}` } : {}, credentials: "omit" };
  }
  const csrf = csrfToken();
  const writes = !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
  if (writes && isOtherSession()) throw new ApiError("other_user", 0, "", "");
  return { headers: writes && csrf ? { "X-CSRF-Token": csrf } : {}, credentials: "same-origin" };
}

/** False when there is surely no session: asking the server would only bring a refusal. */
export function maybeSignedIn(): boolean {
  return isSeparate() ? tabToken() !== null : csrfToken() !== null;
}
