import type { AdminUser, NewUser, Role, UserChange, UserQueue } from "@/api/types";

export interface UserFormValues {
  username: string;
  name: string;
  password?: string;
  role: Role;
  number?: string;
  /** Queue ids, the main one first. */
  queues: string[];
  disabled?: boolean;
}

export function userValues(user: AdminUser | null): UserFormValues {
  if (!user) return { username: "", name: "", role: "agent", queues: [] };
  const queues = [...(user.queues ?? [])].sort((a, b) => (a.preference ?? 0) - (b.preference ?? 0));
  return {
    username: user.username,
    name: user.name,
    role: user.role,
    number: user.number ?? undefined,
    queues: queues.map((one) => one.queue),
    disabled: user.disabled,
  };
}

/** The order of choice is the order of preference. */
function preferences(queues: readonly string[]): UserQueue[] {
  return queues.map((queue, preference) => ({ queue, preference }));
}

export function toNewUser(values: UserFormValues): NewUser {
  return {
    username: values.username.trim(),
    name: values.name.trim(),
    password: values.password ?? "",
    role: values.role,
    number: values.number || null,
    queues: preferences(values.queues),
  };
}

/** An empty password stays as it is. */
export function toUserChange(values: UserFormValues): UserChange {
  return {
    username: values.username.trim(),
    name: values.name.trim(),
    role: values.role,
    number: values.number || null,
    queues: preferences(values.queues),
    disabled: values.disabled ?? false,
    ...(values.password ? { password: values.password } : {}),
  };
}
