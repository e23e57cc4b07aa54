"""Tickets: numbers, legal steps, history, and two people at one ticket."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from crm_news import START, Journal, answered_call
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, Role
from crm.calls.schemas import CallQuery, WrapUp
from crm.calls.service import CallService
from crm.calls.store import NewsStore
from crm.errors import Conflict, Invalid
from crm.tickets.process import CLOSED, NAMES, OPEN, STEPS, Status
from crm.tickets.schemas import NewTicket, TicketChange, TicketQuery
from crm.tickets.service import TicketService
from crm.users.models import User
from server.database import Database

ZONE = ZoneInfo("Asia/Shanghai")
START_OF_TIME = datetime(2026, 11, 1, tzinfo=UTC)


def service(session: AsyncSession, who: Principal) -> TicketService:
    return TicketService(session, who, zone=ZONE)


async def test_numbers_start_anew_on_the_companys_days(db: Database, nobody: Principal) -> None:
    before_midnight = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 11, 20, 16, 1, tzinfo=UTC)
    new = NewTicket(type="repair", title="暖气不热")
    async with db.write() as session:
        numbers = [
            (await service(session, nobody).create(new, at=at)).number
            for at in (before_midnight, before_midnight, after_midnight)
        ]
    assert numbers == ["202611200001", "202611200002", "202611210001"]


async def test_a_ticket_goes_its_way(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        tickets = service(session, nobody)
        ticket = await tickets.create(NewTicket(type="repair", title="漏水", phone="13800138000", unit_id="north"))
        assert ticket.status is Status.PENDING
        assert (ticket.phone, ticket.department_zh) == ("+8613800138000", "north")
        for status in (Status.HANDLING, Status.TO_VISIT, Status.DONE):
            assert status in ticket.next
            ticket = await tickets.update(ticket.id, TicketChange(version=ticket.version, status=status))
        assert ticket.closed_at is not None
        ticket = await tickets.remark(ticket.id, "客户满意")
    assert [remark.text for remark in ticket.remarks] == ["客户满意"]
    assert [item.changes.get("status") for item in ticket.history] == [
        None,
        ["pending", "handling"],
        ["handling", "to_visit"],
        ["to_visit", "done"],
    ]


async def test_a_call_lists_the_business_done_in_it_and_a_ticket_its_calls(db: Database, nobody: Principal) -> None:
    journal = Journal()
    news = [*answered_call(journal, "call-1"), *answered_call(journal, "call-2", at=START + 600)]
    await db.store(lambda connection: NewsStore(connection).store(news))
    async with db.write() as session:
        tickets, calls = service(session, nobody), CallService(session, nobody)
        entered = await tickets.create(NewTicket(type="repair", title="漏水", call_id="call-1", unit_id="north"))
        second = await tickets.create(NewTicket(type="complaint", title="噪音", call_id="call-1", unit_id="south"))
        detail = await calls.wrap_up("call-2", WrapUp(ticket=entered.id))
        assert [(item.id, item.relation) for item in detail.business] == [(entered.id, "linked")]
        first = await calls.get("call-1")
        assert [(item.number, item.title, item.relation) for item in first.business] == [
            (entered.number, "漏水", "created"),
            (second.number, "噪音", "created"),
        ]
        assert [row.id for row in (await calls.find(CallQuery(ticket=entered.id))).items] == ["call-2", "call-1"]
        assert [row.id for row in (await calls.find(CallQuery(ticket=second.id))).items] == ["call-1"]
        assert {row.id for row in (await tickets.find(TicketQuery(call="call-1"))).items} == {entered.id, second.id}
        assert [row.id for row in (await tickets.find(TicketQuery(call="call-2"))).items] == [entered.id]
        north = Principal("boss", Role.SUPERVISOR, "north", "/root/north/")
        assert [row.id for row in (await service(session, north).find(TicketQuery(call="call-1"))).items] == [
            entered.id
        ]


async def test_an_illegal_step_is_refused_and_says_what_is_possible(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        tickets = service(session, nobody)
        ticket = await tickets.create(NewTicket(type="repair", title="漏水"))
        with pytest.raises(Invalid, match="being handled"):
            await tickets.update(ticket.id, TicketChange(version=ticket.version, status=Status.ARCHIVED))


async def test_two_people_never_overwrite_each_other(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        ticket = await service(session, nobody).create(NewTicket(type="repair", title="漏水"))
    async with db.write() as session:
        await service(session, nobody).update(ticket.id, TicketChange(version=ticket.version, title="甲改"))
    async with db.write() as session:
        with pytest.raises(Conflict):
            await service(session, nobody).update(ticket.id, TicketChange(version=ticket.version, title="乙改"))


async def test_unknown_type_unit_and_customer_are_refused(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        tickets = service(session, nobody)
        with pytest.raises(Invalid, match="ticket_type"):
            await tickets.create(NewTicket(type="nonsense", title="x"))
        with pytest.raises(Invalid, match="no unit"):
            await tickets.create(NewTicket(type="repair", title="x", unit_id="mars"))


async def test_lists_of_open_and_closed(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        tickets = service(session, nobody)
        first = await tickets.create(NewTicket(type="repair", title="一"))
        await tickets.create(NewTicket(type="complaint", title="二"))
        await tickets.update(first.id, TicketChange(version=first.version, status=Status.CANCELLED, remark="重复"))
        assert [row.title for row in (await tickets.find(TicketQuery(open=True))).items] == ["二"]
        assert [row.title for row in (await tickets.find(TicketQuery(open=False))).items] == ["一"]
        assert [row.title for row in (await tickets.find(TicketQuery(type="complaint"))).items] == ["二"]


async def test_every_status_that_is_offered_can_be_taken(db: Database, nobody: Principal) -> None:
    """From the first step on, by every way: what `next` says is what happens, and every status is reached."""
    reached: set[Status] = set()
    ways: list[list[Status]] = [[]]
    while ways:
        way = ways.pop()
        async with db.write() as session:
            tickets = service(session, nobody)
            ticket = await tickets.create(NewTicket(type="repair", title="漏水"))
            for status in way:
                change = TicketChange(version=ticket.version, status=status, remark="为什么")
                ticket = await tickets.update(ticket.id, change)
                assert ticket.status is status
            assert (ticket.status in CLOSED) == (ticket.closed_at is not None)
            assert ticket.status in CLOSED or ticket.next, f"{ticket.status} is a dead end"
            if ticket.status not in reached:
                reached.add(ticket.status)
                ways += [[*way, status] for status in ticket.next]
            await session.rollback()
    assert reached == set(Status)


async def test_a_suspended_ticket_goes_on_where_it_was(db: Database, nobody: Principal) -> None:
    async with db.write() as session:
        tickets = service(session, nobody)
        ticket = await tickets.create(NewTicket(type="repair", title="漏水"))
        for status in (Status.HANDLING, Status.SUSPENDED):
            change = TicketChange(version=ticket.version, status=status, remark="等配件")
            ticket = await tickets.update(ticket.id, change)
        assert ticket.next == [Status.HANDLING, Status.CANCELLED]


async def test_who_handles_it_and_of_what_type_it_is_can_change(db: Database, nobody: Principal) -> None:
    user = User(id="u1", number="1001", username="wang", name="王", password_hash="", role="agent", unit_id="north")
    async with db.write() as session:
        user.created_at = START_OF_TIME
        session.add(user)
        await session.flush()
        tickets = service(session, nobody)
        ticket = await tickets.create(NewTicket(type="repair", title="漏水", unit_id="north"))
        ticket = await tickets.update(ticket.id, TicketChange(version=ticket.version, assignee_id="u1"))
        ticket = await tickets.update(ticket.id, TicketChange(version=ticket.version, status=Status.HANDLING))
        assert ticket.assignee_id == "u1", "who has it keeps it"
        ticket = await tickets.update(ticket.id, TicketChange(version=ticket.version, type="complaint", title="投诉"))
        assert (ticket.type, ticket.title, ticket.status) == ("complaint", "投诉", Status.PENDING)
        ticket = await tickets.update(ticket.id, TicketChange(version=ticket.version, assignee_id=None))
        assert ticket.assignee_id is None


def test_every_status_has_names() -> None:
    assert set(NAMES) == set(STEPS) == set(Status)
    assert set(Status) == OPEN | CLOSED
