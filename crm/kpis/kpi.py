"""What a figure (KPI) is, and the few functions that formulas are made of. A figure whose divisor is zero is None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from crm.kpis.measures import Measures, Policy

Group = Literal["queue", "agent", "unit", "company"]
Unit = Literal["calls", "seconds", "share"]
Text = Mapping[str, str]

DIGITS: Mapping[str, int] = {"calls": 0, "seconds": 3, "share": 4}
EVERYBODY: tuple[Group, ...] = ("queue", "agent", "unit", "company")
QUEUES: tuple[Group, ...] = ("queue", "unit", "company")
AGENTS: tuple[Group, ...] = ("agent", "unit", "company")


@dataclass(frozen=True, slots=True)
class Kpi:
    """`better`: the direction that is good (up, down, or "" when neither). `groups`: what it can be computed for.
    `live`: it is also on the live boards. Names and formulas may name thresholds in braces: {service_level},
    {short_abandon} (seconds), {repeat_hours}, {resolution_hours}."""

    id: str
    name: Text
    formula: Text
    unit: Unit
    better: Literal["up", "down", ""]
    groups: tuple[Group, ...]
    compute: Callable[[Measures], float | None]
    live: bool = True
    note: Text | None = None

    def value(self, measures: Measures) -> float | None:
        """The figure of these measures, rounded as it is shown."""
        value = self.compute(measures)
        return None if value is None else round(value, DIGITS[self.unit])

    def words(self, text: Text, policy: Policy, target: float | None = None) -> dict[str, str]:
        """A text with the thresholds in force put in; `target` is the queue's own service level."""
        values = {
            "service_level": f"{policy.service_level if target is None else target:g}",
            "short_abandon": f"{policy.short_abandon:g}",
            "repeat_hours": f"{policy.repeat_hours:g}",
            "resolution_hours": f"{policy.resolution_hours:g}",
        }
        return {lang: words.format_map(values) for lang, words in text.items()}


def count(name: str) -> Callable[[Measures], float | None]:
    return lambda m: m.get(name, 0)


def seconds(name: str) -> Callable[[Measures], float | None]:
    return lambda m: m.get(name, 0) / 1000


def share(part: str, whole: str) -> Callable[[Measures], float | None]:
    return lambda m: ratio(m.get(part, 0), m.get(whole, 0))


def mean(total_ms: str, count: str) -> Callable[[Measures], float | None]:
    return lambda m: ratio(m.get(total_ms, 0) / 1000, m.get(count, 0))


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def lost(m: Measures) -> int:
    return m.get("abandoned", 0) - m.get("short_abandoned", 0)


def served(m: Measures) -> int:
    return m.get("queued", 0) - m.get("short_abandoned", 0)


def handling(m: Measures) -> float | None:
    return ratio((m.get("talk_ms", 0) + m.get("wrap_up_ms", 0)) / 1000, m.get("handled", 0))


def work(m: Measures) -> float | None:
    work = m.get("answered_ring_ms", 0) + m.get("talk_ms", 0) + m.get("wrap_up_ms", 0)
    return ratio(work / 1000, m.get("handled", 0))
