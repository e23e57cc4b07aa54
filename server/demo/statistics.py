"""What the simulation has done, as one line a minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fate = Literal["talked", "gave_up", "left_message", "menus_only", "refused", "too_long"]


@dataclass(slots=True)
class Statistics:
    """`fates` counts how customers' calls ended, `popped` the rings that a screen-pop came before, `leads` the seconds
    between the two."""

    started: int = 0
    live: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    rings: int = 0
    popped: int = 0
    answered: int = 0
    ignored: int = 0
    breaks: int = 0
    notes: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    leads: list[float] = field(default_factory=list)

    def rang(self, lead: float | None) -> None:
        """An agent's phone rang, `lead` seconds after its screen-pop; None when there was none before."""
        self.rings += 1
        if lead is not None:
            self.popped += 1
            self.leads = [*self.leads[-999:], lead]

    def line(self, minutes: float, agents_in: int) -> str:
        ended = sum(self.fates.values())
        fates = " ".join(f"{name} {count}" for name, count in sorted(self.fates.items()))
        middle = sorted(self.leads)[len(self.leads) // 2] * 1000 if self.leads else 0.0
        parts = [
            f"{minutes:.0f} min: {self.started} calls, {self.live} live, {ended} ended ({fates or 'none yet'})",
            f"agents in {agents_in}, rings {self.rings}, answered {self.answered}, ignored {self.ignored}",
            f"screen-pop before ring {self.popped}/{self.rings} (median {middle:.0f} ms before)",
        ]
        if self.errors:
            parts.append("errors " + ", ".join(f"{name} {count}" for name, count in sorted(self.errors.items())))
        return "; ".join(parts)
