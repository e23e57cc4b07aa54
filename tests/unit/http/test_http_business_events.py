"""What becomes of documents and customers reaches other systems: in the stream, and signed and once by webhooks."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from test_http_visits import ticket
from test_http_webhooks import Clock, log, until, working
from web_kit import Browser, FakeSender

from crm.access import system
from crm.customers.callers import make_provisional
from crm.documents.context import Work
from crm.documents.desk import Desk
from crm.documents.schemas import NewDocument
from crm.events import feed
from crm.events.business import BUSINESS, CustomerErased, tell_of
from crm.events.models import Event
from crm.events.schemas import EventRow
from crm.webhooks.plan import FIRST_PAUSE, Outcome
from crm.webhooks.signature import HEADER, verify
from server.http.context import Web


async def told(parts: Web, about: str = "") -> list[EventRow]:
    rows = await parts.db.look(lambda connection: feed.after(connection, 0, 1000, frozenset(BUSINESS)))
    return [row for row in rows if row.type.startswith(about)]


async def test_a_closed_complaint_reaches_a_receiver_signed_and_once(parts: Web, admin: Browser, boss: Browser) -> None:
    sender = parts.sender
    assert isinstance(sender, FakeSender)
    new = {"name": "ERP", "url": "https://erp.example.com/hotline", "events": ["document.closed"]}
    hook = await admin.send("POST", "/webhooks", new, 201)
    sender.answers = [Outcome(None, "no answer within 10 s")]
    async with working(parts, clock := Clock()):
        made = await ticket(boss, "13800138001", "handling", "to_visit", "done", kind="complaint")

        async def tried() -> Any:
            return await log(admin, hook["id"])

        (row,) = await until(tried)
        assert (row["state"], row["event_type"]) == ("pending", "document.closed")
    async with working(parts, clock):  # web was restarted: the event is in the tables
        clock.now += FIRST_PAUSE
        parts.webhooks.changed()

        async def done() -> Any:
            return await log(admin, hook["id"], state="delivered")

        await until(done)
    async with working(parts, clock):  # and once more: it is not sent again
        await parts.db.ping()
    first, second = sender.sent
    assert first[1] == second[1], "the same event is tried again"
    body = orjson.loads(second[1])
    assert verify(hook["secret"], second[1], second[2][HEADER], clock.now)
    assert (body["type"], body["call"]) == ("document.closed", None)
    assert body["data"] == {
        "by": boss.user["id"],
        "document": made["id"],
        "number": made["number"],
        "family": "ticket",
        "document_type": "complaint",
        "status": "done",
        "unit": made["unit_id"],
        "customer": None,
        "steps": [],
        "merged_into": None,
    }
    assert "13800138001" not in str(body)


async def test_the_way_of_a_ticket_is_told(parts: Web, admin: Browser, boss: Browser) -> None:
    made = await ticket(boss, "13800138001", "handling", "to_visit", "done")
    await boss.send("POST", f"/documents/{made['id']}/reopen", {"remark": "又坏了"})
    await boss.send("POST", f"/documents/{made['id']}/cancel", {"remark": "客户撤回"})
    stream = (await admin.get("/events", types=",".join(BUSINESS)))["events"]
    assert [event["id"] for event in stream] == sorted(event["id"] for event in stream)
    created, *_, reopened, stepped, cancelled = stream
    assert {event["data"]["document"] for event in stream} == {made["id"]}
    assert (created["type"], created["data"]["source"], created["data"]["status"]) == (
        "document.created",
        "hand",
        "pending",
    )
    assert created["data"]["steps"] != []
    assert [event["type"] for event in stream].count("document.closed") == 2
    assert (reopened["type"], reopened["data"]["steps"] != []) == ("document.reopened", True)
    assert stepped["data"]["ended"][0]["state"] == "cancelled"
    assert (cancelled["type"], cancelled["data"]["status"]) == ("document.closed", "cancelled")
    assert {event["data"]["by"] for event in stream} == {boss.user["id"]}
    # a remark is neither a step nor an end
    await boss.send("POST", f"/documents/{made['id']}/remarks", {"text": "已致电"}, 201)
    assert len(await told(parts)) == len(stream)


async def test_a_duplicate_is_closed_into_the_other(parts: Web, boss: Browser) -> None:
    kept, duplicate = [await ticket(boss, f"1380013800{place}") for place in range(2)]
    await boss.send("POST", f"/documents/{kept['id']}/merge", {"duplicates": [duplicate["id"]]})
    (closed,) = await told(parts, "document.closed")
    assert (closed.data["document"], closed.data["merged_into"]) == (duplicate["id"], kept["id"])


async def test_customers_made_changed_merged_erased_and_deleted(parts: Web, admin: Browser, boss: Browser) -> None:
    async def customer(name: str, number: str) -> dict[str, Any]:
        return dict(await boss.send("POST", "/customers", {"name": name, "phones": [{"number": number}]}, 201))

    kept, gone, other = [await customer(f"客户{n}", f"1380013800{n}") for n in range(3)]
    await boss.send("PATCH", f"/customers/{kept['id']}", {"note": "请下午致电", "contact": "王先生"})
    merged = await admin.send("POST", f"/customers/{kept['id']}/merge", {"gone": gone["id"]})
    await admin.send("POST", f"/customers/{kept['id']}/merges/{merged['id']}/undo")
    await admin.send("POST", f"/customers/{kept['id']}/erase", {"reason": "申请 12"})
    await admin.send("DELETE", f"/customers/{other['id']}", status=204)
    events = await told(parts, "customer")
    assert [(event.type.split(".")[1], event.data["customer"]) for event in events] == [
        *(("created", one["id"]) for one in (kept, gone, other)),
        ("changed", kept["id"]),
        ("merged", kept["id"]),
        ("unmerged", kept["id"]),
        ("erased", kept["id"]),
        ("deleted", other["id"]),
    ]
    assert events[3].data == {
        "by": boss.user["id"],
        "customer": kept["id"],
        "number": kept["number"],
        "unit": kept["unit_id"],
        "changed": ["contact", "note"],
    }
    assert (events[4].data["gone"], events[4].data["gone_number"]) == (gone["id"], gone["number"])
    assert [text for text in ("下午", "13800") if text in str(events)] == []


async def test_what_is_rolled_back_is_not_told(parts: Web) -> None:
    new = NewDocument.model_validate({"type": "repair", "title": "不热"})

    async def make(work: Work, *, fails: bool) -> None:
        async with work.session.begin_nested():
            await Desk(work).make(new)
            if fails:
                raise LookupError

    async with parts.db.write() as session:
        work = Work(session, system(), parts.company.zone)
        await make(work, fails=False)
        with pytest.raises(LookupError):
            await make(work, fails=True)
    assert [event.type for event in await told(parts)] == ["document.created"]

    async with parts.db.write() as session:
        work = Work(session, system(), parts.company.zone)
        await make(work, fails=False)
        with pytest.raises(IntegrityError):
            await collide(session)
    assert [event.type for event in await told(parts)] == ["document.created"] * 2

    async def fail() -> None:
        async with parts.db.write() as session:
            tell_of(session, CustomerErased(by=None, customer="c", number="1", unit="root"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert len(await told(parts)) == 2


async def collide(session: AsyncSession) -> None:
    """A flush that fails in a savepoint."""
    async with session.begin_nested():
        tell_of(session, CustomerErased(by=None, customer="c", number="1", unit="root"))
        session.add(Event(epoch="crm", n=1, at=0.0, type="document.created", data={}))
        await session.flush()


async def test_a_number_that_no_database_can_hold_is_refused(admin: Browser) -> None:
    for since in (2**63, 10**60):
        assert (await admin.ask("GET", "/events", params={"since": str(since)})).status == 422
    assert (await admin.get("/events", since=str(2**63 - 1)))["events"] == []


async def test_unknown_callers_are_told_of_when_they_have_a_name(parts: Web, boss: Browser) -> None:
    made = await parts.db.store(lambda connection: make_provisional(connection, "root", ["+8613800138009"]))
    (unknown,) = made.values()
    await boss.send("PATCH", f"/customers/{unknown}", {"note": "还会来电"})
    assert await told(parts) == []
    await boss.send("PATCH", f"/customers/{unknown}", {"name": "刘女士"})
    assert [(event.type, event.data["customer"]) for event in await told(parts)] == [("customer.created", unknown)]


async def test_numbers_are_seen_in_their_order(parts: Web) -> None:
    """Whoever begins first and commits last has the later number: nobody who reads on misses it."""
    if parts.db.sqlite:
        pytest.skip("SQLite has one writer")

    def erased(customer: str) -> CustomerErased:
        return CustomerErased(by=None, customer=customer, number="1", unit="root")

    async with parts.db.write() as first:
        tell_of(first, erased("first"))
        async with parts.db.write() as second:
            tell_of(second, erased("second"))
        assert [event.data["customer"] for event in await told(parts)] == ["second"]
    assert [event.data["customer"] for event in await told(parts)] == ["second", "first"]
