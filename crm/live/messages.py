"""Messages: sent, listed, read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import NotFound
from crm.live.models import LiveMessage, LiveMessageReceipt
from crm.paging import Page, PageQuery


class MessageQuery(PageQuery):
    """`sent`: what I sent instead of what I got. `unread`: only what I have not read."""

    sent: bool = False
    unread: bool = False


class MessageRow(BaseModel):
    """`recipients` and `read` count, for the sender; `read_at` is the reader's own."""

    id: str
    at: datetime
    sender_id: str | None
    sender_name: str
    text: str
    queues: list[str]
    recipients: int = Field(0, ge=0)
    read: int = Field(0, ge=0)
    read_at: datetime | None = None


async def send(
    session: AsyncSession, who: Principal, name: str, text: str, agents: Sequence[str], queues: Sequence[str]
) -> LiveMessage:
    """Keep a message for these agents. The caller has checked that he may write to each of them."""
    row = LiveMessage(
        id=new_id(), at=utcnow(), sender_id=who.user, sender_name=name, text=text, queues=",".join(queues)
    )
    session.add(row)
    await session.flush()
    session.add_all(LiveMessageReceipt(message_id=row.id, user_id=agent, read_at=None) for agent in agents)
    note(
        session, who, "live.message", "message", row.id, {"agents": list(agents), "queues": list(queues), "text": text}
    )
    return row


async def listed(session: AsyncSession, who: Principal, asked: MessageQuery) -> Page[MessageRow]:
    """Newest first."""
    receipt = LiveMessageReceipt
    mine = (receipt.message_id == LiveMessage.id) & (receipt.user_id == who.user)
    query = select(LiveMessage, receipt.read_at).join(receipt, mine, isouter=asked.sent)
    if asked.sent:
        query = query.where(LiveMessage.sender_id == who.user)
    elif asked.unread:
        query = query.where(receipt.read_at.is_(None))
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    page = query.order_by(LiveMessage.id.desc()).limit(asked.page_size).offset((asked.page - 1) * asked.page_size)
    found = [(row, at) for row, at in await session.execute(page)]
    counts = await _counts(session, [row.id for row, _ in found]) if asked.sent else {}
    items = []
    for row, at in found:
        recipients, read = counts.get(row.id, (0, 0))
        items.append(_shown(row, recipients, read, None if asked.sent else at))
    return Page(items=items, total=int(total or 0), page=asked.page, page_size=asked.page_size)


async def _counts(session: AsyncSession, messages: list[str]) -> dict[str, tuple[int, int]]:
    """Message → (recipients, those who have read it)."""
    receipt = LiveMessageReceipt
    rows = await session.execute(
        select(receipt.message_id, func.count(), func.count(receipt.read_at))
        .where(receipt.message_id.in_(messages))
        .group_by(receipt.message_id)
    )
    return {message: (int(recipients), int(read)) for message, recipients, read in rows}


def _shown(row: LiveMessage, recipients: int, read: int, read_at: datetime | None) -> MessageRow:
    return MessageRow(
        id=row.id,
        at=row.at,
        sender_id=row.sender_id,
        sender_name=row.sender_name,
        text=row.text,
        queues=[queue for queue in row.queues.split(",") if queue],
        recipients=recipients,
        read=read,
        read_at=read_at,
    )


async def mark_read(session: AsyncSession, who: Principal, message: str) -> None:
    """NotFound for a message that is not his."""
    row = await session.get(LiveMessageReceipt, (message, who.user))
    if row is None:
        raise NotFound(f"there is no message {message} for you")
    row.read_at = row.read_at or utcnow()
