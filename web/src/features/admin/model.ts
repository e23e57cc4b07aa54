import type { AdminUser, NewQueue, NewUser, QueueChange, QueueConfig, Role, UserChange, UserQueue } from "@/api/types";

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

export type QueueFormValues = Omit<QueueConfig, "strategy" | "music">;

export function queueValues(queue: QueueConfig | null): Partial<QueueFormValues> {
  if (!queue) {
    return {
      priority: 0,
      ring_timeout: 20,
      wrap_up: 15,
      max_wait: 600,
      max_length: 100,
      announce_every: 30,
      sticky_enabled: true,
      sticky_lookback_days: 30,
      sticky_patience: 15,
      overflow_action: "voicemail",
      overflow_target: "",
      service_level_seconds: 20,
      no_answer_penalty: 10,
    };
  }
  const { strategy: _strategy, music: _music, ...values } = queue;
  return values;
}

export function toNewQueue(values: QueueFormValues): NewQueue {
  return { ...toQueueChange(values), id: values.id, name: values.name } as NewQueue;
}

export function toQueueChange({ id: _id, ...values }: QueueFormValues): QueueChange {
  return { ...values, overflow_target: values.overflow_target ?? "" } as QueueChange;
}
