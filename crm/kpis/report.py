"""Figures of any period from the stored histories, by the catalogue's own functions. Runs in a thread: it reads rows.

Facts are read as plain rows and added up here rather than in SQL, so that reports and live boards share one
definition down to the last rounding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select

from crm.access import Principal
from crm.base import instant
from crm.calls.models import AgentState, Call
from crm.histories import scope
from crm.histories.models import AgentCallRow, QueueVisitRow
from crm.kpis.facts import AgentCall, CallFact, QueueVisit, StateSpan
from crm.kpis.kpi import Group
from crm.kpis.measures import (
    Measures,
    Policy,
    add,
    of_agent_call,
    of_call,
    of_ended_state,
    of_presence,
    of_visit,
)
from crm.kpis.periods import Interval, split
from crm.organisation.models import ROOT
from crm.routing.models import Queue
from crm.users.models import User

HOUR = 3600.0
NUMBER = re.compile(r"\+?\d{5,}")
"""A caller's number that tells who calls: neither withheld nor an extension."""
CHUNK = 1000
READ = "kpis.read"


@dataclass(frozen=True, slots=True)
class Asked:
    """`start` ≤ instant < `end` in Unix seconds; `queue` and `agent` limit what is counted."""

    group: Group
    interval: Interval
    start: float
    end: float
    queue: str | None = None
    agent: str | None = None


