"""Rules, lists and messages as the core has them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import utcnow
from crm.outside.models import Announcement, ListedNumber
from crm.outside.rules import rules
from telephony.outside import settings as core
from telephony.outside.lists import entry


async def outside(session: AsyncSession) -> dict[str, Any]:
    """`outbound`, `lists` and `announcements` of the snapshot; what has expired is left out."""
    now = utcnow()
    columns = (
        ListedNumber.list,
        ListedNumber.direction,
        ListedNumber.action,
        ListedNumber.expires_at,
        ListedNumber.number,
    )
    listed = await session.execute(
        select(*columns)
        .where(or_(ListedNumber.expires_at.is_(None), ListedNumber.expires_at > now))
        .order_by(ListedNumber.number, ListedNumber.list, ListedNumber.direction)
    )
    messages = await session.scalars(
        select(Announcement)
        .where(Announcement.off_at.is_(None), or_(Announcement.until.is_(None), Announcement.until > now))
        .order_by(Announcement.id)
    )
    return {
        "outbound": (await rules(session)).as_core(),
        "lists": tuple(
            entry(kind, way, action, expires.timestamp() if expires else 0, number)
            for kind, way, action, expires, number in listed
        ),
        "announcements": tuple(
            core.Announcement(
                row.id, row.scope, row.text, cast("Any", row.mode), row.until.timestamp() if row.until else None
            )
            for row in messages
        ),
    }
