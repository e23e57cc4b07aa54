"""What belongs to a unit: found in every table that has a column for units, also in those that come later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import Base
from crm.organisation.models import Unit
from crm.roles.models import RoleRecord


async def usage(session: AsyncSession, unit_id: str) -> dict[str, int]:
    """Table → how many of its rows belong to the unit; without those that have none."""
    found: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _of_units(column):
                count = await session.scalar(select(func.count()).select_from(table).where(column == unit_id))
                if count:
                    found[table.name] = found.get(table.name, 0) + int(count)
    named = [role for role in await session.scalars(select(RoleRecord)) if _names(role.grants, unit_id)]
    return found | ({"roles": len(named)} if named else {})


def _of_units(column: Any) -> bool:
    if column.name in {"unit_id", "entered_unit_id", "handling_unit_id"}:
        return True
    return any(key.column.table is Unit.__table__ for key in column.foreign_keys)


def _names(grants: dict[str, Any], unit_id: str) -> bool:
    return any(unit_id in given.get("units", ()) for given in grants.values())
