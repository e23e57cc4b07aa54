"""Live figures: one pass over the news as they come, per queue and per agent, for today and for the last half hour.

Pure: it is told the news and asked with the present instant. What it says is what the catalogue's functions say of the
same facts taken from tables.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from crm.kpis.catalogue import CATALOGUE
from crm.kpis.facts import AgentCall, Fact, QueueVisit, StateSpan
from crm.kpis.fold import FOLDED, CallFold
from crm.kpis.kpi import Group
from crm.kpis.measures import Policy, add, of_agent_call, of_ended_state, of_presence, of_visit, take_off
from crm.kpis.periods import day_bounds, day_of

log = structlog.get_logger(__name__)

WINDOW = 1800.0
"""Seconds of the rolling window."""
LIVE = {group: tuple(kpi for kpi in CATALOGUE if kpi.live and group in kpi.groups) for group in ("queue", "agent")}
AGENT_STATE = "agent.state"
COUNTED = FOLDED | {AGENT_STATE}
"""Types of news that figures are made of."""

View = dict[str, Any]
Key = tuple[Group, str]


@dataclass(frozen=True, slots=True)
class OpenState:
    """The state that an agent is in since `since`."""

    agent: str
    state: str
    since: float
    queue: str | None = None


@dataclass(slots=True)
class _Totals:
    days: dict[date, dict[str, int]] = field(default_factory=dict)
    window: dict[str, int] = field(default_factory=dict)
    spans: deque[tuple[float, float, str]] = field(default_factory=deque)


class LiveFigures:
    """`take` each piece of news once, in order; ask `queue` and `agent` for views; `prune` now and then.

    `states` are the agents' present states when the news begin."""

    def __init__(self, zone: ZoneInfo, policy: Policy, states: Iterable[OpenState] = ()) -> None:
        self.zone = zone
        self.policy = policy
        self.changed: set[Key] = set()
        self._totals: dict[Key, _Totals] = {}
        self._calls: dict[str, CallFold] = {}
        self._waiting: dict[str, dict[str, float]] = {}
        self._states = {state.agent: state for state in states}
        self._window: list[tuple[float, int, Key, Mapping[str, int]]] = []
        self._order = 0
        self._day: tuple[date, float, float] = (date.min, 0.0, 0.0)

    def take(self, at: float, kind: str, call: str | None, data: Mapping[str, Any]) -> None:
        """One piece of news, which happened at `at` (Unix seconds). News that cannot be understood are noted and left
        out, with what was begun of their call: figures must not stop for them (they are set aside when stored, too)."""
        try:
            if kind == AGENT_STATE:
                self._agent_state(data)
            elif kind in FOLDED and call is not None:
                self._call(at, kind, call, data)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            log.warning("figures.news_not_understood", type=kind, call=call, error=f"{type(error).__name__}: {error}")
            self._forget(call)

    def queue(self, queue: str, now: float) -> View:
        """Figures of a queue: `day` and `window` hold the catalogue's values by id; `oldest` is when the longest
        waiting entered (Unix seconds) or None."""
        waiting = self._waiting.get(queue, {})
        return {
            "queue": queue,
            "waiting": len(waiting),
            "oldest": min(waiting.values(), default=None),
            "service_level_seconds": self.policy.target(queue),
            **self._view(("queue", queue), now),
        }

    def agent(self, agent: str, now: float) -> View:
        """Figures of an agent, of the same shape."""
        return {"agent": agent, **self._view(("agent", agent), now)}

    def measures(self, key: Key, now: float) -> tuple[dict[str, int], dict[str, int]]:
        """Measures of the company's day that `now` belongs to, and of the last half hour."""
        self.expire(now)
        totals = self._totals.get(key)
        day = dict(totals.days.get(day_of(now, self.zone), {})) if totals else {}
        window = dict(totals.window) if totals else {}
        if key[0] == "agent":
            self._presence(key, totals, now, day, window)
        return day, window

    def expire(self, now: float) -> None:
        """Take out of the window what has left it."""
        limit = now - WINDOW
        while self._window and self._window[0][0] <= limit:
            _, _, key, measures = heapq.heappop(self._window)
            take_off(self._totals[key].window, measures)
            self.changed.add(key)

    def prune(self, now: float) -> None:
        """Forget what is neither today's nor in the window; queues and agents whose window changed are `changed`."""
        self.expire(now)
        limit = now - WINDOW
        yesterday = day_of(now, self.zone) - timedelta(days=1)
        for totals in self._totals.values():
            for day in [day for day in totals.days if day < yesterday]:
                del totals.days[day]
            while totals.spans and totals.spans[0][1] <= limit:
                totals.spans.popleft()

    # news

    def _forget(self, call: str | None) -> None:
        if call is None:
            return
        fold = self._calls.pop(call, None)
        if fold is not None and fold.waiting is not None:
            self._waiting.get(fold.waiting.queue, {}).pop(call, None)
            self.changed.add(("queue", fold.waiting.queue))

    def _call(self, at: float, kind: str, call: str, data: Mapping[str, Any]) -> None:
        fold = self._calls.get(call)
        if fold is None:
            fold = self._calls[call] = CallFold(call)
        before = fold.waiting.queue if fold.waiting else None
        for fact in fold.take(at, kind, data):
            self._fact(fact)
        after = fold.waiting.queue if fold.waiting else None
        if before != after:
            if before is not None:
                self._waiting[before].pop(call, None)
                self.changed.add(("queue", before))
            if fold.waiting is not None:
                self._waiting.setdefault(fold.waiting.queue, {})[call] = fold.waiting.entered
                self.changed.add(("queue", fold.waiting.queue))
        if kind == "call.ended":
            del self._calls[call]

    def _fact(self, fact: Fact) -> None:
        match fact:
            case QueueVisit():
                self._count(("queue", fact.queue), fact.left, of_visit(fact, self.policy))
            case AgentCall():
                measures = of_agent_call(fact)
                self._count(("agent", fact.agent), fact.ended, measures)
                if fact.queue is not None:
                    self._count(("queue", fact.queue), fact.ended, measures)

    def _agent_state(self, data: Mapping[str, Any]) -> None:
        agent, since = data["agent"], data["since"]
        before = self._states.get(agent)
        if before is None and data["previous"]:
            before = OpenState(agent, data["previous"], since - data["previous_seconds"])
        self._states[agent] = OpenState(agent, data["state"], since, data["queue"])
        key: Key = ("agent", agent)
        self.changed.add(key)
        if before is None:
            return
        span = StateSpan(agent, before.state, "", before.queue, None, before.since, max(since, before.since))
        measures = of_ended_state(span)
        if measures:
            self._count(key, span.end, measures)
            if span.queue is not None:
                self._count(("queue", span.queue), span.end, measures)
        totals = self._totals.setdefault(key, _Totals())
        totals.spans.append((span.start, span.end, span.state))
        start = max(span.start, span.end - 2 * 86400)  # earlier days are over and not asked for
        while start < span.end:
            day, _, ends = self._day_at(start)
            add(totals.days.setdefault(day, {}), of_presence(span.state, start, min(ends, span.end)))
            start = ends

    def _count(self, key: Key, at: float, measures: Mapping[str, int]) -> None:
        totals = self._totals.setdefault(key, _Totals())
        add(totals.days.setdefault(self._day_at(at)[0], {}), measures)
        add(totals.window, measures)
        self._order += 1
        heapq.heappush(self._window, (at, self._order, key, measures))
        self.changed.add(key)

    # views

    def _view(self, key: Key, now: float) -> View:
        day, window = self.measures(key, now)
        kpis = LIVE[key[0]]
        return {
            "day": {kpi.id: kpi.value(day) for kpi in kpis},
            "window": {kpi.id: kpi.value(window) for kpi in kpis},
        }

    def _presence(
        self, key: Key, totals: _Totals | None, now: float, day: dict[str, int], window: dict[str, int]
    ) -> None:
        """States count up to now; in the window only what lies in it."""
        limit = now - WINDOW
        for start, end, state in totals.spans if totals else ():
            add(window, of_presence(state, max(start, limit), end))
        state_now = self._states.get(key[1])
        if state_now is not None:
            starts = day_bounds(day_of(now, self.zone), self.zone)[0]
            add(day, of_presence(state_now.state, max(state_now.since, starts), now))
            add(window, of_presence(state_now.state, max(state_now.since, limit), now))

    def _day_at(self, at: float) -> tuple[date, float, float]:
        """The day of an instant with its bounds; most news are of the same day as the one before."""
        if not self._day[1] <= at < self._day[2]:
            day = day_of(at, self.zone)
            self._day = (day, *day_bounds(day, self.zone))
        return self._day
