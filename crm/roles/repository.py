"""Roles of users, and the grants that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.roles.functions import FUNCTIONS, shipped
from crm.roles.grants import EVERYTHING, Grant, Role, Scope, grant, united
from crm.roles.models import RoleRecord, UserRole

STRENGTH = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR)


def effective(role_id: str, *, built_in: bool, document: Mapping[str, Any]) -> dict[str, Grant]:
    """What a role grants. The administrator's cannot be narrowed."""
    if role_id == Role.ADMINISTRATOR:
        return dict.fromkeys(FUNCTIONS, EVERYTHING)
    own = {
        code: grant(Scope(given["scope"]), given.get("units", ()))
        for code, given in document.items()
        if code in FUNCTIONS
    }
    grants = {**shipped(role_id), **own} if built_in else own
    return {code: given for code, given in grants.items() if given.scope is not Scope.NONE}


async def grants_of(session: AsyncSession, users: Iterable[str]) -> dict[str, dict[str, Grant]]:
    """User → his roles united."""
    found: dict[str, list[dict[str, Grant]]] = {user: [] for user in users}
    rows = await session.execute(
        select(UserRole.user_id, RoleRecord.id, RoleRecord.built_in, RoleRecord.grants)
        .join(UserRole, UserRole.role_id == RoleRecord.id)
        .where(UserRole.user_id.in_(found))
    )
    for row in rows:
        found[row.user_id].append(effective(row.id, built_in=row.built_in, document=row.grants))
    return {user: united(several) for user, several in found.items()}


async def roles_of(session: AsyncSession, users: Iterable[str]) -> dict[str, list[str]]:
    """User → ids of his roles."""
    found: dict[str, list[str]] = {user: [] for user in users}
    rows = await session.execute(
        select(UserRole.user_id, UserRole.role_id).where(UserRole.user_id.in_(found)).order_by(UserRole.role_id)
    )
    for user, role in rows:
        found[user].append(role)
    return found


async def records(session: AsyncSession, roles: Iterable[str]) -> list[RoleRecord]:
    """Invalid when one of them does not exist."""
    wanted = set(roles)
    found = list(await session.scalars(select(RoleRecord).where(RoleRecord.id.in_(wanted)).order_by(RoleRecord.id)))
    for missing in sorted(wanted - {role.id for role in found}):
        raise Invalid(f"there is no role {missing}", field="roles", message_zh=f"没有角色 {missing}")
    return found


async def set_roles(session: AsyncSession, user_id: str, roles: list[RoleRecord]) -> None:
    await session.execute(delete(UserRole).where(UserRole.user_id == user_id))
    session.add_all(UserRole(user_id=user_id, role_id=role.id) for role in roles)
    await session.flush()


def base_of(roles: Iterable[RoleRecord]) -> Role:
    """What somebody with these roles is to the telephone engine."""
    return max((Role(role.base) for role in roles), key=STRENGTH.index, default=Role.AGENT)
