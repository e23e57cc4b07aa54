import { become, desk, tell } from "./desk.ts";
import { customers, now, tickets } from "./people.ts";

/** A call comes to the agent: its pop, its live view, the agent's state. `known` chooses who calls. */
export function ring(known: boolean): void {
  const customer = customers[0];
  const number = known ? (customer?.phones[0]?.number ?? "") : "+862987654321";
  const id = `mock-${Date.now()}`;
  if (desk.call) tell("call.ended", { call: desk.call, cdr: {} });
  desk.call = id;
  tell("screen_pop", {
    call: id,
    pop: `pop-${id}`,
    agent: desk.user,
    queue: "heating",
    number,
    dialled: "1000",
    language: "zh",
    waited: 23.4,
    sticky: known,
    customer: known ? customer?.id : null,
    card: known
      ? {
          known: true,
          name: customer?.name,
          candidates: customers
            .slice(0, 3)
            .map((one) => ({ customer: one.id, number: one.number, name: one.name, category: one.category })),
          tickets: tickets.slice(0, 2).map(({ id: ticket, number: no, type, status, title }) => ({
            id: ticket,
            number: no,
            type,
            status,
            title,
            created_at: now() - 7200,
          })),
          calls: [
            {
              id: "call0",
              direction: "inbound",
              started_at: now() - 86_400,
              outcome: "answered",
              agent: "u2",
              queue: "heating",
              talk_seconds: 142,
            },
            {
              id: "call2",
              direction: "inbound",
              started_at: now() - 186_400,
              outcome: "abandoned",
              agent: null,
              queue: "heating",
              talk_seconds: 0,
            },
          ],
        }
      : { known: false, name: "", candidates: [] },
    region: known ? { zh: "北京", en: "Beijing" } : { zh: "陕西西安", en: "Xi'an, Shaanxi" },
    path: [
      { node: "welcome", kind: "language", result: "1", seconds: 4 },
      { node: "menu", kind: "menu", result: "2", seconds: 8 },
    ],
    kind: "queue",
  });
  live(id, number, known ? (customer?.name ?? "") : "", "ringing");
  become("ringing");
}

export function live(call: string, number: string, name: string, stage: string, extra: object = {}): void {
  tell("call.live", {
    call,
    stage,
    since: now(),
    started: now() - 40,
    direction: "inbound",
    from_number: number,
    to_number: "1000",
    customer: null,
    name,
    queue: "heating",
    agent: desk.user,
    node: null,
    extra,
  });
}
