"""Roles: functions with scopes, several of them united, and what they show."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import text

from crm.access import Grant, Principal, Role, Scope, system
from crm.base import new_id, utcnow
from crm.calls.models import Call, CallSegment
from crm.calls.schemas import CallQuery
from crm.calls.service import CallService
from crm.customers.schemas import CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.organisation.models import Unit
from crm.roles.functions import BUILT_IN, FUNCTIONS, NOUNS, shipped
from crm.roles.grants import grant, united
from crm.roles.models import RoleRecord
from crm.roles.repository import effective
from crm.users.models import User
from crm.users.principals import principal_of
from crm.users.schemas import NewUser, UserChange
from crm.users.service import UserService
from server.database import Database, alembic_config
from server.live.sight import sight_of
from server.live.state import Names


def test_the_catalogue_is_complete() -> None:
    assert {function.noun for function in FUNCTIONS.values()} == set(NOUNS)
    for code, function in FUNCTIONS.items():
        assert code.count(".") == 1
        assert function.zh
        assert function.en
        assert function.built_in.keys() < BUILT_IN.keys(), code
        assert set(function.built_in.values()) <= set(function.scopes), code


def test_several_roles_reach_as_far_as_the_widest_and_all_named_units() -> None:
    mine = {"tickets.read": grant(Scope.OWN), "calls.read": grant(Scope.UNITS, ["east"])}
    more = {
        "tickets.read": grant(Scope.BELOW),
        "calls.read": grant(Scope.UNITS, ["west"]),
        "audit.read": grant(Scope.ALL),
    }
    assert united([mine, more]) == {
        "tickets.read": Grant(Scope.BELOW),
        "calls.read": Grant(Scope.OWN, frozenset({"east", "west"})),
        "audit.read": Grant(Scope.ALL),
    }
    assert united([{"x": grant(Scope.UNITS, ["east"])}, {"x": grant(Scope.ALL)}]) == {"x": Grant(Scope.ALL)}
    assert united([]) == {}


def test_a_built_in_role_keeps_what_comes_with_new_versions_and_a_companys_own_starts_from_nothing() -> None:
    narrowed = effective(
        "agent", built_in=True, document={"tickets.read": {"scope": "own"}, "phone.use": {"scope": "none"}}
    )
    assert narrowed["tickets.read"] == Grant(Scope.OWN)
    assert "phone.use" not in narrowed
    assert narrowed["customers.read"] == shipped("agent")["customers.read"]
    assert effective("mine", built_in=False, document={"gone.away": {"scope": "all"}}) == {}
    assert effective("administrator", built_in=True, document={"audit.read": {"scope": "none"}})["audit.read"].wide


async def test_units_that_are_named_are_reached_with_what_is_below_them(db: Database) -> None:
    rows = {}
    async with db.write() as session:
        session.add(Unit(id="outlet", parent_id="north", path="/root/north/outlet/", name_zh="o", name_en="o"))
        await session.flush()
        for where in ("root", "north", "outlet", "south"):
            new = NewCustomer(name=where, phones=[Phone(number="13800138000")])
            rows[where] = (await CustomerService(session, system(where)).create(new)).id

    async def seen(given: Grant) -> set[str]:
        who = Principal("me", Role.AGENT, "south", "/root/south/", granted={"customers.read": given})
        async with db.read() as session:
            page = await CustomerService(session, who).find(CustomerQuery())
        assert page.total == len(page.items)
        return {row.name for row in page.items}

    assert await seen(grant(Scope.UNITS, ["north"])) == {"north", "outlet"}
    assert await seen(grant(Scope.UNITS, ["outlet"]) | grant(Scope.UNIT)) == {"outlet", "south"}
    assert await seen(grant(Scope.UNIT)) == {"south"}
    assert await seen(grant(Scope.OWN)) == set()
    assert await seen(grant(Scope.ALL)) == set(rows)


async def test_calls_of_a_unit_are_those_of_its_people(db: Database) -> None:
    async with db.write() as session:
        helper = await UserService(session, system()).create(
            NewUser(username="n1", name="n1", password="12345678", role=Role.AGENT, number="1001", unit_id="north"), "h"
        )
        call = new_id()
        session.add(
            Call(
                id=call, unit_id="south", direction="inbound", from_number="1", to_number="2",
                started_at=utcnow(), timeline=[],
            )
        )  # fmt: skip
        await session.flush()
        session.add(CallSegment(call_id=call, segment=1, agent_id=helper.id, started_at=utcnow()))
    for given, sees in ((grant(Scope.UNITS, ["north"]), 1), (grant(Scope.UNIT), 0), (grant(Scope.OWN), 0)):
        who = Principal("me", Role.AGENT, "root", "/root/", granted={"calls.read": given})
        async with db.read() as session:
            assert (await CallService(session, who).find(CallQuery())).total == sees


async def test_a_user_has_all_his_roles_and_the_strongest_base(db: Database) -> None:
    async with db.write() as session:
        session.add(
            RoleRecord(
                id="listener", name_zh="监听", name_en="Listener", base="supervisor", built_in=False,
                grants={"live.listen": {"scope": "units", "units": ["north"]}}, updated_at=utcnow(),
            )
        )  # fmt: skip
        await session.flush()
        service = UserService(session, system())
        new = NewUser(username="wang", name="王", password="12345678", roles=["agent", "listener"], number="1001")
        row = await service.create(new, "hash")
        assert (row.role, row.roles) == (Role.SUPERVISOR, ["agent", "listener"])
        who = await principal_of(session, await session.get_one(User, row.id))
        assert who.grant("live.listen") == Grant(Scope.OWN, frozenset({"north"}))
        assert who.grant("tickets.read") == shipped("agent")["tickets.read"]
        same = await service.update(row.id, UserChange(role=Role.SUPERVISOR, name="王伟"), None)
        assert same.roles == ["agent", "listener"]
        agent = await service.update(row.id, UserChange(roles=["agent"]), None)
        assert (agent.role, agent.roles) == (Role.AGENT, ["agent"])
        assert not (await principal_of(session, await session.get_one(User, row.id))).may("live.listen")


@pytest.mark.parametrize(("scope", "agents"), [(Scope.UNIT, {"n1"}), (Scope.BELOW, {"n1", "o1"}), (Scope.OWN, {"me"})])
def test_live_follows_the_same_grants(scope: Scope, agents: set[str]) -> None:
    names = Names(
        agents={agent: {"queues": []} for agent in ("n1", "o1", "s1", "me")},
        units={"n1": "/root/north/", "o1": "/root/north/outlet/", "s1": "/root/south/", "me": "/root/east/"},
    )
    who = Principal("me", Role.AGENT, "north", "/root/north/", granted={"live.watch": grant(scope)})
    sight = sight_of(who, names)
    assert {agent for agent in names.agents if sight.agent(agent)} == agents | {"me"}
    assert not sight.everything
    assert sight.supervises == (scope is not Scope.OWN)


async def test_who_was_there_before_has_the_role_that_he_had(db: Database) -> None:
    async with db.write() as session:
        for role in Role:
            new = NewUser(username=f"u-{role}", name="x", password="12345678", role=role)
            await UserService(session, system()).create(new, "hash")
    async with db.engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "0021"))
    await db.migrate()
    async with db.read() as session:
        rows = await session.execute(
            text("SELECT u.role, r.role_id FROM users u JOIN user_roles r ON r.user_id = u.id")
        )
        assert {tuple(row) for row in rows} == {(role.value, role.value) for role in Role}
