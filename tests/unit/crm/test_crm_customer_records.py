"""Customer records in the database: erased with everything that names a person, counted, removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
from sqlalchemy import insert, select

from crm.access import Principal
from crm.attachments.models import Attachment
from crm.audit.models import AuditEntry
from crm.base import Base, new_id, utcnow
from crm.calls.models import Call
from crm.customers.erasure import ERASED, erase
from crm.customers.models import Customer
from crm.customers.parts import NewRelation, ProductBody
from crm.customers.products import add_product
from crm.customers.relations import relate
from crm.customers.removal import remove
from crm.customers.schemas import CustomerChange, CustomerDetail, NewCustomer
from crm.customers.service import CustomerService
from crm.customers.statistics import StatisticsQuery, statistics
from crm.dictionaries.models import DictionaryEntry
from crm.errors import Conflict, InUse
from crm.events.models import Event
from crm.recordings.keeping import held
from crm.recordings.models import LegalHold, Recording
from crm.tickets.models import Ticket
from crm.voicemails.models import Voicemail
from server.database import Database

NUMBER, NAME, SERIAL = "+8613800138000", "张伟民", "SN-4711"
HOUSEHOLDS = {NAME: "00817", "李娜": "00999"}


async def one(db: Database, who: Principal, name: str = NAME, number: str = NUMBER) -> CustomerDetail:
    new = NewCustomer.model_validate_json(
        orjson.dumps(
            {
                "name": name,
                "phones": [{"number": number}],
                "note": f"{name}的备注",
                "tags": [f"{name}的标签"],
                "addresses": [{"text": f"{name}的地址", "region": "110105", "household": HOUSEHOLDS[name]}],
            }
        )
    )
    async with db.write() as session:
        return await CustomerService(session, who).create(new)


async def with_a_past(db: Database, who: Principal) -> tuple[str, str]:
    """A customer with calls, a voicemail, a ticket, a product, a relation, a history; → his id, and a held call."""
    made, other = await one(db, who), await one(db, who, "李娜", "+8613900139000")
    now, call, held = utcnow(), new_id(), new_id()
    async with db.write() as session:
        session.add(DictionaryEntry(dictionary="customer_relation", code="family", name_zh="家人", name_en="Family"))
        await CustomerService(session, who).update(made.id, CustomerChange(contact=NAME, note=f"{NAME}又来电"))
        await add_product(session, who, made.id, ProductBody(serial=SERIAL, model="KF-35"))
        await relate(session, who, made.id, NewRelation(customer_id=other.id, relation="family"))
        for ident, direction in ((call, "inbound"), (held, "outbound")):
            inbound = direction == "inbound"
            card = {"card": {"name": NAME}, "number": NUMBER, "deep": [{"from_number": NUMBER}]}
            session.add(
                Call(
                    id=ident,
                    unit_id="root",
                    direction=direction,
                    from_number=NUMBER if inbound else "4001",
                    to_number="4001" if inbound else NUMBER,
                    from_name=NAME if inbound else "",
                    customer_id=made.id,
                    note=f"{NAME}说",
                    disposition="solved",
                    started_at=now,
                    talk_seconds=33.0,
                    timeline=[{"at": 1, "type": "x", "data": card}],
                )
            )
            session.add(Event(epoch="e", n=1 + inbound, at=1.0, type="x", call_id=ident, data=card))
            recording = Recording(id=f"r{ident}", call_id=ident, kind="call", raw_path="x", state="playable")
            recording.started_at = now
            session.add(recording)
            await session.flush()
            visit = {"call_id": ident, "visit": 1, "queue": "q", "number": NUMBER, "priority": 0, "entered_at": now}
            rest = {
                "left_at": now,
                "wait_seconds": 1.0,
                "result": "answered",
                "detail": "",
                "sticky": False,
                "offers": 1,
            }
            await session.execute(insert(Base.metadata.tables["queue_visits"]).values(**visit, **rest))
        session.add(LegalHold(id=new_id(), kind="call", subject=held, reason="-", set_at=now))
        for kind, ident in (("customer", made.id), ("call", call), ("call", held), ("article", "other")):
            session.add(attached(kind, ident))
        mail = Voicemail(id="mail", call_id=call, unit_id="root", box="b", from_number=NUMBER, customer_id=made.id)
        mail.left_at = now
        session.add(mail)
        ticket = Ticket(id=new_id(), number="1", unit_id="root", type="repair", status="pending", title="漏水")
        ticket.customer_id, ticket.phone, ticket.created_at, ticket.updated_at = made.id, NUMBER, now, now
        session.add(ticket)
        session.add(attached("ticket", ticket.id))
    return made.id, held


def attached(kind: str, owner: str) -> Attachment:
    ident = new_id()
    return Attachment(
        id=ident, owner_kind=kind, owner_id=owner, file=f"{ident}.jpg", name="photo.jpg", family="image",
        media="image/jpeg", size=9, sha256="0" * 64, created_by=None, created_at=utcnow(),
    )  # fmt: skip


async def everything(db: Database) -> str:
    """All that the database holds, the other customer's name left out."""
    async with db.read() as session:
        rows: list[str] = []
        for table in Base.metadata.sorted_tables:
            rows.extend(f"{table.name}: {dict(row._mapping)}" for row in await session.execute(select(table)))
    return "\n".join(rows)


