"""What is going on outside and what it has cost today: facts in, figures out. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from telephony.clock import Now
from telephony.outside.model import Tariff

REMEMBERED = 1_000
"""Calls kept per caller and per callee for limits of velocity: no limit may count further."""
LONGEST_WINDOW = 7 * 86400.0
KEYS = 50_000
"""Callers and callees remembered before old ones are dropped."""


@dataclass(slots=True)
class Line:
    """A leg on a trunk. Inbound legs cost nothing, but use a channel."""

    trunk: str
    subjects: tuple[str, ...]
    tariff: Tariff
    answered: float | None = None  # monotonic clock


@dataclass(frozen=True, slots=True)
class Charge:
    """What an answered call cost; `intervals` of the tariff were started."""

    trunk: str
    seconds: float
    cost: Decimal


class Counters:
    """Channels in use, calls begun, money spent. Days are given from outside (the company's zone)."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._in_use: dict[str, int] = defaultdict(int)
        self._starts: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._recent: dict[str, deque[float]] = {}
        self._spent: dict[str, Decimal] = defaultdict(Decimal)
        self._day = ""

    def copy(self) -> Counters:
        """The same figures, to be asked about another day or other rules. Nothing may be told to it."""
        other = Counters()
        other._lines, other._in_use, other._starts = self._lines, self._in_use, self._starts
        other._recent, other._day = self._recent, self._day
        other._spent.update(self._spent)
        return other

    # lines

    def begun(self, leg: str, line: Line, now: Now) -> None:
        """A leg on a trunk begins (rings, or arrived)."""
        self._lines[leg] = line
        self._in_use[line.trunk] += 1
        if line.subjects:
            self._starts[line.trunk].append(now.mono)

    def answered(self, leg: str, now: Now) -> None:
        line = self._lines.get(leg)
        if line is not None and line.answered is None:
            line.answered = now.mono

    def ended(self, leg: str, now: Now, day: str) -> Charge | None:
        """The leg is gone; what it cost, if it was answered. Nothing for a leg that is not known (any more)."""
        line = self._lines.pop(leg, None)
        if line is None:
            return None
        self._in_use[line.trunk] -= 1
        if line.answered is None or not line.subjects:
            return None
        seconds = max(0.001, now.mono - line.answered)
        cost = line.tariff.cost(seconds)
        self._turn(day)
        for subject in (*line.subjects, f"trunk:{line.trunk}"):
            self._spent[subject] += cost
        return Charge(line.trunk, round(seconds, 3), cost)

    def knows(self, leg: str) -> bool:
        return leg in self._lines

    def in_use(self, trunk: str) -> int:
        """Channels of a trunk in use now, in both directions."""
        return self._in_use.get(trunk, 0)

    def started_within(self, trunk: str, now: Now, seconds: float) -> int:
        """Calls begun on a trunk in the last `seconds`."""
        return sum(1 for at in self._starts.get(trunk, ()) if at > now.mono - seconds)

    # money

    def spent(self, subject: str, now: Now, day: str) -> Decimal:
        """Today's cost of a subject: calls that ended, and those in progress as if they ended now (at least one
        interval each)."""
        self._turn(day)
        running = Decimal(0)
        for line in self._lines.values():
            if subject in line.subjects or subject == f"trunk:{line.trunk}":
                seconds = 0.0 if line.answered is None else now.mono - line.answered
                running += line.tariff.cost(max(0.001, seconds))
        return self._spent.get(subject, Decimal(0)) + running

    def _turn(self, day: str) -> None:
        if day != self._day:
            self._day = day
            self._spent.clear()

    # velocity

    def dialled(self, keys: tuple[str, ...], now: Now) -> None:
        """A call was made: `keys` name who called and whom."""
        for key in keys:
            self._recent.setdefault(key, deque(maxlen=REMEMBERED)).append(now.utc)
        if len(self._recent) > KEYS:
            old = now.utc - LONGEST_WINDOW
            self._recent = {key: times for key, times in self._recent.items() if times[-1] > old}

    def recent(self, key: str, now: Now, seconds: float) -> int:
        """How often `key` called (or was called) in the last `seconds`."""
        since, count = now.utc - seconds, 0
        for at in reversed(self._recent.get(key, ())):
            if at <= since:
                break
            count += 1
        return count

    # across a restart, and for people

    def export(self) -> dict[str, Any]:
        """What a restart must not forget, as JSON; lines are told anew from the calls that are taken back."""
        return {
            "day": self._day,
            "spent": {subject: str(cost) for subject, cost in self._spent.items() if cost},
            "recent": {key: list(times) for key, times in self._recent.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `export` gave."""
        self._day = str(state["day"])
        self._spent.update({subject: Decimal(cost) for subject, cost in state["spent"].items()})
        for key, times in state["recent"].items():
            self._recent[key] = deque(map(float, times), maxlen=REMEMBERED)

    def totals(self, day: str) -> dict[str, str]:
        """Today's cost of every subject, calls in progress left out."""
        self._turn(day)
        return {subject: str(cost) for subject, cost in sorted(self._spent.items()) if cost}
