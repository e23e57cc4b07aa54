"""Queries about users."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role, visible
from crm.errors import NotFound
from crm.organisation.models import Unit
from crm.paging import fetch_page
from crm.roles.models import UserRole
from crm.routing.models import QueueMember
from crm.text import contains
from crm.users.models import User
from crm.users.schemas import UserQuery


class UserRepository:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "users.read") -> None:
        self._session = session
        self._visible = visible(who, function, unit=User.unit_id, own=User.id == who.user)

    async def get(self, user_id: str) -> User:
        found = await self._session.scalar(select(User).where(User.id == user_id, self._visible))
        if found is None:
            raise NotFound(f"there is no user {user_id}")
        return found

    async def find(self, asked: UserQuery) -> tuple[list[User], int]:
        query = select(User).where(self._visible).order_by(User.username)
        if asked.q:
            pattern = contains(asked.q)
            query = query.where(
                or_(
                    *(
                        column.ilike(pattern, escape="\\")
                        for column in (User.username, User.name, User.number, User.phone)
                    )
                )
            )
        if asked.role is not None:
            query = query.where(User.role == asked.role.value)
        if asked.role_id is not None:
            query = query.where(User.id.in_(select(UserRole.user_id).where(UserRole.role_id == asked.role_id)))
        if asked.unit is not None:
            units = [Unit.path.contains(f"/{asked.unit}/", autoescape=True)] if asked.below else [Unit.id == asked.unit]
            query = query.where(User.unit_id.in_(select(Unit.id).where(*units)))
        for column, value in ((User.position_id, asked.position), (User.superior_id, asked.superior)):
            if value is not None:
                query = query.where(column == value)
        if asked.disabled is not None:
            query = query.where(User.disabled == asked.disabled)
        return await fetch_page(self._session, query, asked)

    async def administrators(self) -> int:
        """How many administrators can still log in."""
        count = await self._session.scalar(
            select(func.count()).where(User.role == Role.ADMINISTRATOR.value, User.disabled.is_(False))
        )
        return int(count or 0)

    async def memberships(self, users: list[str]) -> dict[str, list[QueueMember]]:
        rows = await self._session.scalars(
            select(QueueMember)
            .where(QueueMember.user_id.in_(users))
            .order_by(QueueMember.preference, QueueMember.queue_id)
        )
        found: dict[str, list[QueueMember]] = {user: [] for user in users}
        for row in rows:
            found[row.user_id].append(row)
        return found


async def by_login(session: AsyncSession, login: str) -> User | None:
    """The user whose username or 工号 it is. Used before there is a principal."""
    login = login.strip().lower()
    return (
        await session.scalars(
            select(User)
            .where(or_(User.username == login, User.number == login))
            .order_by((User.username == login).desc())
        )
    ).first()
