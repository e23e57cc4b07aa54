"""Who is above somebody, who heads a unit, and where in the tree a position is held."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Role
from crm.organisation.models import Unit
from crm.users.models import User


async def head(session: AsyncSession, unit_id: str, *, but: str | None = None) -> str | None:
    """Who heads the unit, or else the nearest one above it; where no unit has a head, its supervisor. `but` is not
    meant: the head of a unit is not his own superior."""
    async for unit in _upwards(session, unit_id):
        if unit.head_id not in {None, but} and await _able(session, unit.head_id):
            return unit.head_id
    async for unit in _upwards(session, unit_id):
        query = (
            select(User.id)
            .where(User.role == Role.SUPERVISOR.value, User.disabled.is_(False), User.unit_id == unit.id)
            .order_by(User.number, User.username)
            .limit(1)
        )
        found = await session.scalar(query if but is None else query.where(User.id != but))
        if found is not None:
            return found
    return None


async def superior(session: AsyncSession, user_id: str | None) -> str | None:
    """To whom he reports (直接上级), else the head of his unit or of the next one above."""
    user = await session.get(User, user_id) if user_id else None
    if user is None:
        return None
    if await _able(session, user.superior_id):
        return user.superior_id
    return await head(session, user.unit_id, but=user.id)


async def under(session: AsyncSession, user_id: str, chief: str) -> bool:
    """Whether somebody is `chief` himself or below him: reports to him, over several steps too, or belongs to a unit
    that he heads, or to one below it."""
    user = await session.get(User, user_id)
    if user_id == chief or user is None:
        return user is not None
    if await heads(session, user.unit_id, chief):
        return True
    met: set[str] = set()
    above = await superior(session, user_id)
    while above is not None and above not in met:
        if above == chief:
            return True
        met.add(above)
        above = await superior(session, above)
    return False


async def heads(session: AsyncSession, unit_id: str, chief: str) -> bool:
    """Whether he heads this unit or one above it."""
    async for unit in _upwards(session, unit_id):
        if unit.head_id == chief or await head(session, unit.id) == chief:
            return True
    return False


async def where_held(session: AsyncSession, position_id: str, unit_id: str) -> str | None:
    """The unit itself or the nearest one above it in which somebody holds this position."""
    async for unit in _upwards(session, unit_id):
        held = select(User.id).where(User.position_id == position_id, User.unit_id == unit.id, User.disabled.is_(False))
        if await session.scalar(held.limit(1)) is not None:
            return unit.id
    return None


async def _upwards(session: AsyncSession, unit_id: str) -> AsyncIterator[Unit]:
    unit = await session.get(Unit, unit_id)
    while unit is not None:
        yield unit
        unit = await session.get(Unit, unit.parent_id) if unit.parent_id else None


async def _able(session: AsyncSession, user_id: str | None) -> bool:
    user = await session.get(User, user_id) if user_id else None
    return user is not None and not user.disabled
