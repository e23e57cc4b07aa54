"""Virtual time: things happen in the order of their instants, ties in the order in which they were planned."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(order=True, slots=True)
class Plan:
    """Something that will happen at `at` seconds unless it is cancelled."""

    at: float
    order: int
    act: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Timeline:
    """`now` in seconds since the start."""

    def __init__(self) -> None:
        self.now = 0.0
        self._plans: list[Plan] = []
        self._order = itertools.count()

    def after(self, seconds: float, act: Callable[[], None]) -> Plan:
        """Plan `act` for `seconds` from now (not before now)."""
        plan = Plan(self.now + max(0.0, seconds), next(self._order), act)
        heapq.heappush(self._plans, plan)
        return plan

    def next_at(self) -> float | None:
        """The instant of the next thing to happen; None when nothing is planned."""
        while self._plans and self._plans[0].cancelled:
            heapq.heappop(self._plans)
        return self._plans[0].at if self._plans else None

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass and everything happen that is planned for them."""
        end = self.now + seconds
        while (at := self.next_at()) is not None and at <= end:
            plan = heapq.heappop(self._plans)
            self.now = max(self.now, plan.at)
            plan.act()
        self.now = end
