"""Who listens to what: a player asks for a recording in many ranges, but it is heard once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

SITTING = 900.0
"""Seconds without a request after which somebody who listens to the same recording listens anew."""


@dataclass(slots=True)
class Sittings:
    """The latest request of each listener for each recording."""

    _last: dict[tuple[str, ...], float] = field(default_factory=dict)

    def begins(self, *who_and_what: str) -> bool:
        """Note a request; True for the first one of a sitting."""
        now = time.monotonic()
        fresh = now - self._last.get(who_and_what, -SITTING) >= SITTING
        if fresh:
            self._last = {key: at for key, at in self._last.items() if now - at < SITTING}
        self._last[who_and_what] = now
        return fresh

    def forget(self, *who_and_what: str) -> None:
        self._last.pop(who_and_what, None)
