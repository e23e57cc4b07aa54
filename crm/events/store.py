"""Storing events with the news that they are, and forgetting old ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.events.models import Event
from telephony.domain_events import Envelope

_events: Any = Event.__table__
_LAST = select(func.max(_events.c.n)).where(_events.c.epoch == bindparam("of_epoch"))
_INSERT = insert(_events)
_ALARMS = 200


def store_events(connection: Connection, epoch: str, news: Sequence[Envelope]) -> list[Envelope]:
    """Add what is not there yet, in order. → the news that are new; news come in the order of their numbers, so all
    after the last one stored are."""
    last = connection.scalar(_LAST, {"of_epoch": epoch}) or 0
    fresh = [envelope for envelope in news if envelope.n > last]
    if not fresh:
        return fresh
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
