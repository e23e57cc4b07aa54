"""Scopes are evaluated in SQL: each noun × role × scope shows exactly the rows that it should."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from crm.access import Principal, Role, Scope, system
from crm.base import new_id, utcnow
from crm.calls.models import Call, CallSegment
from crm.calls.schemas import CallQuery
from crm.calls.service import CallService
from crm.customers.schemas import CustomerQuery, NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.errors import NotFound
from crm.tickets.models import Ticket
from crm.tickets.repository import TicketRepository
from crm.tickets.schemas import TicketQuery
from server.database import Database

ME, OTHER = "A" * 26, "B" * 26
UNITS = ("root", "north", "south")


def who(role: Role, unit: str) -> Principal:
    return Principal(ME, role, unit, "/root/" if unit == "root" else f"/root/{unit}/")


def expected(scope: Scope, unit: str, rows: dict[str, str], own: set[str]) -> set[str]:
    match scope:
        case Scope.ALL:
            return set(rows)
        case Scope.BELOW:
            return own | {row for row, where in rows.items() if unit in {"root", where}}
        case Scope.UNIT:
            return own | {row for row, where in rows.items() if where == unit}
        case Scope.OWN:
            return own
        case _:
            return set()


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", list(Role))
async def test_calls(db: Database, role: Role, unit: str) -> None:
    rows, own = {}, set()
    async with db.write() as session:
        for where in UNITS:
            for agent in (ME, OTHER):
                call = new_id()
                rows[call] = where
                session.add(
                    Call(
                        id=call,
                        unit_id=where,
                        direction="inbound",
                        from_number="1",
                        to_number="2",
                        started_at=utcnow(),
                        timeline=[],
                    )
                )
                await session.flush()
                session.add(CallSegment(call_id=call, segment=1, agent_id=agent, started_at=utcnow()))
                if agent == ME:
                    own.add(call)
    asker = who(role, unit)
    wanted = expected(who(role, unit).scope("calls.read"), unit, rows, own)
    async with db.read() as session:
        service = CallService(session, asker)
        page = await service.find(CallQuery())
        assert {row.id for row in page.items} == wanted
        assert page.total == len(wanted)
        for call in rows:
            if call in wanted:
                assert (await service.get(call)).id == call
            else:
                with pytest.raises(NotFound):
                    await service.get(call)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", list(Role))
async def test_tickets(db: Database, role: Role, unit: str) -> None:
    rows, own = {}, set()
    async with db.write() as session:
        for where in UNITS:
            for place, (creator, assignee) in enumerate(((ME, OTHER), (OTHER, ME), (OTHER, OTHER))):
                ticket = new_id()
                rows[ticket] = where
                if ME in {creator, assignee}:
                    own.add(ticket)
                await session.execute(
                    insert(Ticket).values(
                        id=ticket,
                        number=f"{where}{place}",
                        unit_id=where,
                        type="repair",
                        status="pending",
                        title="t",
                        created_by=creator,
                        assignee_id=assignee,
                        created_at=utcnow(),
                        updated_at=utcnow(),
                        version=1,
                    )
                )
    async with db.read() as session:
        found, total, _ = await TicketRepository(session, who(role, unit)).find(TicketQuery())
    wanted = expected(who(role, unit).scope("tickets.read"), unit, rows, own)
    assert {row.id for row in found} == wanted
    assert total == len(wanted)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("role", list(Role))
async def test_customers(db: Database, role: Role, unit: str) -> None:
    rows = {}
    async with db.write() as session:
        for where in UNITS:
            new = NewCustomer(name=where, phones=[Phone(number="13800138000")])
            rows[(await CustomerService(session, system(where)).create(new)).id] = where
    async with db.read() as session:
        service = CustomerService(session, who(role, unit))
        found = {row.id for row in (await service.find(CustomerQuery())).items}
        by_phone = {row.id for row in (await service.find(CustomerQuery(phone="13800138000"))).items}
    assert found == by_phone == expected(who(role, unit).scope("customers.read"), unit, rows, set())


def test_a_role_without_a_function_sees_nothing() -> None:
    assert who(Role.AGENT, "root").scope("audit.read") is Scope.NONE
    assert not who(Role.AGENT, "root").may("audit.read")
    assert system().scope("audit.read") is Scope.ALL


@pytest.mark.parametrize("asker", [who(Role.AGENT, "root"), who(Role.ADMINISTRATOR, "root"), system()])
def test_a_function_outside_the_catalogue_is_a_mistake(asker: Principal) -> None:
    with pytest.raises(LookupError):
        asker.scope("customers.raed")