class Report:
    """Measures by (key, interval), and in all. `now` ends what goes on and decides what can be judged yet."""

    def __init__(
        self, connection: Connection, who: Principal, policy: Policy, zone: ZoneInfo, asked: Asked, now: float
    ) -> None:
        self._connection = connection
        self._who = who
        self._policy = policy
        self._asked = asked
        self._now = now
        self._units = _units(connection)
        self.intervals = split(asked.start, asked.end, asked.interval, zone)
        self._starts = [start for start, _ in self.intervals]
        self.rows: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
        self.total: dict[str, int] = {}

    def run(self) -> None:
        self._visits()
        self._parts()
        self._states()
        self._calls()

    def _put(self, at: float, queue: str | None, agent: str | None, unit: str, measures: Measures) -> None:
        """Count measures of a fact that ended at `at`."""
        if not measures:
            return
        add(self.total, measures)
        group = self._asked.group
        key = {"queue": queue, "agent": agent, "unit": unit}.get(group, "")
        if key is not None:
            add(self.rows[key, bisect_right(self._starts, at) - 1], measures)

    def _visits(self) -> None:
        row = QueueVisitRow
        conditions = [scope.visits(self._who, READ), *self._period(row.left_at)]
        if self._asked.queue is not None:
            conditions.append(row.queue == self._asked.queue)
        if self._asked.agent is not None:
            conditions.append(row.agent_id == self._asked.agent)
        columns = (row.call_id, row.queue, row.left_at, row.wait_seconds, row.result, row.agent_id)
        for call, queue, left, wait, result, agent in self._read(columns, conditions):
            at = left.timestamp()
            fact = QueueVisit(call, 1, queue, "", 0, None, at - wait, at, wait, result, "", agent, False, 0)
            self._put(at, queue, None, self._units.of_queue(queue), of_visit(fact, self._policy))

    def _parts(self) -> None:
        row = AgentCallRow
        conditions = [scope.parts(self._who, READ), *self._period(row.ended_at), *self._limits(row.queue, row.agent_id)]
        columns = (
            row.call_id,
            row.agent_id,
            row.direction,
            row.queue,
            row.result,
            row.ended_at,
            row.ring_seconds,
            row.talk_seconds,
            row.hold_seconds,
            row.kind,
        )
        for call, agent, direction, queue, result, ended, ring, talk, hold, kind in self._read(columns, conditions):
            at = ended.timestamp()
            answered = at if result == "answered" else None
            fact = AgentCall(
                call, 1, agent, None, direction, "", queue, result, at, answered, at, ring, talk, hold, "", kind
            )
            self._put(at, queue, agent, self._units.of_agent(agent), of_agent_call(fact))

    def _states(self) -> None:
        row = AgentState
        start, end = instant(self._asked.start), instant(self._asked.end)
        conditions = [
            scope.states(self._who, READ),
            row.since < end,
            or_(row.ended_at.is_(None), row.ended_at > start),
        ]
        if self._asked.agent is not None:
            conditions.append(row.agent_id == self._asked.agent)
        columns = (row.agent_id, row.state, row.queue, row.since, row.ended_at)
        for agent, state, queue, since, ended in self._read(columns, conditions):
            unit = self._units.of_agent(agent)
            begins, ends = since.timestamp(), ended.timestamp() if ended is not None else self._now
            wanted = self._asked.queue
            if ended is not None and self._asked.start <= ends < self._asked.end and wanted in {None, queue}:
                span = StateSpan(agent, state, "", queue, None, begins, ends)
                self._put(ends, queue, agent, unit, of_ended_state(span))
            if wanted is None:
                self._presence(agent, unit, state, begins, min(ends, self._now))

    def _presence(self, agent: str, unit: str, state: str, begins: float, ends: float) -> None:
        """A state's time in each interval that it touches; it says nothing about a queue."""
        first = max(0, bisect_right(self._starts, begins) - 1)
        for place in range(first, bisect_left(self._starts, ends)):
            start, end = self.intervals[place]
            measures = of_presence(state, max(begins, start), min(ends, end))
            self._put(start, None, agent, unit, measures)

    def _calls(self) -> None:
        """Inbound calls among the others of their number, also those shortly before and after the period."""
        policy, asked = self._policy, self._asked
        before, after = policy.repeat_hours * HOUR, policy.resolution_hours * HOUR
        begun: defaultdict[str, list[float]] = defaultdict(list)
        rows = self._connection.execute(
            select(Call.from_number, Call.started_at)
            .where(
                Call.direction == "inbound",
                Call.started_at >= instant(asked.start - before - 24 * HOUR),
                Call.started_at < instant(min(asked.end, self._now) + after),
            )
            .order_by(Call.started_at)
        )
        for number, started in rows.yield_per(CHUNK):
            begun[number].append(started.timestamp())
        conditions = [scope.calls(self._who, READ), Call.direction == "inbound", *self._period(Call.ended_at)]
        conditions += self._limits(Call.queue, Call.agent_id)
        columns = (
            Call.from_number,
            Call.queue,
            Call.agent_id,
            Call.unit_id,
            Call.outcome,
            Call.started_at,
            Call.ended_at,
        )
        for number, queue, agent, unit, outcome, started, ended in self._read(columns, conditions):
            began, at = started.timestamp(), ended.timestamp()
            repeated = again = None
            if NUMBER.fullmatch(number):
                calls = begun[number]
                repeated = bisect_left(calls, began) > bisect_left(calls, began - before)
                if at + after <= self._now:
                    again = bisect_right(calls, at + after) > bisect_right(calls, max(began, at))
            fact = CallFact("inbound", queue, agent, unit, at, outcome == "answered", repeated, again)
            self._put(at, queue, agent, unit, of_call(fact))

    # queries

    def _period(self, column: Any) -> list[Any]:
        return [column >= instant(self._asked.start), column < instant(self._asked.end)]

    def _limits(self, queue: Any, agent: Any) -> list[Any]:
        pairs = ((queue, self._asked.queue), (agent, self._asked.agent))
        return [column == wanted for column, wanted in pairs if wanted is not None]

    def _read(self, columns: tuple[Any, ...], conditions: list[Any]) -> Iterator[Any]:
        found = self._connection.execution_options(stream_results=True).execute(
            select(*columns).where(and_(*conditions))
        )
        yield from found.yield_per(CHUNK)


@dataclass(frozen=True, slots=True)
class _Units:
    agents: Mapping[str, str]
    queues: Mapping[str, str]

    def of_agent(self, agent: str) -> str:
        return self.agents.get(agent, ROOT)

    def of_queue(self, queue: str) -> str:
        return self.queues.get(queue, ROOT)


def _units(connection: Connection) -> _Units:
    agents = connection.execute(select(User.id, User.unit_id))
    queues = connection.execute(select(Queue.id, Queue.unit_id))
    return _Units({row.id: row.unit_id for row in agents}, {row.id: row.unit_id for row in queues})
