import { count, localText, moment, type Raw, record, rows, text, textOrNull } from "./read";
import type { PopCall, PopCandidate, PopField, PopOrder, PopStep, PopTicket, ScreenPop } from "./types";

function readStep(raw: Raw): PopStep {
  return { flow: text(raw, "flow"), node: text(raw, "node"), kind: text(raw, "kind"), result: text(raw, "result") };
}

function readCandidate(raw: Raw): PopCandidate {
  const detail = [text(raw, "number"), text(raw, "address")].filter(Boolean).join(" · ");
  return { id: text(raw, "customer"), name: text(raw, "name"), detail };
}

function readField(raw: Raw): PopField {
  return {
    code: text(raw, "code"),
    label: localText(raw.label),
    said: { zh: text(raw, "zh"), en: text(raw, "en") },
  };
}

function readTicket(raw: Raw): PopTicket {
  return {
    id: text(raw, "id"),
    number: text(raw, "number"),
    title: text(raw, "title") || text(raw, "type"),
    status: text(raw, "status"),
  };
}

function readOrder(raw: Raw): PopOrder {
  const number = text(raw, "number");
  return { id: text(raw, "id"), number, title: text(raw, "title") || number, step: localText(raw.step) };
}

function readPastCall(raw: Raw): PopCall {
  return {
    id: text(raw, "id"),
    at: moment(raw, "started_at"),
    outcome: text(raw, "outcome"),
    agent: text(raw, "agent"),
    seconds: count(raw, "talk_seconds"),
  };
}

/** A `screen_pop` frame's data; `call` is the call it belongs to. */
export function readPop(raw: Raw, call: string | null, receivedAt: number): ScreenPop {
  const card = record(raw, "card");
  return {
    pop: text(raw, "pop"),
    call,
    kind: text(raw, "kind", "queue"),
    queue: textOrNull(raw, "queue"),
    number: text(raw, "number"),
    dialled: text(raw, "dialled"),
    language: text(raw, "language"),
    waited: count(raw, "waited"),
    sticky: raw.sticky === true,
    customer: textOrNull(raw, "customer"),
    known: card.known === true,
    customerName: text(card, "name"),
    region: localText(raw.region),
    path: rows(raw, "path").map(readStep),
    candidates: rows(card, "candidates").map(readCandidate),
    fields: rows(card, "fields").map(readField),
    tickets: rows(card, "tickets").map(readTicket),
    orders: rows(card, "orders").map(readOrder),
    calls: rows(card, "calls").map(readPastCall),
    receivedAt,
  };
}

/** What a pop is about: its call, or the pop itself where no call is said. */
export function popKey(pop: Pick<ScreenPop, "pop" | "call">): string {
  return pop.call ?? pop.pop;
}
