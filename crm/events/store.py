"""Storing events with the news that they are, and forgetting old ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm.events.models import Event
from telephony.domain_events import Envelope

_events: Any = Event.__table__
_LAST = select(func.max(_events.c.n)).where(_events.c.epoch == bindparam("of_epoch"))
_INSERT = insert(_events)
_ALARMS = 200
OWN = "crm"
"""Stands for the core's journal at events that are not the core's."""
_LOCK = 4_684_546_964
"""PostgreSQL advisory lock: whoever adds events holds it until the commit."""


def store_events(connection: Connection, epoch: str, news: Sequence[Envelope]) -> list[Envelope]:
    """Add what is not there yet, in order. → the news that are new; news come in the order of their numbers, so all
    after the last one stored are."""
    last = connection.scalar(_LAST, {"of_epoch": epoch}) or 0
    fresh = [envelope for envelope in news if envelope.n > last]
    if not fresh:
        return fresh
    _in_turn(connection)
    rows = [
        {
            "epoch": epoch,
            "n": envelope.n,
            "at": envelope.at,
            "type": envelope.type,
            "call_id": envelope.call,
            "data": published(envelope),
        }
        for envelope in fresh
    ]
    connection.execute(_INSERT, rows)
    return fresh


def add_own(connection: Connection, told: Sequence[tuple[float, str, Mapping[str, Any]]]) -> None:
    """Add events that the core knows nothing of: each its instant (Unix seconds), type and data."""
    _in_turn(connection)
    last = connection.scalar(_LAST, {"of_epoch": OWN}) or 0
    rows = [
        {"epoch": OWN, "n": n, "at": at, "type": kind, "call_id": None, "data": data}
        for n, (at, kind, data) in enumerate(told, last + 1)
    ]
    connection.execute(_INSERT, rows)


def _in_turn(connection: Connection) -> None:
    """Events become seen in the order of their numbers: whoever reads on after a number misses none. SQLite has one
    writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def published(envelope: Envelope) -> Mapping[str, Any]:
    """What the event tells: the news' own data; a call's record without its timeline, which is the events before it."""
    if envelope.type != "call.ended":
        return envelope.data
    record = {name: value for name, value in envelope.data["cdr"].items() if name != "timeline"}
    return {**envelope.data, "cdr": record}


async def last_alarms(session: AsyncSession) -> list[Envelope]:
    """The newest alarms that the core told of, oldest first: whoever takes them in this order knows which are on."""
    newest = select(Event).where(Event.type == "alarm").order_by(Event.id.desc()).limit(_ALARMS)
    rows = list(await session.scalars(newest))
    return [Envelope(row.n, row.at, row.type, row.call_id, row.data) for row in reversed(rows)]


def forget_before(connection: Connection, at: float) -> int:
    """Delete events that happened before `at` (Unix seconds), but never the newest: numbers go on. → how many."""
    newest = connection.scalar(select(func.max(_events.c.id)))
    if newest is None:
        return 0
    return connection.execute(delete(_events).where(_events.c.at < at, _events.c.id < newest)).rowcount
