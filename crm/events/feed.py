"""Reading events in their order. Plain SQL on a connection: webhooks ask often."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from crm.events.models import Event
from crm.events.schemas import EventRow, Events

_events: Any = Event.__table__
_COLUMNS = (_events.c.id, _events.c.at, _events.c.type, _events.c.call_id, _events.c.data)


def page(connection: Connection, since: int, limit: int, types: Collection[str] | None) -> Events:
    """Up to `limit` events after `since`. `next` is past everything that was looked at."""
    latest = newest(connection)
    found = after(connection, since, limit, types)
    oldest = connection.scalar(select(func.min(_events.c.id))) or 0
    last = found[-1].id if found else 0
    reached = last if len(found) == limit else max(last, latest)
    gap = since > latest or 0 < since < oldest - 1
    return Events(events=found, next=reached, latest=max(last, latest), gap=gap)


def after(connection: Connection, since: int, limit: int, types: Collection[str] | None) -> list[EventRow]:
    query = select(*_COLUMNS).where(_events.c.id > since).order_by(_events.c.id).limit(limit)
    if types is not None:
        query = query.where(_events.c.type.in_(types))
    return [_row(row) for row in connection.execute(query)]


def one(connection: Connection, event: int) -> EventRow | None:
    row = connection.execute(select(*_COLUMNS).where(_events.c.id == event)).one_or_none()
    return None if row is None else _row(row)


def newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(_events.c.id))) or 0


def _row(row: Any) -> EventRow:
    return EventRow(id=row.id, at=row.at, type=row.type, call=row.call_id, data=row.data)
