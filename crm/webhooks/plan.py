"""When to deliver what, and when to give up. Pure: instants and chance are handed in.

Events of a subscription go out one after the other, in order: one that fails holds up those after it until it is
delivered or given up. One that somebody wants sent again goes beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ATTEMPTS = 12
"""Deliveries tried before an event is given up: with the pauses between them about two and a half hours."""
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 3600.0
DEAD_IN_ROW = 3
"""Events given up one after the other that suspend a subscription."""
GONE = 410
"""The receiver says that it will never want any more."""

State = Literal["delivered", "pending", "dead"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `status` is None when no answer came. `retry_after`: seconds that the receiver asks
    for."""

    status: int | None
    error: str = ""
    seconds: float = 0.0
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Pending:
    """A delivery that comes again at `next_at` (Unix seconds)."""

    event: int
    attempts: int
    next_at: float
    redelivery: bool = False


@dataclass(frozen=True, slots=True)
class Deliver:
    """Try this event now; `attempts` were made before."""

    event: int
    attempts: int
    redelivery: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is due before `until`; None: until an event is stored or something is changed."""

    until: float | None


def decide(pending: Sequence[Pending], following: int | None, now: float) -> Deliver | Wait:
    """The next thing to do for a subscription. `following` is the next event after its position, if there is one."""
    head = min((item for item in pending if not item.redelivery), key=lambda item: item.event, default=None)
    candidates = sorted((item for item in pending if item.redelivery), key=lambda item: (item.next_at, item.event))
    candidates = [head, *candidates] if head is not None else candidates
    for item in candidates:
        if item.next_at <= now:
            return Deliver(item.event, item.attempts, item.redelivery)
    if head is None and following is not None:
        return Deliver(following, 0, redelivery=False)
    return Wait(min((item.next_at for item in candidates), default=None))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a delivery is after an attempt. `suspend`: why the subscription is to be switched off, or empty."""

    state: State
    next_at: float | None
    dead_in_row: int
    suspend: str = ""


def judge(attempts: int, outcome: Outcome, dead_in_row: int, now: float, chance: float) -> Verdict:
    """After the attempt number `attempts` (from 1). `chance` is between 0 and 1."""
    if outcome.ok:
        return Verdict("delivered", None, 0)
    if outcome.status == GONE:
        return Verdict("dead", None, dead_in_row + 1, "the receiver answered 410 Gone")
    if attempts < ATTEMPTS:
        return Verdict("pending", now + pause(attempts, outcome.retry_after, chance), dead_in_row)
    dead = dead_in_row + 1
    why = f"{dead} events in a row could not be delivered: {outcome.error}" if dead >= DEAD_IN_ROW else ""
    return Verdict("dead", None, dead, why)


def pause(attempts: int, retry_after: float | None, chance: float) -> float:
    """Seconds before the next attempt: twice as long each time, spread by chance so that many do not come at once; at
    least what the receiver asks for."""
    full = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts - 1, 30))
    wanted = min(retry_after or 0.0, LONGEST_PAUSE)
    return max(full * (0.5 + chance / 2), wanted)
