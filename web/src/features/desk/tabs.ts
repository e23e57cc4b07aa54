/**
 * Which tab of this browser holds the agent's phone. A tab remembers its own phone across a reload (sessionStorage)
 * and tells the others when it takes over (BroadcastChannel).
 */
const KEY = "hotline.phone-tab";
const CHANNEL = "hotline.phone";

export interface TabClaim {
  user: string;
  kind: "browser" | "extension";
  session: string | null;
}

export function rememberClaim(claim: TabClaim): void {
  sessionStorage.setItem(KEY, JSON.stringify(claim));
}

export function forgetClaim(): void {
  sessionStorage.removeItem(KEY);
}

export function ownClaim(user: string): TabClaim | null {
  const stored = sessionStorage.getItem(KEY);
  if (!stored) return null;
  try {
    const claim = JSON.parse(stored) as TabClaim;
    return claim.user === user ? claim : null;
  } catch {
    return null;
  }
}

/** Tell the browser's other tabs that this one has the phone now. */
export function announceClaim(claim: TabClaim): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(claim);
  channel.close();
}

/** Hear of other tabs' claims. */
export function onOtherClaim(heard: (claim: TabClaim) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event) => heard(event.data as TabClaim);
  return () => channel.close();
}
