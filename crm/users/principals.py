"""The principal of a user: his unit, and what his roles grant."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role
from crm.organisation.models import Unit
from crm.roles.repository import grants_of
from crm.users.models import User


async def principals_of(
    session: AsyncSession, users: Iterable[User], *, address: str = "", login: str | None = None
) -> list[Principal]:
    """`login`: the id of the log-in that they come by."""
    people = list(users)
    units = await session.execute(select(Unit.id, Unit.path).where(Unit.id.in_({user.unit_id for user in people})))
    paths = {row.id: row.path for row in units}
    granted = await grants_of(session, [user.id for user in people])
    return [
        Principal(
            user=user.id,
            role=Role(user.role),
            unit=user.unit_id,
            unit_path=paths[user.unit_id],
            username=user.username,
            address=address,
            session=login,
            granted=granted[user.id],
        )
        for user in people
    ]


async def principal_of(session: AsyncSession, user: User, *, address: str = "", login: str | None = None) -> Principal:
    return (await principals_of(session, [user], address=address, login=login))[0]
