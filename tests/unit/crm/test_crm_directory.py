"""Lookups of the core: who is calling, and how far a ticket has come."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from crm_news import AGENT, START, Journal, answered_call
from sqlalchemy import select

from crm.access import system
from crm.calls.store import NewsStore
from crm.customers.callers import make_provisional
from crm.customers.models import Customer
from crm.customers.schemas import NewCustomer, Phone
from crm.customers.service import CustomerService
from crm.directory import customer_card, ticket_status
from crm.tickets.models import Ticket
from crm.tickets.process import Status
from crm.tickets.schemas import NewTicket, TicketChange
from crm.tickets.service import TicketService
from server.database import Database

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def known(db: Database) -> str:
    async with db.write() as session:
        customers = CustomerService(session, system())
        row = await customers.create(NewCustomer(name="王芳", phones=[Phone(number="13800138000")]))
        await customers.create(NewCustomer(name="王芳之邻", phones=[Phone(number="13800138000")]))
        tickets = TicketService(session, system(), zone=ZONE)
        await tickets.create(NewTicket(type="repair", title="漏水", customer_id=row.id, phone="13800138000"))
        done = await tickets.create(NewTicket(type="repair", title="旧事", customer_id=row.id))
        await tickets.update(done.id, TicketChange(version=done.version, status=Status.DONE))
    await db.store(lambda connection: NewsStore(connection).store(answered_call(Journal(), "call-1")))
    return row.id


async def test_a_known_callers_card(db: Database, known: str) -> None:
    card = await db.look(lambda connection: customer_card(connection, "013800138000", area_code="010"))
    assert (card.known, card.customer, card.name) == (True, known, "王芳")
    assert (card.last_agent, card.last_served) == (AGENT, START)
    assert card.region == {"zh": "北京市", "en": "Beijing"}
    assert [candidate["name"] for candidate in card.candidates] == ["王芳", "王芳之邻"]
    assert [ticket["title"] for ticket in card.card["tickets"]] == ["漏水"]
    assert [call["id"] for call in card.card["calls"]] == ["call-1"]
    assert card.card["phone"] == "13800138000"


async def test_an_unknown_callers_card_has_his_region(db: Database) -> None:
    card = await db.look(lambda connection: customer_card(connection, "057188881234", area_code="010"))
    assert (card.known, card.customer, card.number) == (False, None, "+8657188881234")
    assert card.region["en"] == "Hangzhou, Zhejiang"


async def test_a_provisional_customer_is_not_known_but_found(db: Database) -> None:
    made = await db.store(lambda connection: make_provisional(connection, "root", ["+8613800138000"]))
    card = await db.look(lambda connection: customer_card(connection, "13800138000", area_code="010"))
    assert (card.known, card.customer) == (False, made["+8613800138000"])


async def test_ticket_status_by_number_and_by_phone(db: Database, known: str) -> None:
    async def ask(**params: str) -> dict[str, object]:
        async with db.read() as session:
            return await ticket_status(session, system(), params, area_code="010")

    by_phone = await ask(phone="+8613800138000")
    assert by_phone["found"] is True
    assert (by_phone["step_zh"], by_phone["step_en"]) == ("待受理", "waiting to be accepted")
    assert by_phone["department_zh"] == "总部"
    assert await ask(number=str(by_phone["number"])) == by_phone
    assert await ask(number=str(by_phone["number"]), phone="13800138000") == by_phone
    assert await ask(number=str(by_phone["number"]), phone="13911112222") == {"found": False}
    assert await ask(number="202601010001") == {"found": False}
    assert await ask(phone="+8613911112222") == {"found": False}
    assert await ask() == {"found": False}


async def test_a_callers_open_ticket_comes_before_a_newer_closed_one(db: Database) -> None:
    async with db.write() as session:
        row = await CustomerService(session, system()).create(
            NewCustomer(name="李", phones=[Phone(number="13700137000")])
        )
        tickets = TicketService(session, system(), zone=ZONE)
        made = [
            await tickets.create(NewTicket(type="repair", title=title, customer_id=row.id, phone=phone))
            for title, phone in (("一", "13700137000"), ("二", "13911112222"), ("三", "13700137000"))
        ]
        await tickets.update(made[2].id, TicketChange(version=made[2].version, status=Status.DONE))

    async def ask(**params: str) -> dict[str, object]:
        async with db.read() as session:
            return await ticket_status(session, system(), params, area_code="010")

    assert (await ask(phone="13700137000"))["number"] == made[1].number
    async with db.write() as session:
        for each in made[:2]:
            await TicketService(session, system(), zone=ZONE).update(
                each.id, TicketChange(version=each.version, status=Status.DONE)
            )
    assert (await ask(phone="13700137000"))["number"] == made[2].number


async def test_who_looks_after_the_customer_and_who_has_his_ticket(db: Database, known: str) -> None:
    async with db.write() as session:
        customer, ticket = (
            await session.get_one(Customer, known),
            await session.scalar(select(Ticket).where(Ticket.title == "漏水")),
        )
        assert ticket is not None
        customer.owner_id, customer.category, ticket.assignee_id = "u-owner", "vip", "u-ticket"
        closed = await session.scalar(select(Ticket).where(Ticket.title == "旧事"))
        assert closed is not None
        closed.assignee_id = "u-closed"
    card = await db.look(lambda connection: customer_card(connection, "13800138000", area_code="010"))
    assert (card.owner_agent, card.ticket_agent, card.category) == ("u-owner", "u-ticket", "vip")
