"""What the worker does with the table: claims a message, notes down what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import NotFound
from crm.outbox.models import OutboxMessage
from crm.outbox.plan import After, Outcome
from crm.outbox.templates import Kind, template

LOST_AFTER = timedelta(minutes=10)
"""A claim that old belongs to a process that has died."""
EXPIRED = "given up: it could not be sent in time"
UNKNOWN = "the program ended while it was sent: look at the provider whether it arrived, then send it again"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way. `template` is the provider's name of it."""

    id: str
    kind: Kind
    recipient: str
    subject: str
    body: str
    template: str = ""
    values: dict[str, str] = field(default_factory=dict)
    attempts: int = 0


async def claim(session: AsyncSession, kind: Kind, now: datetime) -> Outgoing | None:
    """The oldest message that is due, claimed: nobody else sends it. None when there is none."""
    due = or_(OutboxMessage.next_at.is_(None), OutboxMessage.next_at <= now)
    row = await session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.kind == kind, OutboxMessage.state == "waiting", due)
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.state, row.claimed_at = "sending", now
    options: dict[str, Any] = row.options or {}
    provider = ""
    if row.template:
        try:
            provider = (await template(session, row.template)).provider_id
        except NotFound:
            provider = ""
    return Outgoing(
        row.id,
        kind,
        row.recipient,
        row.subject,
        row.body,
        provider,
        dict(options.get("values", {})),
        row.attempts,
    )


async def settle(session: AsyncSession, message_id: str, outcome: Outcome, then: After, now: datetime) -> None:
    """Note down what became of a claimed message."""
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == "sending")
        .values(
            state=then.state,
            attempts=then.attempts,
            next_at=then.next_at,
            claimed_at=None,
            error="" if outcome.sent else outcome.error[:300],
            reference=outcome.reference[:200],
            sent_at=now if outcome.sent else None,
        )
    )


async def tidy(session: AsyncSession, kind: Kind, now: datetime, keep: timedelta) -> None:
    """Give up what has waited too long, and see to what a dead process had claimed: an e-mail goes again (its id is the
    same, so mail programs show it once), an SMS might be paid for and read twice, so a person decides."""
    mine = OutboxMessage.kind == kind
    await session.execute(
        update(OutboxMessage)
        .where(mine, OutboxMessage.state == "waiting", OutboxMessage.created_at < now - keep)
        .values(state="failed", error=EXPIRED, next_at=None)
    )
    lost = update(OutboxMessage).where(
        mine, OutboxMessage.state == "sending", OutboxMessage.claimed_at < now - LOST_AFTER
    )
    again = {"state": "waiting"} if kind == "email" else {"state": "failed", "error": UNKNOWN}
    await session.execute(lost.values(**again, claimed_at=None, next_at=None))


async def due(session: AsyncSession, kind: Kind) -> bool:
    """Whether anything of the kind is on its way."""
    query = select(OutboxMessage.id).where(OutboxMessage.kind == kind, OutboxMessage.state.in_(["waiting", "sending"]))
    return await session.scalar(query.limit(1)) is not None


async def waiting(session: AsyncSession) -> dict[str, int]:
    """How many wait, by kind."""
    rows = await session.execute(
        select(OutboxMessage.kind, func.count())
        .where(OutboxMessage.state.in_(["waiting", "sending"]))
        .group_by(OutboxMessage.kind)
    )
    return {str(kind): int(count) for kind, count in rows}
