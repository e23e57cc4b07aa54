"""Who may approve articles of a unit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.organisation.models import Unit
from crm.users.models import User
from crm.users.principals import principals_of


async def approvers(session: AsyncSession, unit_id: str) -> list[str]:
    """Users whose right to approve reaches the unit."""
    path = await session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
    users = await session.scalars(select(User).where(User.disabled.is_(False)).order_by(User.id))
    return [
        who.user for who in await principals_of(session, users) if who.user and who.reaches("knowledge.approve", path)
    ]
