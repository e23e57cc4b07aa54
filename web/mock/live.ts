import type { WebSocket } from "ws";
import { agentView, desk, onPush } from "./desk.ts";
import { now, queues, users } from "./people.ts";
import { figures as boardFigures, trunks } from "./supervisor.ts";

const STATES = ["available", "talking", "wrap_up", "break", "talking", "not_answering"];
const STAGES = ["ivr", "queue", "ringing", "talking", "talking", "queue", "hold"];

function agents(): Record<string, unknown>[] {
  return users
    .filter((user) => user.number !== null && user.role === "agent")
    .map((user, index) =>
      user.id === desk.user
        ? agentView()
        : {
            agent: user.id,
            number: user.number,
            name: user.name,
            state: STATES[index % STATES.length],
            reason: STATES[index % STATES.length] === "break" ? "meal" : "",
            device: `web-${user.number}`,
            queue: null,
            since: now() - 37 * (index + 1),
            until: null,
            call: null,
            queues: queues.slice(0, 2 + (index % 3)).map((queue, preference) => ({ queue: queue.id, preference })),
          },
    );
}

function figures(): Record<string, unknown>[] {
  return queues.map((queue, index) => ({
    queue: queue.id,
    name: queue.name,
    waiting: [2, 0, 1, 0][index],
    oldest: [now() - 74, null, now() - 21, null][index],
    available: [1, 2, 0, 1][index],
    talking: [2, 1, 1, 0][index],
    wrap_up: index % 2,
    logged_in: 6 - index,
  }));
}

function calls(): Record<string, unknown>[] {
  return STAGES.map((stage, index) => ({
    call: `live${index}`,
    stage,
    since: now() - 12 * (index + 1),
    started: now() - 25 * (index + 2),
    direction: "inbound",
    from_number: `+8613900${String(139_000 + index)}`,
    to_number: "1000",
    customer: null,
    name: ["张伟", "", "王静", "刘强", "陈丽", "", "黄海"][index],
    queue: stage === "ivr" ? null : (queues[index % 3]?.id ?? null),
    agent: ["talking", "hold", "ringing"].includes(stage) ? (users[2 + (index % 4)]?.id ?? null) : null,
    node: stage === "ivr" ? "menu" : null,
  }));
}

function snapshot(): Record<string, unknown> {
  return {
    agents: agents(),
    queues: figures(),
    calls: calls(),
    devices: Object.fromEntries(users.filter((user) => user.number).map((user) => [`web-${user.number}`, "idle"])),
    trunks: trunks(),
    announcements: [],
    figures: boardFigures(),
    switch: { node: "local", up: true },
    core: { up: true },
    me: agentView(),
  };
}

export function serveLive(socket: WebSocket): void {
  let seq = 0;
  const send = (type: string, data: Record<string, unknown>) => {
    seq += 1;
    socket.send(JSON.stringify({ epoch: "mock", seq, type, data }));
  };
  send("snapshot", snapshot());
  const stop = onPush(send);
  const pulse = setInterval(() => {
    for (const queue of figures().slice(0, 2)) send("queue.figures", queue);
  }, 2000);
  socket.on("message", (raw) => {
    if (JSON.parse(String(raw)).type === "ping") socket.send('{"type":"pong"}');
  });
  socket.on("close", () => {
    clearInterval(pulse);
    stop();
  });
}
