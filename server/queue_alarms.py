"""Queues that need a person by the limits set for them: which figures are over, and when that has passed. Pure.

A figure that swings around its limit must not come and go: an alarm ends once the figure has been well for `CALM`
seconds, and a share of the day is well only `MARGIN` points on the right side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from crm.routing.queue_options import QueueAlarmsBody
from server.alarms import Alarm

Measure = Literal["waiting", "longest_wait", "service_level", "abandon_rate", "no_agents"]

CALM = 15.0
"""Seconds for which a figure has to be well before its alarm ends."""
SIGNING_IN = 10.0
"""Seconds for which nobody may be signed in before it is an alarm: at the start of a shift somebody always is first."""
MARGIN = 2.0
"""Percent points."""


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """A queue at one instant. `longest`: seconds, 0 when nobody waits. Percent of today; None without calls."""

    queue: str
    name: Mapping[str, str]
    waiting: int
    longest: float
    logged_in: int
    queued: int = 0
    service_level: float | None = None
    abandon_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure beside its limit. `over`: beyond it. `well`: on the right side by so much that an alarm may end."""

    measure: Measure
    value: float
    limit: float | None
    over: bool
    well: bool


def readings(facts: QueueFacts, limits: QueueAlarmsBody) -> Iterable[Reading]:
    """Every figure that has a limit and can be told now."""
    if limits.waiting is not None:
        over = facts.waiting >= limits.waiting
        yield Reading("waiting", facts.waiting, limits.waiting, over, not over)
    if limits.longest_wait is not None:
        over = facts.waiting > 0 and facts.longest >= limits.longest_wait
        yield Reading("longest_wait", facts.longest, limits.longest_wait, over, not over)
    if limits.no_agents:
        over = facts.waiting > 0 and facts.logged_in == 0
        yield Reading("no_agents", facts.waiting, None, over, not over)
    if facts.queued < limits.least_calls:
        return
    level, lost = facts.service_level, facts.abandon_rate
    if limits.service_level is not None and level is not None:
        well = level >= min(limits.service_level + MARGIN, 100.0)
        yield Reading("service_level", level, limits.service_level, level < limits.service_level, well)
    if limits.abandon_rate is not None and lost is not None:
        well = lost <= max(limits.abandon_rate - MARGIN, 0.0)
        yield Reading("abandon_rate", lost, limits.abandon_rate, lost > limits.abandon_rate, well)


class QueueWatch:
    """Looks at every queue now and then; remembers which alarms are on and which are about to be."""

    def __init__(self) -> None:
        self._on: dict[str, float | None] = {}
        """Alarm → since when its figure has been well."""
        self._coming: dict[str, float] = {}
        """Alarm that must last before it counts → since when its figure is over."""

    def look(self, queues: Iterable[QueueFacts], limits: Mapping[str, QueueAlarmsBody], now: float) -> list[Alarm]:
        """What is wrong at `now` (seconds of any steady clock). A figure that has no limit any more, or whose queue is
        gone, is not."""
        found: list[Alarm] = []
        on: dict[str, float | None] = {}
        coming: dict[str, float] = {}
        for facts in queues:
            for reading in readings(facts, limits.get(facts.queue) or QueueAlarmsBody.model_validate({})):
                ident = f"queue.{reading.measure}:{facts.queue}"
                if ident in self._on:
                    well = (self._on[ident] if self._on[ident] is not None else now) if reading.well else None
                    if well is not None and now - well >= CALM:
                        continue
                    on[ident] = well
                elif reading.over:
                    since = self._coming.get(ident, now)
                    if reading.measure == "no_agents" and now - since < SIGNING_IN:
                        coming[ident] = since
                        continue
                    on[ident] = None
                else:
                    continue
                found.append(_alarm(ident, facts, reading))
        self._on, self._coming = on, coming
        return found


def _alarm(ident: str, facts: QueueFacts, reading: Reading) -> Alarm:
    value, limit = f"{reading.value:.0f}", f"{reading.limit or 0:g}"
    percent = f"{reading.value:.1f}"
    zh, en = {
        "waiting": (f"{value} 人在排队（阈值 {limit}）", f"callers waiting: {value} (threshold {limit})"),
        "longest_wait": (
            f"最长已等待 {value} 秒（阈值 {limit} 秒）",
            f"the longest wait is {value} s (threshold {limit} s)",
        ),
        "service_level": (
            f"今日服务水平 {percent}%（阈值 {limit}%）",
            f"service level today {percent} % (threshold {limit} %)",
        ),
        "abandon_rate": (
            f"今日放弃率 {percent}%（阈值 {limit}%）",
            f"abandonment today {percent} % (threshold {limit} %)",
        ),
        "no_agents": (f"{value} 人在等待，没有坐席签入", f"no agent is signed in, callers waiting: {value}"),
    }[reading.measure]
    return Alarm(
        ident,
        "critical" if reading.measure == "no_agents" else "warning",
        f"{facts.name.get('zh') or facts.queue}：{zh}",
        f"{facts.name.get('en') or facts.queue}: {en}",
        round(reading.value, 1),
        reading.limit,
        facts.queue,
        reading.measure,
    )
