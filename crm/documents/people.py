"""The people around a step: who is in a pool, who is above somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.documents.engine.pick import Candidate
from crm.documents.models import DocumentStep
from crm.roles.models import UserRole
from crm.users.models import User

Ref = tuple[str, str]
"""Kind (user, role, unit, position) and whose; of a position `POSITION@UNIT`."""


async def able(session: AsyncSession, user_id: str | None) -> User | None:
    """The user, if there is one who can still log in."""
    user = await session.get(User, user_id) if user_id else None
    return None if user is None or user.disabled else user


async def members(session: AsyncSession, refs: Iterable[Ref]) -> list[User]:
    """Everybody in a pool, by 工号."""
    conditions = [_is_in(kind, ref) for kind, ref in refs]
    query = select(User).where(or_(false(), *conditions), User.disabled.is_(False))
    return list(await session.scalars(query.order_by(User.number, User.username)))


async def candidates(session: AsyncSession, users: Sequence[User]) -> list[Candidate]:
    """With how many steps each has open, and when he got the latest."""
    ids = [user.id for user in users]
    active = DocumentStep.state == "active"
    rows = await session.execute(
        select(DocumentStep.handler_id, func.count().filter(active), func.max(DocumentStep.entered_at))
        .where(DocumentStep.handler_id.in_(ids))
        .group_by(DocumentStep.handler_id)
    )
    loads = {handler: (count, last) for handler, count, last in rows}
    return [
        Candidate(
            user.id,
            user.number or user.username,
            loads[user.id][0] if user.id in loads else 0,
            loads[user.id][1].timestamp() if user.id in loads else 0.0,
        )
        for user in users
    ]


def _is_in(kind: str, ref: str) -> ColumnElement[bool]:
    match kind:
        case "user":
            return User.id == ref
        case "role":
            return User.id.in_(select(UserRole.user_id).where(UserRole.role_id == ref))
        case "unit":
            return User.unit_id == ref
        case "position":
            position, _, unit = ref.partition("@")
            return (User.position_id == position) & (User.unit_id == unit)
    return false()
