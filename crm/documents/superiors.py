"""Who is above somebody, and who heads a unit."""

from __future__ import annotations

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Role
from crm.organisation.models import Unit
from crm.users.models import User


async def head(session: AsyncSession, unit_id: str) -> str | None:
    """Who heads the unit, or else the nearest one above it that has a supervisor."""
    return await _supervisor(session, unit_id, but=None)


async def superior(session: AsyncSession, user_id: str | None) -> str | None:
    """Who is above this user: the head of his unit, or of the next one above when that is himself."""
    user = await session.get(User, user_id) if user_id else None
    return None if user is None else await _supervisor(session, user.unit_id, but=user.id)


async def _supervisor(session: AsyncSession, unit_id: str, *, but: str | None) -> str | None:
    unit = await session.get(Unit, unit_id)
    if unit is None:
        return None
    above = [part for part in unit.path.split("/") if part]
    depth = case({one: place for place, one in enumerate(above)}, value=User.unit_id)
    query = (
        select(User.id)
        .where(User.role == Role.SUPERVISOR.value, User.disabled.is_(False), User.unit_id.in_(above))
        .order_by(depth.desc(), User.number, User.username)
        .limit(1)
    )
    return await session.scalar(query if but is None else query.where(User.id != but))
