import { now } from "./people.ts";

/** The one agent's session that the mock server keeps, and who is logged in. */
export const desk = {
  user: null as string | null,
  bound: null as { session: string; device: string } | null,
  state: "offline",
  reason: "",
  since: now(),
  until: null as number | null,
  call: null as string | null,
};

type Push = (type: string, data: Record<string, unknown>) => void;
const pushes = new Set<Push>();

export function onPush(push: Push): () => void {
  pushes.add(push);
  return () => pushes.delete(push);
}

export function tell(type: string, data: Record<string, unknown>): void {
  for (const push of pushes) push(type, data);
}

export function become(state: string, reason = "", until: number | null = null): void {
  Object.assign(desk, { state, reason, since: now(), until });
  tell("agent.state", agentView());
}

export function agentView(): Record<string, unknown> {
  return {
    agent: desk.user,
    number: "1001",
    name: "王芳",
    state: desk.state,
    reason: desk.reason,
    device: desk.bound?.device ?? null,
    queue: null,
    since: desk.since,
    until: desk.until,
    call: desk.call,
    queues: [
      { queue: "heating", preference: 0 },
      { queue: "sales", preference: 1 },
    ],
  };
}
