"""Documents as tickets: `/tickets` opens nothing that `/documents` keeps closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from documents_company import NOON, ZONE, Office, populate, who
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from crm.documents.schemas import DocumentDetail
from crm.errors import Conflict, Forbidden, Invalid
from crm.tickets.process import Status
from crm.tickets.schemas import NewTicket, TicketChange, TicketDetail
from crm.tickets.service import TicketService
from server.database import Database
from telephony.errors import NotPossible


@pytest.fixture
async def office(db: Database) -> Office:
    return await populate(db)


async def entered(office: Office, name: str, assignee: str | None = None) -> TicketDetail:
    new = NewTicket(type="repair", title="漏水", content="厨房", unit_id="north", assignee_id=assignee or name)
    async with office.db.write() as session:
        return await TicketService(session, who(name), zone=ZONE).create(new, at=NOON)


async def change(office: Office, name: str, ticket: TicketDetail, **given: Any) -> TicketDetail:
    async with office.db.write() as session:
        service = TicketService(session, who(name), zone=ZONE)
        version = (await service.get(ticket.id)).version
        return await service.update(ticket.id, TicketChange.model_validate({"version": version, **given}))


async def stored(office: Office, ticket: TicketDetail) -> DocumentDetail:
    return await office.get("chief", ticket)  # type: ignore[arg-type] - its id is all that is asked for


ALL = {
    "finish": {"status": Status.DONE},
    "return": {"status": Status.RETURNED, "remark": "退"},
    "suspend": {"status": Status.SUSPENDED, "remark": "等"},
    "cancel": {"status": Status.CANCELLED, "remark": "不要了"},
    "retype": {"type": "complaint"},
    "reassign": {"assignee_id": "zhao"},
    "to the pool": {"assignee_id": None},
    "title": {"title": "别的"},
    "content": {"content": "别的"},
    "unit": {"unit_id": "south"},
}


@pytest.mark.parametrize("given", ALL.values(), ids=ALL)
async def test_a_colleague_who_does_not_handle_it_changes_nothing(office: Office, given: Mapping[str, Any]) -> None:
    """He sees it, and may write tickets: that is not enough."""
    ticket = await change(office, "wang", await entered(office, "wang"), status=Status.HANDLING)
    before = await stored(office, ticket)
    with pytest.raises((Forbidden, NotPossible)):
        await change(office, "li", ticket, **given)
    assert await stored(office, ticket) == before
    async with office.db.read() as session:
        assert (await TicketService(session, who("li"), zone=ZONE).get(ticket.id)).next == []


@pytest.mark.parametrize("given", ALL.values(), ids=ALL)
async def test_who_manages_it_may(office: Office, given: Mapping[str, Any]) -> None:
    ticket = await change(office, "wang", await entered(office, "wang"), status=Status.HANDLING)
    changed = await change(office, "boss", ticket, **given)
    after = {name: getattr(changed, name) for name in given if name != "remark"}
    assert after == {name: value for name, value in given.items() if name != "remark"}


async def test_what_an_agent_does_with_his_own(office: Office) -> None:
    """Enter, correct, work on, hand on, call off, finish."""
    ticket = await entered(office, "wang")
    ticket = await change(office, "wang", ticket, title="漏水了", unit_id="south", status=Status.HANDLING)
    assert (ticket.title, ticket.unit_id, ticket.status) == ("漏水了", "south", Status.HANDLING)
    assert Status.DONE in ticket.next
    done = await change(office, "wang", ticket, content="换了阀门", status=Status.DONE)
    assert (done.content, done.status, done.next) == ("换了阀门", Status.DONE, [])
    other = await entered(office, "wang", assignee="li")
    assert (await change(office, "li", other, title="已看过")).title == "已看过"
    assert (await change(office, "li", other, assignee_id="zhao", remark="转给你")).assignee_id == "zhao"
    with pytest.raises(Invalid, match="reason"):
        await change(office, "wang", other, status=Status.CANCELLED)
    assert (await change(office, "wang", other, status=Status.CANCELLED, remark="误录")).status is Status.CANCELLED
    history = (await stored(office, other)).history
    assert [(line.action, line.remark) for line in history if line.remark] == [
        ("reassign", "转给你"),
        ("cancel", "误录"),
    ]


CLOSED = {
    "archive": {"status": Status.ARCHIVED},
    "reopen": {"status": Status.HANDLING, "remark": "又漏了"},
    "title": {"title": "别的"},
    "content": {"content": "别的"},
    "retype": {"type": "complaint"},
    "reassign": {"assignee_id": "wang"},
    "cancel": {"status": Status.CANCELLED, "remark": "不要了"},
}


@pytest.mark.parametrize("given", CLOSED.values(), ids=CLOSED)
async def test_what_is_closed_stays_closed(office: Office, given: Mapping[str, Any]) -> None:
    ticket = await change(office, "wang", await entered(office, "wang"), status=Status.DONE)
    before = await stored(office, ticket)
    with pytest.raises((Forbidden, NotPossible, Invalid)):
        await change(office, "wang", ticket, **given)
    assert await stored(office, ticket) == before
    if given.get("status") in {Status.ARCHIVED, Status.HANDLING}:
        assert (await change(office, "boss", ticket, **given)).status is given["status"]
        return
    with pytest.raises((NotPossible, Invalid)):
        await change(office, "boss", ticket, **given)
    assert await stored(office, ticket) == before


async def test_reopening_wants_a_reason_and_lets_it_be_changed(office: Office) -> None:
    ticket = await change(office, "wang", await entered(office, "wang"), status=Status.DONE)
    with pytest.raises(Invalid, match="reason"):
        await change(office, "boss", ticket, status=Status.HANDLING)
    again = await change(office, "boss", ticket, status=Status.HANDLING, title="又漏水", remark="又漏了")
    assert (again.status, again.title) == (Status.HANDLING, "又漏水")


async def test_a_change_between_looking_and_writing_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another commit between the check of the version and the writing waits, or the later of the two is refused."""
    if office.db.sqlite:
        pytest.skip("writers take turns on SQLite")
    ticket = await entered(office, "wang")
    other: list[object] = []

    async def meanwhile(*_: object) -> object:
        if not other:
            other.append(None)
            try:
                async with office.db.write() as session:
                    await session.connection()
                    await session.execute(text("SET LOCAL lock_timeout = '300ms'"))
                    service = TicketService(session, who("wang"), zone=ZONE)
                    await service.update(ticket.id, TicketChange(version=ticket.version, title="别人改的"))
            except (DBAPIError, Conflict) as error:
                other.append(error)
        return await real(*_)  # type: ignore[arg-type]

    real = TicketService._columns
    monkeypatch.setattr(TicketService, "_columns", meanwhile)
    mine: Exception | None = None
    try:
        async with office.db.write() as session:
            service = TicketService(session, who("wang"), zone=ZONE)
            await service.update(ticket.id, TicketChange(version=ticket.version, title="我改的"))
    except Conflict as error:
        mine = error
    found = await stored(office, ticket)
    assert (len(other) == 2) != (mine is not None), "of the two one is refused"
    assert found.title == ("别人改的" if mine else "我改的")
