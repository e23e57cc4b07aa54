"""What the fold of a call keeps of a stay in a queue and of a talk while they go on. Instants and durations as in
facts."""

from __future__ import annotations

from dataclasses import dataclass

TALK = "talk"
"""The kind of a part in which its agent had the customer, who came to him."""


@dataclass(slots=True)
class Waiting:
    """A call in a queue. `waited`: how long, as the news say when it left. `anew`: it came back from a talk, to a place
    of before that: it has waited since it is back."""

    queue: str
    priority: int
    preferred: str | None
    entered: float
    offers: int = 0
    agent: str | None = None
    sticky: bool = False
    waited: float | None = None
    anew: bool = False


@dataclass(slots=True)
class Talk:
    """A segment with an agent. `ring` seconds before it; `joined` when this segment began, `answered` when the first of
    the part did."""

    agent: str | None
    device: str | None
    number: str
    queue: str | None
    started: float
    answered: float
    ring: float
    kind: str = TALK
    hold: float = 0.0
    held_since: float | None = None
    joined: float = 0.0
    before: float = 0.0
    """Seconds talked before `joined`: his browser was lost in between."""