async def test_erasing_leaves_no_personal_data_anywhere_and_keeps_statistics(db: Database, nobody: Principal) -> None:
    customer, held = await with_a_past(db, nobody)
    before = await everything(db)
    assert all(before.count(word) > 3 for word in (NAME, NUMBER))
    async with db.write() as session:
        erased = await erase(session, nobody, customer, "request 2026/17")
    assert (erased.calls, erased.voicemails, erased.tickets, erased.recordings, erased.held) == (2, 1, 1, 1, 1)
    assert erased.files == 3
    async with db.read() as session:
        left = {(row.owner_kind, row.owner_id) for row in await session.scalars(select(Attachment))}
    assert left == {("call", held), ("article", "other")}, "a legal hold keeps files, too"
    after = await everything(db)
    for word in (NAME, NUMBER, NUMBER[3:], SERIAL, "00817"):
        found = [line for line in after.splitlines() if word in line and "李娜" not in line]
        assert found == [], (word, found)
    async with db.read() as session:
        row = await session.get_one(Customer, customer)
        assert (row.name, row.region_code, row.kind, row.erased_at is not None) == ("", "110105", "person", True)
        calls = list(await session.scalars(select(Call).where(Call.customer_id == customer).order_by(Call.direction)))
        assert [(call.from_number, call.to_number, call.talk_seconds, call.disposition) for call in calls] == [
            (ERASED, "4001", 33.0, "solved"),
            ("4001", ERASED, 33.0, "solved"),
        ]
        states = {row.call_id: row.state for row in await session.scalars(select(Recording))}
        assert states[held] == "playable"
        assert sorted(states.values()) == ["deleting", "playable"]
        [entry] = await session.scalars(select(AuditEntry).where(AuditEntry.action == "customers.erase"))
        assert (entry.subject, entry.details["reason"]) == (customer, "request 2026/17")
    async with db.write() as session:
        with pytest.raises(Conflict):
            await erase(session, nobody, customer, "again")


async def test_whoever_is_referred_to_stays(db: Database, nobody: Principal) -> None:
    customer, _ = await with_a_past(db, nobody)
    async with db.write() as session:
        with pytest.raises(InUse) as refused:
            await remove(session, nobody, customer)
    assert "通话 2 条" in str(refused.value.details["message_zh"])
    free = await one(db, nobody)
    async with db.write() as session:
        await remove(session, nobody, free.id)
    left = (await everything(db)).split("audit_entries:")
    assert [part for part in left if free.id in part and "customers." not in part] == []


async def test_periods_are_those_of_the_zone(db: Database, nobody: Principal) -> None:
    made = await one(db, nobody)
    async with db.write() as session:
        row = await session.get_one(Customer, made.id)
        row.created_at = row.created_at.replace(year=2025, month=12, day=31, hour=16, minute=30)
        other = await session.get_one(Customer, (await one_in(session, nobody)).id)
        other.created_at = row.created_at - timedelta(hours=1)
    for interval, periods in (
        ("day", ["2025-12-31", "2026-01-01"]),
        ("month", ["2025-12", "2026-01"]),
        ("quarter", ["2025-Q4", "2026-Q1"]),
        ("year", ["2025", "2026"]),
    ):
        asked = StatisticsQuery.model_validate({"by": "kind", "interval": interval})
        async with db.read() as session:
            answer = await statistics(session, nobody, asked, zone=ZoneInfo("Asia/Shanghai"), area_code="010")
        assert [row.period for row in answer.rows] == periods
        both = [(row.starts, row.ends) for row in answer.rows]
        assert all(starts and ends and starts.hour == ends.hour == 0 for starts, ends in both)
        assert both[0][1] == both[1][0] == datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


async def one_in(session: object, who: Principal) -> CustomerDetail:
    new = NewCustomer.model_validate({"name": "x", "phones": [{"number": "13700137000"}]})
    return await CustomerService(session, who).create(new)  # type: ignore[arg-type]


async def test_the_hold_of_a_customer_keeps_his_recordings_and_nobody_elses(db: Database, nobody: Principal) -> None:
    people = [await one(db, nobody), await one(db, nobody, "李娜", "+8613911112222")]
    now, recordings = utcnow(), {}
    async with db.write() as session:
        for person in people:
            call, mail = new_id(), new_id()
            common = {"unit_id": "root", "customer_id": person.id}
            session.add(Call(id=call, direction="inbound", from_number="1", to_number="2", started_at=now, **common))
            session.add(Voicemail(id=mail, call_id=call, box="b", from_number="1", left_at=now, **common))
            for ident, of, kind in ((new_id(), call, "call"), (mail, None, "voicemail")):
                session.add(Recording(id=ident, call_id=of, kind=kind, raw_path="x", state="playable", started_at=now))
                recordings.setdefault(person.id, set()).add(ident)
    for person in people:
        async with db.write() as session:
            hold = LegalHold(id=new_id(), kind="customer", subject=person.id, reason="-", set_at=now)
            session.add(hold)
            await session.flush()
            assert set(await session.scalars(select(Recording.id).where(held()))) == recordings[person.id]
            hold.cleared_at = now


async def test_a_customer_under_a_hold_keeps_his_files(db: Database, nobody: Principal) -> None:
    customer, _ = await with_a_past(db, nobody)
    async with db.write() as session:
        session.add(LegalHold(id=new_id(), kind="customer", subject=customer, reason="-", set_at=utcnow()))
        assert (await erase(session, nobody, customer, "request 2026/19")).files == 0
    async with db.read() as session:
        assert customer in set(await session.scalars(select(Attachment.owner_id)))
