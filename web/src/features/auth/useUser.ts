import { createContext, useContext } from "react";
import type { User } from "@/api/types";

export const UserContext = createContext<User | null>(null);

/** The user who is logged in; only inside SignedIn. */
export function useUser(): User {
  const user = useContext(UserContext);
  if (!user) throw new Error("useUser needs a SignedIn above it");
  return user;
}
