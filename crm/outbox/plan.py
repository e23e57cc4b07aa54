"""What becomes of a message after an attempt. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

DELAYS = (30.0, 120.0, 600.0, 3600.0, 4 * 3600.0)
"""Seconds until the next attempt, after the first, the second … one. After the last it has failed."""
PAUSES = (10.0, 30.0, 60.0, 300.0, 600.0)
"""Seconds that a gateway which does not answer is left alone, longer each time in a row."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attempt's end. `refused`: this message will never be taken. `down`: the gateway takes nothing now, which is no
    fault of the message. `reference`: the provider's id."""

    sent: bool
    error: str = ""
    refused: bool = False
    down: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """The message's new state; `attempts` as counted, `next_at` when it waits."""

    state: Literal["sent", "waiting", "failed"]
    attempts: int
    next_at: datetime | None = None


def after(outcome: Outcome, attempts: int, now: datetime) -> After:
    """`attempts` that failed before this one."""
    if outcome.sent:
        return After("sent", attempts + 1)
    if outcome.down:
        return After("waiting", attempts, None)
    if outcome.refused or attempts >= len(DELAYS):
        return After("failed", attempts + 1)
    return After("waiting", attempts + 1, now + timedelta(seconds=DELAYS[attempts]))


def pause(failures: int) -> float:
    """Seconds that a gateway is left alone after so many failures in a row (at least 1)."""
    return PAUSES[min(failures, len(PAUSES)) - 1]
