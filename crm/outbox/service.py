"""The outbox: whoever has something to say puts it in with his own work's transaction; a gateway takes it out."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import new_id, utcnow
from crm.counters import upsert
from crm.outbox.models import OutboxMessage


async def put(
    session: AsyncSession,
    kind: Literal["email", "sms"],
    recipient: str,
    body: str,
    *,
    once: str,
    subject: str = "",
) -> None:
    """Put a message in, unless one with the same `once` (at most 120 characters) is or was there."""
    table: Any = OutboxMessage.__table__
    connection = await session.connection()
    statement = upsert(connection, table)
    await session.execute(
        statement.on_conflict_do_nothing(index_elements=[table.c.once]),
        {
            "id": new_id(),
            "kind": kind,
            "recipient": recipient[:200],
            "subject": subject[:200],
            "body": body,
            "once": once,
            "state": "waiting",
            "attempts": 0,
            "error": "",
            "created_at": utcnow(),
        },
    )


async def waiting(session: AsyncSession, limit: int = 100) -> list[OutboxMessage]:
    """What waits to be sent, oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.state == "waiting").order_by(OutboxMessage.created_at)
    return list(await session.scalars(query.limit(limit)))
