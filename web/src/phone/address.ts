/**
 * The SIP websocket's address: a path or a bare address is completed with this page's origin. `token` identifies a tab
 * that is logged in on its own.
 */
export function sipSocketUrl(ws: string, page: { protocol: string; host: string }, token: string | null): string {
  const scheme = page.protocol === "https:" ? "wss" : "ws";
  const full = /^wss?:\/\//.test(ws) ? ws : `${scheme}://${page.host}${ws.startsWith("/") ? ws : `/${ws}`}`;
  return token === null ? full : `${full}${full.includes("?") ? "&" : "?"}token=${encodeURIComponent(token)}`;
}

/** The host part of a SIP address such as `sip:user@host;transport=ws`. */
export function sipHost(uri: string): string {
  const rest = uri.replace(/^sips?:/, "");
  const host = rest.includes("@") ? rest.slice(rest.indexOf("@") + 1) : rest;
  return host.split(/[;?]/)[0] ?? "";
}
