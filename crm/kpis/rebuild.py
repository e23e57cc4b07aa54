"""Live figures anew from the stored events, as after a restart. Runs in a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from crm.base import instant
from crm.calls.models import AgentState
from crm.events.models import Event
from crm.kpis.live import AGENT_STATE, COUNTED, WINDOW, LiveFigures, OpenState
from crm.kpis.measures import Policy
from crm.kpis.periods import day_of, day_starts
from telephony.domain_events import Envelope

LOOKBACK = 12 * 3600.0
"""Seconds before the day that are read as well: calls that were open at midnight began in them."""
CHUNK = 2000

_events: Any = Event.__table__
_states: Any = AgentState.__table__


def begins(now: float, zone: ZoneInfo) -> float:
    """The instant from which events are needed for the figures of `now`."""
    return min(day_starts(day_of(now, zone), zone), now - WINDOW) - LOOKBACK


def last_states(events: Iterable[Envelope]) -> list[OpenState]:
    """The states that agents are in after these events."""
    found = {event.data["agent"]: event.data for event in events if event.type == AGENT_STATE}
    return [OpenState(agent, data["state"], data["since"], data["queue"]) for agent, data in found.items()]


def rebuilt(connection: Connection, zone: ZoneInfo, policy: Policy, now: float) -> tuple[LiveFigures, str, int]:
    """Figures as they would be, had this process heard every event of the day; and the last event that they are made of
    (epoch and number in the core's journal)."""
    first = begins(now, zone)
    live = LiveFigures(zone, policy, _states_at(connection, first))
    epoch, n = "", 0
    found = connection.execute(
        select(_events.c.epoch, _events.c.n, _events.c.at, _events.c.type, _events.c.call_id, _events.c.data)
        .where(_events.c.at >= first, _events.c.type.in_(COUNTED))
        .order_by(_events.c.id)
    )
    for row in found.yield_per(CHUNK):
        epoch, n, at, kind, call, data = row
        live.take(at, kind, call, data)
    live.prune(now)
    live.changed.clear()
    return live, epoch, n


def _states_at(connection: Connection, at: float) -> list[OpenState]:
    """The states that began before `at` and had not ended then."""
    ended = _states.c.ended_at
    rows = connection.execute(
        select(_states.c.agent_id, _states.c.state, _states.c.since, _states.c.queue)
        .where(_states.c.since < instant(at), ended.is_(None) | (ended >= instant(at)))
        .order_by(_states.c.since)
    )
    return [OpenState(agent, state, since.timestamp(), queue) for agent, state, since, queue in rows]
