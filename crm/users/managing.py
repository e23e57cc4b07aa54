"""分级管理 of users: whom somebody may manage, where he may put them, and what he may give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, units_of
from crm.errors import Forbidden, Invalid
from crm.organisation.models import Position, Unit
from crm.organisation.repository import unit as unit_of
from crm.roles.granting import Whose
from crm.roles.models import RoleRecord
from crm.roles.repository import effective, grants_of
from crm.roles.service import check_grantable
from crm.routing.models import Queue, QueueMember
from crm.users.models import User

MANAGE = "users.manage"
LONGEST_CHAIN = 50


class Managing:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def person(self, user: User) -> None:
        """Forbidden for somebody whose rights go beyond the asker's own: a new password would hand them over."""
        if user.id != self._who.user:
            grants = (await grants_of(self._session, [user.id]))[user.id]
            path = (await unit_of(self._session, user.unit_id)).path
            await check_grantable(self._session, self._who, [Whose(path, grants)], field="id")

    async def unit(self, unit_id: str) -> Unit:
        """Where somebody may be put. Forbidden outside the units that the asker manages, Invalid for a closed one."""
        unit = await unit_of(self._session, unit_id)
        if not self._who.reaches(MANAGE, unit.path):
            raise Forbidden("this unit is not yours to manage", field="unit_id", message_zh="该单位不在您的管理范围内")
        if unit.closed:
            raise Invalid("this unit is closed", field="unit_id", message_zh="该单位已停用")
        return unit

    async def roles(self, roles: Iterable[RoleRecord], unit: Unit) -> None:
        """Forbidden for roles that would reach more in that unit than the asker does."""
        several = [Whose(unit.path, effective(role.id, built_in=role.built_in, document=role.grants)) for role in roles]
        await check_grantable(self._session, self._who, several, field="roles")

    async def queues(self, wanted: Sequence[str]) -> None:
        """Forbidden for queues that neither belong to the units that the asker manages nor are served from there:
        whoever serves a queue sees its voicemails and callbacks."""
        if not wanted or self._who.everywhere(MANAGE):
            return
        units = units_of(self._who, MANAGE)
        people = select(User.id).where(User.unit_id.in_(units))
        served = select(QueueMember.queue_id).where(QueueMember.user_id.in_(people))
        found = await self._session.scalars(select(Queue.id).where(Queue.unit_id.in_(units) | Queue.id.in_(served)))
        for queue in sorted(set(wanted) - set(found)):
            raise Forbidden(
                f"queue {queue} is not of your units", field="queues", message_zh=f"队列 {queue} 不在您的管理范围内"
            )

    async def position(self, position_id: str | None) -> None:
        if position_id is not None and await self._session.get(Position, position_id) is None:
            raise Invalid(f"there is no position {position_id}", field="position_id", message_zh="没有这个职位")

    async def superior(self, user_id: str | None, superior_id: str | None) -> None:
        """Invalid for nobody, and for somebody who is (over others) below the user himself."""
        above = superior_id
        for _ in range(LONGEST_CHAIN):
            if above is None:
                return
            if above == user_id:
                break
            superior = await self._session.get(User, above)
            if superior is None or (superior.disabled and above == superior_id):
                raise Invalid(f"there is no user {above}", field="superior_id", message_zh="没有这个用户")
            above = superior.superior_id
        raise Invalid("nobody can be above himself", field="superior_id", message_zh="直接上级不能是本人或其下属")
