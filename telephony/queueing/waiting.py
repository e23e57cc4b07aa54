"""What the services around the queue know of one queued call beside the engine's item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from telephony.acd.model import Offer
from telephony.calls import Party


@dataclass(slots=True)
class Ring:
    """One agent who is being rung. `rung_at` (UTC) is None while his screen-pop is awaited."""

    offer: Offer
    party: Party
    rung_at: float | None = None


@dataclass(slots=True)
class Waiting:
    """`rings` by offer. `announcing` is the playback that covers the music. `join` enters the queue once the recording
    notice has been heard."""

    rings: dict[str, Ring] = field(default_factory=dict)
    announcing: str | None = None
    announced: bool = False
    join: Callable[[], None] | None = None

    def ring_of(self, leg: str) -> Ring | None:
        """Who is rung on this leg."""
        return next((ring for ring in self.rings.values() if ring.party.leg == leg), None)
