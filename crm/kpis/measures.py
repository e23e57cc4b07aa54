"""Facts become measures: whole numbers that add up, whatever the order and however they are grouped.

Durations are whole milliseconds, so that sums taken live and sums taken from tables are the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crm.kpis.facts import AgentCall, CallFact, QueueVisit, StateSpan

Measures = Mapping[str, int]

WORKING = frozenset({"talking", "wrap_up"})
READY = frozenset({"available", "reserved", "ringing"})
OFFLINE = "offline"
HELPING = frozenset({"consult", "guest"})
"""Kinds of parts in which somebody else had the customer: they are no calls handled."""
TURNS = frozenset({"reached", "not_reached"})
"""Results of visits that are callbacks' turns in the line: nobody waited in it."""
NOT_HIS_FAULT = frozenset({"caller_gone", "answered_elsewhere", "withdrawn", "lease_expired", "failed"})
"""Ends of an offer that say nothing about the agent who was rung."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the company sets: seconds within which a call should be answered, per queue and for queues without one of
    their own; a caller who leaves within `short_abandon` seconds is not counted as lost; windows in hours."""

    service_level: float = 20.0
    service_levels: Mapping[str, float] = field(default_factory=dict)
    short_abandon: float = 5.0
    repeat_hours: float = 24.0
    resolution_hours: float = 72.0

    def target(self, queue: str | None) -> float:
        return self.service_levels.get(queue or "", self.service_level)


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def of_visit(visit: QueueVisit, policy: Policy) -> dict[str, int]:
    """Measures of a queue visit. A callback's turn in the line is none: its customer was counted when he asked."""
    if visit.result in TURNS:
        return {"callbacks_reached": 1} if visit.result == "reached" else {}
    wait = milliseconds(visit.wait)
    found = {"queued": 1, "wait_ms": wait}
    match visit.result:
        case "answered":
            found |= {"answered": 1, "answered_wait_ms": wait}
            if wait <= milliseconds(policy.target(visit.queue)):
                found["answered_in_time"] = 1
        case "abandoned":
            found |= {"abandoned": 1, "abandoned_wait_ms": wait}
            if wait < milliseconds(policy.short_abandon):
                found["short_abandoned"] = 1
        case "overflow":
            found["overflowed"] = 1
        case "callback":
            found["callbacks"] = 1
    return found


def of_agent_call(part: AgentCall) -> dict[str, int]:
    """Measures of an agent's part in a call."""
    found: dict[str, int] = {}
    if part.kind in HELPING:
        return found
    if part.kind == "dial":
        if part.direction == "outbound":
            found["dialled"] = 1
            if part.result == "answered":
                found["connected"] = 1
    elif part.direction != "internal":
        found = {"rung": 1, "ring_ms": milliseconds(part.ring)}
        if part.result in NOT_HIS_FAULT:
            found["rung_in_vain"] = 1
        elif part.result in {"answered", "not_connected"}:
            found |= {"rung_answered": 1, "answered_ring_ms": milliseconds(part.ring)}
    if part.result == "answered":
        found |= {"handled": 1, "talk_ms": milliseconds(part.talk), "hold_ms": milliseconds(part.hold)}
    return found


def of_ended_state(span: StateSpan) -> dict[str, int]:
    """What an agent's state that has ended says of the calls before it: the wrap-up, whole, when it was one."""
    if span.state != "wrap_up":
        return {}
    return {"wrap_ups": 1, "wrap_up_ms": max(0, milliseconds(span.end) - milliseconds(span.start))}


def of_presence(state: str, start: float, end: float) -> dict[str, int]:
    """Measures of the part of a state that lies in a period."""
    lasted = milliseconds(end) - milliseconds(start)
    if state == OFFLINE or lasted <= 0:
        return {}
    found = {"logged_in_ms": lasted}
    if state in WORKING:
        found |= {"working_ms": lasted, "on_duty_ms": lasted}
    elif state in READY:
        found["on_duty_ms"] = lasted
    return found


def of_call(call: CallFact) -> dict[str, int]:
    """Measures of a call among the other calls of its number; nothing when the number is withheld."""
    found: dict[str, int] = {}
    if call.repeated is not None:
        found["callers"] = 1
        if call.repeated:
            found["repeated"] = 1
    if call.answered and call.again is not None:
        found["judged"] = 1
        if not call.again:
            found["resolved"] = 1
    return found


def add(total: dict[str, int], more: Measures) -> None:
    """Add `more` to `total`."""
    for name, value in more.items():
        total[name] = total.get(name, 0) + value


def take_off(total: dict[str, int], less: Measures) -> None:
    """Take off again what was added."""
    for name, value in less.items():
        total[name] = total.get(name, 0) - value


def total_of(measures: Iterable[Measures]) -> dict[str, int]:
    total: dict[str, int] = {}
    for item in measures:
        add(total, item)
    return total
