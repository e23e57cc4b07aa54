"""What the services around the queue know of one queued call beside the engine's item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from telephony.acd.model import Offer
from telephony.callbacks.dialog import NumberDialog
from telephony.calls import Party


@dataclass(slots=True)
class Ring:
    """One agent who is being rung. `rung_at` (UTC) is None while his screen-pop is awaited."""

    offer: Offer
    party: Party
    rung_at: float | None = None


class Where(StrEnum):
    NOTICE = "notice"  # hears the recording notice; his place counts from before it
    LINE = "line"
    OUT = "out"  # a limit has sent him away; he hears where to


@dataclass(slots=True)
class Waiting:
    """`rings` by offer. `announcing` is the playback that covers the music; `then` happens when it ends (else the music
    goes on). `dialog` has his keys while he is asked for a number to call back; `asked_by` is the key with
    which he wished for that, and when (monotonic). `told` is the wait in minutes that he was promised last."""

    where: Where = Where.LINE
    rings: dict[str, Ring] = field(default_factory=dict)
    announcing: str | None = None
    announced: bool = False
    told: int | None = None
    comforted: int = 0
    then: Callable[[], None] | None = None
    dialog: NumberDialog | None = None
    asked_by: tuple[str, float] = ("", 0.0)
    declined: Callable[[], None] | None = None

    def ring_of(self, leg: str) -> Ring | None:
        """Who is rung on this leg."""
        return next((ring for ring in self.rings.values() if ring.party.leg == leg), None)
