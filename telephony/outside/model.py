"""The words of the router: what somebody wishes to dial, and how it would be done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Who dials."""

    AGENT = "agent"  # click-to-call, or his phone
    DEVICE = "device"  # a phone of ours that nobody is logged in at
    TRANSFER = "transfer"  # an agent sends a caller on
    IVR = "ivr"
    QUEUE = "queue"  # overflow to a number
    CALLBACK = "callback"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Wish:
    """`number` as dialled. `agent`, `device`, `queue` and `campaign` are ids, as far as they have to do with it."""

    number: str
    kind: Kind
    agent: str | None = None
    device: str | None = None
    queue: str | None = None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to do it: `number` in the trunk's spelling, `caller_id` one of our numbers in it ("": the trunk's own
    affair). Without a sign of life within `setup_seconds` the next attempt is made."""

    trunk: str
    number: str
    caller_id: str
    setup_seconds: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """`price` for every started `interval` seconds."""

    price: Decimal
    interval: int

    def cost(self, seconds: float) -> Decimal:
        """Of a call of that length; nothing of one that was not answered (0 seconds)."""
        if seconds <= 0:
            return Decimal(0)
        return self.price * -(-int(seconds * 1000) // (self.interval * 1000))


FREE = Tariff(Decimal(0), 60)


@dataclass(frozen=True, slots=True)
class Plan:
    """`number` is the spelling inside. `subjects` are those whose counters the call is charged to. `max_seconds`: the
    talk must not last longer. `emergency`: no guard was asked."""

    number: str
    attempts: tuple[Attempt, ...]
    subjects: tuple[str, ...]
    tariff: Tariff
    max_seconds: int | None = None
    emergency: bool = False
