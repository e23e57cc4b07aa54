"""Users and their log-ins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from crm.access import Grant, Principal, Role, Scope, system
from crm.base import utcnow
from crm.errors import Duplicate, Forbidden, Invalid, NotFound
from crm.routing.schemas import NewQueue
from crm.routing.service import RoutingService
from crm.sessions.models import LoginSession
from crm.sessions.service import Limits, close_others, find_session, open_session, remove_expired, token_hash
from crm.text import BothLanguages
from crm.users.models import User
from crm.users.principals import principal_of
from crm.users.repository import by_login
from crm.users.schemas import NewUser, UserChange, UserQueue, UserRow
from crm.users.service import UserService
from server.database import Database

LIMITS = Limits(idle=timedelta(hours=1), total=timedelta(hours=24))


def new(username: str, role: Role = Role.AGENT, number: str | None = None, **more: object) -> NewUser:
    return NewUser.model_validate(
        {"username": username, "name": "某人", "password": "12345678", "role": role, "number": number, **more}
    )


async def create(db: Database, user: NewUser) -> UserRow:
    async with db.write() as session:
        return await UserService(session, system()).create(user, "hash")


async def test_names_and_numbers_are_unique(db: Database) -> None:
    await create(db, new("Wang", number="1001"))
    with pytest.raises(Duplicate, match="wang"):
        await create(db, new("WANG", number="1002"))
    with pytest.raises(Duplicate, match="1001"):
        await create(db, new("li", number="1001"))


async def test_log_in_by_name_or_number(db: Database) -> None:
    row = await create(db, new("wang", number="1001"))
    async with db.read() as session:
        for login in ("wang", " WANG ", "1001"):
            user = await by_login(session, login)
            assert user is not None
            assert user.id == row.id
        assert await by_login(session, "1002") is None


@pytest.mark.parametrize("wrong", [{"username": "a b"}, {"number": "x1"}, {"password": "short"}, {"role": "king"}])
def test_wrong_values_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        NewUser.model_validate({"username": "wang", "name": "n", "password": "12345678", "role": Role.AGENT} | wrong)


async def test_the_last_administrator_stays_and_nobody_locks_himself_out(db: Database) -> None:
    admin = await create(db, new("admin", Role.ADMINISTRATOR))
    async with db.read() as session:
        user = await session.get_one(User, admin.id)
    async with db.write() as session:
        me = await principal_of(session, user)
        with pytest.raises(Forbidden, match="himself"):
            await UserService(session, me).update(admin.id, UserChange(disabled=True), None)
    with pytest.raises(Forbidden, match="last administrator"):
        async with db.write() as session:
            await UserService(session, system()).update(admin.id, UserChange(role=Role.AGENT), None)


async def test_queues_need_a_number_and_must_exist(db: Database) -> None:
    async with db.write() as session:
        await RoutingService(session, system()).create_queue(
            NewQueue(id="service", name=BothLanguages(zh="客服", en="Service"))
        )
    row = await create(db, new("wang", number="1001", queues=[UserQueue(queue="service", preference=1)]))
    assert row.queues == [UserQueue(queue="service", preference=1)]
    with pytest.raises(Invalid, match="工号"):
        await create(db, new("li", queues=[UserQueue(queue="service")]))
    with pytest.raises(Invalid, match="no queue"):
        await create(db, new("liu", number="1002", queues=[UserQueue(queue="mars")]))


async def test_a_login_ends_by_idleness_age_disabling_and_revocation(db: Database) -> None:
    row = await create(db, new("wang"))

    async def login() -> str:
        async with db.write() as session:
            user = await session.get_one(User, row.id)
            token, _, _ = await open_session(session, user, LIMITS, address="127.0.0.1", program="test")
            return token

    async def valid(token: str) -> bool:
        async with db.read() as session:
            return await find_session(session, token, LIMITS, address="") is not None

    async def age(token: str, **values: object) -> None:
        async with db.write() as session:
            await session.execute(update(LoginSession).where(LoginSession.id == token_hash(token)).values(**values))

    idle, old, kept, other = [await login() for _ in range(4)]
    assert await valid(idle)
    assert not await valid("x" + idle)
    await age(idle, seen_at=utcnow() - timedelta(hours=2))
    await age(old, expires_at=utcnow())
    assert not await valid(idle)
    assert not await valid(old)
    async with db.write() as session:
        assert await remove_expired(session, LIMITS) == 2
        await close_others(session, row.id, keep=token_hash(kept))
    assert await valid(kept)
    assert not await valid(other)
    async with db.write() as session:
        await UserService(session, system()).update(row.id, UserChange(disabled=True), None)
    assert not await valid(kept)


async def test_tokens_are_not_in_the_database(db: Database) -> None:
    row = await create(db, new("wang"))
    async with db.write() as session:
        user = await session.get_one(User, row.id)
        token, _, session_id = await open_session(session, user, LIMITS, address="", program="")
    assert session_id == token_hash(token)
    async with db.read() as session:
        (stored,) = await session.scalars(select(LoginSession))
    assert token not in str(vars(stored))


async def test_whose_function_reaches_his_own_rows_sees_himself_alone(db: Database) -> None:
    me, other = await create(db, new("wang")), await create(db, new("li"))
    who = Principal(me.id, Role.AGENT, "root", "/root/", granted={"users.read": Grant(Scope.OWN)})
    async with db.read() as session:
        service = UserService(session, who)
        assert (await service.get(me.id)).id == me.id
        with pytest.raises(NotFound):
            await service.get(other.id)
