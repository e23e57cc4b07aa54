import type { User } from "@/api/types";

type Rights = Pick<User, "functions">;

/** Whether the user has this function (`noun.verb` of the server's catalogue), on whatever rows. */
export function mayDo(user: Rights, code: string): boolean {
  return (user.functions[code] ?? "none") !== "none";
}

/** Whether the function reaches further than his own rows. */
export function mayDoForOthers(user: Rights, code: string): boolean {
  return mayDo(user, code) && user.functions[code] !== "own";
}

/** The desk is for whoever may use the phone bar and has an agent number. */
export function hasDesk(user: Pick<User, "functions" | "number">): boolean {
  return user.number !== null && mayDo(user, "phone.use");
}
