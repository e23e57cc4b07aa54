"""Users: created, changed, disabled; never deleted, because calls and tickets refer to them."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.documents.leaving import hand_back
from crm.errors import Duplicate, Forbidden, Invalid
from crm.paging import Page
from crm.roles.repository import base_of, records, roles_of, set_roles
from crm.routing.models import Queue, QueueMember
from crm.sessions.models import LoginSession
from crm.users.managing import MANAGE, Managing
from crm.users.models import User
from crm.users.repository import UserRepository
from crm.users.schemas import NewUser, UserChange, UserQuery, UserQueue, UserRow

_MAY_BE_NULL = frozenset({"number", "position_id", "superior_id"})


class Passwords(Protocol):
    """Hashes passwords off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, encoded: str, password: str) -> bool: ...


class UserService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._users = UserRepository(session, who)
        self._managed = UserRepository(session, who, MANAGE)
        self._managing = Managing(session, who)

    async def get(self, user_id: str) -> UserRow:
        user = await self._users.get(user_id)
        return (await self._shown([user]))[0]

    async def find(self, asked: UserQuery) -> Page[UserRow]:
        users, total = await self._users.find(asked)
        return Page(items=await self._shown(users), total=total, page=asked.page, page_size=asked.page_size)

    async def create(self, new: NewUser, password_hash: str) -> UserRow:
        """Raises Duplicate when the username or 工号 is taken, Invalid for an unknown unit or queue, Forbidden for what
        the asker has not himself."""
        unit = await self._managing.unit(new.unit_id)
        roles = await records(self._session, new.role_ids)
        await self._managing.roles(roles, unit)
        await self._managing.position(new.position_id)
        await self._managing.superior(None, new.superior_id)
        user = User(
            id=new_id(),
            number=new.number,
            username=new.username,
            name=new.name,
            password_hash=password_hash,
            role=base_of(roles).value,
            unit_id=new.unit_id,
            position_id=new.position_id,
            superior_id=new.superior_id,
            phone=new.phone,
            email=new.email,
            language=new.language,
            must_change_password=new.must_change_password,
            disabled=False,
            created_at=utcnow(),
        )
        self._session.add(user)
        await self._flush(user)
        await set_roles(self._session, user.id, roles)
        await self._set_queues(user, new.queues)
        details = {"username": user.username, "roles": new.role_ids, "unit": user.unit_id}
        note(self._session, self._who, "users.create", "user", user.id, details)
        return (await self._shown([user]))[0]

    async def manageable(self, user_id: str) -> User:
        """NotFound for a user whom the asker does not manage, Forbidden for one whose rights go beyond his own."""
        user = await self._managed.get(user_id)
        await self._managing.person(user)
        return user

    async def update(self, user_id: str, change: UserChange, password_hash: str | None) -> UserRow:
        user = await self.manageable(user_id)
        given = change.model_dump(exclude_unset=True, exclude={"password", "queues", "role", "roles"}, mode="json")
        self._refuse_null(given)
        had = (await roles_of(self._session, [user.id]))[user.id]
        wanted = change.role_ids(user.role, had)
        if user.id == self._who.user and (given.get("disabled") or set(wanted) != set(had)):
            raise Forbidden("nobody can disable himself or change his own role")
        await self._check(user, given, wanted, had)
        was_administrator = user.role == Role.ADMINISTRATOR.value
        before = {name: getattr(user, name) for name in given}
        for name, value in given.items():
            setattr(user, name, value)
        if set(wanted) != set(had):
            roles = await records(self._session, wanted)
            await set_roles(self._session, user.id, roles)
            user.role = base_of(roles).value
            before["roles"], given["roles"] = had, wanted
        if password_hash is not None:
            user.password_hash = password_hash
            user.must_change_password = user.id != self._who.user
        await self._flush(user)
        if was_administrator and await self._users.administrators() == 0:
            raise Forbidden("the last administrator must stay one")
        if change.queues is not None:
            await self._set_queues(user, change.queues)
        if user.disabled and before.get("disabled") is False:
            await hand_back(self._session, user.id)
        if user.disabled or password_hash is not None:
            await self._session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))
        note(
            self._session,
            self._who,
            "users.update",
            "user",
            user.id,
            {"before": before, "after": given, "password_changed": password_hash is not None}
            | ({"queues": [queue.queue for queue in change.queues]} if change.queues is not None else {}),
        )
        return (await self._shown([user]))[0]

    async def _check(self, user: User, given: dict[str, Any], wanted: list[str], had: list[str]) -> None:
        """What the asker may give: places, superiors, and the roles as they would reach in the user's unit."""
        moved = given.get("unit_id", user.unit_id) != user.unit_id
        if moved or set(wanted) != set(had):
            unit = await self._managing.unit(given.get("unit_id", user.unit_id))
            await self._managing.roles(await records(self._session, wanted), unit)
        if "position_id" in given:
            await self._managing.position(given["position_id"])
        if "superior_id" in given:
            await self._managing.superior(user.id, given["superior_id"])

    async def _shown(self, users: list[User]) -> list[UserRow]:
        ids = [user.id for user in users]
        queues, roles = await self._users.memberships(ids), await roles_of(self._session, ids)
        rows = [UserRow.model_validate(user) for user in users]
        for row in rows:
            row.queues = [UserQueue(queue=member.queue_id, preference=member.preference) for member in queues[row.id]]
            row.roles = roles[row.id]
        return rows

    def _refuse_null(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            if value is None and name not in _MAY_BE_NULL:
                raise Invalid(f"{name} cannot be empty", field=name)

    async def _set_queues(self, user: User, queues: list[UserQueue]) -> None:
        if queues and user.number is None:
            raise Invalid("a user needs a 工号 (number) before he can serve queues", field="number")
        known = set(await self._session.scalars(select(Queue.id)))
        for queue in queues:
            if queue.queue not in known:
                raise Invalid(f"there is no queue {queue.queue}", field="queues")
        before = await self._users.memberships([user.id])
        had = {member.queue_id for member in before[user.id]}
        await self._managing.queues([queue.queue for queue in queues if queue.queue not in had])
        positions = {member.queue_id: member.position for member in before[user.id]}
        await self._session.execute(delete(QueueMember).where(QueueMember.user_id == user.id))
        for queue_id, preference in {queue.queue: queue.preference for queue in queues}.items():
            position = positions.get(queue_id, 0)
            self._session.add(QueueMember(queue_id=queue_id, user_id=user.id, preference=preference, position=position))
        await self._session.flush()

    async def _flush(self, user: User) -> None:
        username, number = user.username, user.number
        clash = select(User.username).where(User.id != user.id)
        with self._session.no_autoflush:
            if await self._session.scalar(clash.where(User.username == username)):
                raise Duplicate(f"the user name {username} is taken", field="username")
            if number is not None and await self._session.scalar(clash.where(User.number == number)):
                raise Duplicate(f"the 工号 {number} is taken", field="number")
        try:
            await self._session.flush()
        except IntegrityError as error:
            raise Duplicate(f"the user name {username} or 工号 {number} is taken", field="username") from error
