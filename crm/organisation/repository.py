"""Units."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.organisation.models import Unit


async def unit(session: AsyncSession, unit_id: str) -> Unit:
    """The unit; Invalid when there is none."""
    found = await session.get(Unit, unit_id)
    if found is None:
        raise Invalid(f"there is no unit {unit_id}", field="unit_id")
    return found


async def units(session: AsyncSession) -> list[Unit]:
    return list(await session.scalars(select(Unit).order_by(Unit.path)))
