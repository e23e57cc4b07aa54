"""Personal data in documents and everything around them: never in the audit log, nowhere after an erasure, and not
overwritten by those who see it masked."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from crm.access import Grant, Principal, Role, Scope, system
from crm.audit.models import AuditEntry
from crm.base import Base, new_id, utcnow
from crm.calls.models import Call
from crm.calls.schemas import WrapUp
from crm.calls.service import CallService
from crm.customers.erasure import erase
from crm.customers.parts import ProductBody
from crm.customers.products import add_product
from crm.customers.schemas import CustomerChange, CustomerDetail, NewCustomer
from crm.customers.service import CustomerService
from crm.documents.context import Work
from crm.documents.models import Document, DocumentChange, DocumentJob
from crm.documents.schemas import DocumentDetail, DocumentPatch, DocumentQuery, NewDocument, NewDocumentRemark
from crm.documents.service import DocumentService
from crm.errors import Invalid
from crm.outbox.models import OutboxMessage
from crm.outbox.service import OutboxService
from crm.tickets.service import TicketService
from crm.voicemails.models import Voicemail
from crm.voicemails.service import tell_of, ticket_of
from server.database import Database
from tests.unit.documents.documents_company import NOON, ZONE, Office, populate, who
from tests.unit.documents.documents_kit import end, field, raw_type, task

NUMBER, FORMER = "+8613812345678", "+861062887766"
NAME, FORMER_NAME, CONTACT = "欧阳修远", "欧阳小远", "诸葛青青"
STREET, HOUSEHOLD, EMAIL, NEW_STREET = "翠微路十八号院", "H-0081755", "ouyang@example.org", "紫竹院路甲一号"
TOLD = (
    NUMBER[3:], "138 1234 5678", "138-1234-5678", FORMER[5:], "6288-7766", NAME, FORMER_NAME, CONTACT, STREET,
    HOUSEHOLD, EMAIL, NEW_STREET,
)  # fmt: skip
FIELDS = [
    field("address"),
    field("email"),
    field("tel", "phone"),
    field("fault", "choice", options=[{"code": code, "zh": code, "en": code} for code in ("leak", "noise")]),
]
ALL = Grant(Scope.ALL)
BLIND = Principal(
    "wang", Role.AGENT, "north", "/root/north/",
    granted=dict.fromkeys(
        ("documents.read", "documents.write", "documents.manage", "tickets.read", "tickets.write", "customers.read",
         "customers.write", "calls.read", "calls.write"),
        ALL,
    ),
)  # fmt: skip


@pytest.fixture
async def office(db: Database) -> Office:
    office = await populate(db)
    kind = raw_type(task("do", "finish>done", edit=["*"]), end(), code="repair", family="ticket", fields=FIELDS)
    await office.publish(kind)
    return office


async def customer(office: Office, number: str = NUMBER, name: str = FORMER_NAME) -> CustomerDetail:
    new = {
        "name": name,
        "contact": CONTACT,
        "phones": [{"number": number}, {"number": FORMER}],
        "addresses": [{"text": STREET, "household": HOUSEHOLD}],
        "note": f"{NAME} 138-1234-5678",
    }
    async with office.db.write() as session:
        service = CustomerService(session, who("wang"))
        made = await service.create(NewCustomer.model_validate(new, strict=False))
        change = {"name": NAME, "phones": [{"number": number}]}
        return await service.update(made.id, CustomerChange.model_validate(change, strict=False))


async def call_of(office: Office, customer_id: str) -> str:
    ident = new_id()
    async with office.db.write() as session:
        call = Call(id=ident, unit_id="north", direction="inbound", from_number=NUMBER, to_number="4001", timeline=[])
        call.customer_id, call.started_at, call.agent_id = customer_id, NOON, "wang"
        session.add(call)
    async with office.db.write() as session:
        service = CallService(session, system())
        await service.add_note(ident, f"{NAME}住{STREET}，请打138 1234 5678")
        await service.wrap_up(ident, WrapUp(note=f"{NAME} {NUMBER}", disposition="solved"))
    return ident


async def document_of(office: Office, customer_id: str | None, call: str) -> DocumentDetail:
    """Entered, changed, remarked on, written about."""
    fields = {"address": STREET, "email": EMAIL, "tel": NUMBER, "fault": "leak"}
    made = await office.create(
        "wang", type="repair", title=f"{NAME}报修", content=f"回电 13812345678，{EMAIL}", phone=NUMBER,
        customer_id=customer_id, call_id=call, fields=fields,
    )  # fmt: skip
    async with office.service("wang") as service:
        patch = {"content": f"{NAME}改到{NEW_STREET}", "fields": {"address": NEW_STREET, "tel": FORMER}}
        await service.change(made.id, DocumentPatch.model_validate(patch | {"version": made.version}))
        await service.remark(made.id, NewDocumentRemark(text=f"{CONTACT}来电 010-62887766", mentions=["li"]))
    return await office.get("wang", made)


async def lived(office: Office) -> tuple[str, str, str]:
    """A customer with everything that is kept of customers; → his id, his call's, his document's."""
    made = await customer(office)
    call = await call_of(office, made.id)
    document = await document_of(office, made.id, call)
    now = utcnow()
    async with office.db.write() as session:
        await add_product(session, who("wang"), made.id, ProductBody(serial="SN-4711-0815", note=f"在{STREET}"))
        mail = Voicemail(id=new_id(), call_id=call, unit_id="north", box="b", from_number=NUMBER, seconds=3.0)
        mail.customer_id, mail.left_at = made.id, now
        session.add(mail)
        await session.flush()
        await tell_of(session, mail, ["chief"])
        await TicketService(session, system(), zone=ZONE).create(ticket_of(mail, "repair", "wang"), source="voicemail")
        job = DocumentJob(id=new_id(), document_id=document.id, kind="call_back", at=now)
        job.what = {"queue": "service", "number": NUMBER}
        session.add(job)
        message = OutboxMessage(
            id=new_id(), kind="sms", recipient=NUMBER, subject="", body=f"{NAME}您好", state="failed"
        )
        message.once, message.template, message.language, message.unit_id = f"document:x:{NUMBER}", "", "zh", "north"
        message.customer_id, message.created_at, message.options = made.id, now, {"values": {"customer": NAME}}
        message.attempts, message.error, message.reference = 0, "", ""
        session.add(message)
        await session.flush()
        service = OutboxService(session, system())
        await service.resend(message.id)
        await service.cancel(message.id)
    return made.id, call, document.id


async def everything(db: Database, *left_out: str) -> list[tuple[str, str]]:
    """Each row of each table, as text."""
    found: list[tuple[str, str]] = []
    async with db.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in left_out:
                rows = [dict(row._mapping) for row in await session.execute(select(table))]
                found += [(table.name, json.dumps(row, ensure_ascii=False, default=str)) for row in rows]
    return found


def telling(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(word, row) for word in TOLD for table, row in rows if word in row]


async def test_the_audit_log_says_who_did_what_and_nothing_personal(office: Office) -> None:
    _, call, document = await lived(office)
    rows = [(name, row) for name, row in await everything(office.db) if name == "audit_entries"]
    assert telling(rows) == []
    async with office.db.read() as session:
        entries = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        told = {(one.action, one.subject): one.details for one in entries}
        kept = await session.scalar(select(DocumentChange.changes).where(DocumentChange.action == "update"))
    changed = told["documents.update", document]
    assert changed == dict.fromkeys(("content", "fields.address", "fields.tel"), "•••")
    assert told["calls.wrap_up", call] == {"note": "•••", "disposition": "solved"}
    assert kept is not None
    assert kept["fields.address"] == [STREET, NEW_STREET], "what was written stands where an erasure reaches it"


async def test_after_an_erasure_nothing_tells_who_he_was(office: Office) -> None:
    ident, _, document = await lived(office)
    other = await customer(office, "+8613999999999", "别的人")
    async with office.db.write() as session:
        unclaimed = Call(id=new_id(), unit_id="north", direction="inbound", from_number=NUMBER, to_number="1")
        unclaimed.timeline, unclaimed.started_at = [{"at": 1, "type": "x", "data": {"from": NUMBER}}], NOON
        session.add(unclaimed)
    before = await everything(office.db)
    assert {word for word, _ in telling(before)} >= {NUMBER[3:], NAME, FORMER_NAME, CONTACT, STREET, EMAIL, NEW_STREET}
    assert len({table for table, row in before if NUMBER[3:] in row}) > 8
    async with office.db.write() as session:
        await CustomerService(session, who("wang")).update(
            other.id, CustomerChange.model_validate({"name": "别的人", "contact": "", "addresses": [], "note": ""})
        )
        erased = await erase(session, system(), ident, "request 2026/18")
    assert (erased.calls, erased.voicemails, erased.tickets) == (2, 1, 2)
    after = [(table, row) for table, row in await everything(office.db) if other.id not in row]
    assert telling(after) == []
    async with office.db.read() as session:
        row = await session.get_one(Document, document)
        assert (row.fields, row.type, row.status, row.phone) == ({"fault": "leak"}, "repair", "handling", "erased")
        job = await session.scalar(select(DocumentJob).where(DocumentJob.kind == "call_back"))
        assert job is not None
        assert job.done_at is not None, "nobody is called back at a number that is erased"
        titles = set(await session.scalars(select(Document.title)))
    assert titles == {"erased报修", "语音留言 Voicemail erased"}
    assert await office.find("wang", q="漏水") == []
    assert await office.find("wang", q="欧阳") == []


async def test_whoever_sees_numbers_masked_does_not_overwrite_them(office: Office) -> None:
    made = await customer(office)
    document = await office.create(
        "wang", type="repair", title="回电", content="打13812345678或座机62881234", phone=NUMBER, customer_id=made.id,
        fields={"tel": NUMBER},
    )  # fmt: skip
    masked = {"content": "改天打138****5678或座机****1234", "phone": "138****5678", "fields": {"tel": "138****5678"}}
    async with office.db.write() as session:
        service = DocumentService(Work(session, BLIND, ZONE, now=NOON))
        changed = await service.change(
            document.id, DocumentPatch.model_validate(masked | {"version": document.version})
        )
        assert (changed.content, changed.phone) == ("改天打13812345678或座机62881234", NUMBER)
        assert changed.fields["tel"] == NUMBER
        for wrong in ({"content": "打139****0000"}, {"phone": "139****0000"}, {"fields": {"tel": "139****0000"}}):
            with pytest.raises(Invalid) as refused:
                await service.change(document.id, DocumentPatch.model_validate(wrong | {"version": changed.version}))
            assert str(refused.value.details["field"]) in {"content", "phone", "fields.tel"}
        customers = CustomerService(session, BLIND)
        row = await customers.update(made.id, CustomerChange(note="改：138****5678"))
        assert row.note == "改：138-1234-5678"
        new = {"type": "repair", "title": "再来", "phone": "138****5678", "customer_id": made.id}
        again = await service.create(NewDocument.model_validate(new))
        assert again.phone == NUMBER
    call = await call_of(office, made.id)
    async with office.db.write() as session:
        shown = await CallService(session, BLIND).wrap_up(call, WrapUp(note="已回 138****5678"))
        assert shown.note == f"已回 {NUMBER}"


async def test_nobody_tries_out_a_masked_number_by_a_field(office: Office) -> None:
    await office.create("wang", type="repair", title="一", fields={"address": "请打13812345678"})
    await office.create("wang", type="repair", title="二", fields={"address": "13812345678"})

    async def found(person: Principal, text: str) -> list[str]:
        asked = DocumentQuery.model_validate({"type": "repair", "field.address": text})
        async with office.db.read() as session:
            page = await DocumentService(Work(session, person, ZONE, now=NOON)).find(asked)
        return sorted(row.title for row in page.items)

    assert await found(who("wang"), "1381") == ["一", "二"]
    assert await found(BLIND, "1381") == await found(BLIND, "１３８") == []
    assert await found(BLIND, "13812345678") == ["二"]
    assert await found(BLIND, "请打") == ["一"]
