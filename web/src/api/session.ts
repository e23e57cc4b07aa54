/**
 * Who this tab is logged in as.
 *
 * The browser's session is an HttpOnly cookie. A tab opened with `?separate=1` logs in on its own instead (so that one
 * browser can be the caller's test phone and the agent): its token lives in that tab's sessionStorage only.
 */
const TOKEN_KEY = "hotline.tab-token";
const SEPARATE_KEY = "hotline.separate";

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

/** Headers and credentials that identify this tab's user on one request. */
export function requestIdentity(method: string): { headers: Record<string, string>; credentials: RequestCredentials } {
  if (isSeparate()) {
    const token = tabToken();
    return { headers: token ? { Authorization: `Bearer ${token}` } : {}, credentials: "omit" };
  }
  const csrf = csrfToken();
  const writes = !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
  return { headers: writes && csrf ? { "X-CSRF-Token": csrf } : {}, credentials: "same-origin" };
}

/** False when there is surely no session: asking the server would only bring a refusal. */
export function maybeSignedIn(): boolean {
  return isSeparate() ? tabToken() !== null : csrfToken() !== null;
}
