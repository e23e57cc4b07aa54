import type { Role, User } from "@/api/types";

const EVERYBODY: readonly Role[] = ["agent", "supervisor", "administrator"];

/** Which roles may open which room. The server decides what they may see and do there. */
const ROOMS = {
  desk: EVERYBODY,
  live: ["supervisor", "administrator"],
  testPhone: EVERYBODY,
  calls: EVERYBODY,
  customers: EVERYBODY,
  tickets: EVERYBODY,
  voicemails: EVERYBODY,
  callbacks: EVERYBODY,
  recordings: EVERYBODY,
  histories: EVERYBODY,
  reports: EVERYBODY,
  admin: ["administrator"],
} as const satisfies Record<string, readonly Role[]>;

export type Room = keyof typeof ROOMS;

/** The desk is for whoever has an agent number, whatever his role. */
export function mayOpen(user: Pick<User, "role" | "number">, room: Room): boolean {
  if (room === "desk" && user.number === null) return false;
  return (ROOMS[room] as readonly Role[]).includes(user.role);
}

/** What only some of those who may open a room can do there. */
const ACTS = {
  "live.settings": ["administrator"],
  "recordings.download": ["supervisor", "administrator"],
  "recordings.hold": ["supervisor", "administrator"],
  "voicemails.delete": ["supervisor", "administrator"],
  "histories.export": ["supervisor", "administrator"],
  "histories.ivr": ["supervisor", "administrator"],
  "kpis.groups": ["supervisor", "administrator"],
} as const satisfies Record<string, readonly Role[]>;

export type Act = keyof typeof ACTS;

export function mayDo(user: Pick<User, "role">, act: Act): boolean {
  return (ACTS[act] as readonly Role[]).includes(user.role);
}

/** Where a user starts after logging in. */
export function homeOf(user: Pick<User, "role" | "number">): string {
  if (mayOpen(user, "live")) return "/live";
  return mayOpen(user, "desk") ? "/desk" : "/calls";
}
