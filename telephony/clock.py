"""Time as the pure engines get it: they never look at a clock themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Now:
    """One instant. `mono` (seconds, arbitrary origin) is for leases and timeouts, `utc` (Unix seconds) for working
    hours and everything that is kept."""

    mono: float
    utc: float
