"""Erasing a customer's personal data on his request (PIPL 第四十七条), keeping what statistics need.

What goes: name, contact, sex, phones, addresses, note, tags, administrators' fields, serial numbers of his products,
relations, the values in his record's history, undone and possible merges; what was typed into the fields of his tickets
and documents, now and before; files attached to his record, his tickets, documents and calls, and the audio of his
calls and messages, unless a legal hold is on them. His numbers, names and addresses, former ones too, are taken out of
every text of every row that is about him (crm/customers/traces.py): calls, their notes and timelines, voicemails,
callbacks, histories, surveys, tickets, visits, lists, words in message boxes, events. What stays: that there was a
customer of this kind, category, source, level and region since then, how many calls, how long, with which result; and
what else people wrote about him. The audit log holds nothing personal (crm/audit/rule.py). Lists of numbers that must
not be called or served (黑名单) are the company's own and stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from crm.access import Principal
from crm.attachments.service import release
from crm.audit.service import note
from crm.base import Base, utcnow
from crm.calls.forms import OWNER as FORMS
from crm.calls.models import Call
from crm.customers.definitions import customer_fields
from crm.customers.models import (
    Customer,
    CustomerChange,
    CustomerMerge,
    CustomerPhone,
    CustomerProduct,
    CustomerRelation,
)
from crm.customers.personal import ERASED, Personal
from crm.customers.repository import CustomerRepository
from crm.customers.telling import tell_erased
from crm.customers.traces import His, empty_documents, is_typed, strip, unclaimed, whose
from crm.customers.values import index_customer
from crm.documents.models import Document
from crm.errors import Conflict
from crm.events.models import Event
from crm.fields.index import forget
from crm.outbox.models import OutboxMessage
from crm.recordings.keeping import bury, held
from crm.recordings.models import LegalHold, Recording
from crm.voicemails.models import Voicemail

_BY_CALL = ("agent_calls", "queue_visits", "survey_offers")
"""Tables with a `number` of the customer beside their `call_id`."""


class EraseBody(BaseModel):
    """`reason` is kept in the audit log: say where the request is filed, not what is to be forgotten."""

    model_config = ConfigDict(strict=True, extra="forbid")

    reason: str = Field(min_length=1, max_length=300)


class Erased(BaseModel):
    """What was masked or removed. `tickets`: with documents of other kinds. `files`: attachments. `held`: recordings
    that a legal hold keeps."""

    calls: int
    voicemails: int
    tickets: int
    files: int
    recordings: int
    held: int


async def erase(session: AsyncSession, who: Principal, customer_id: str, reason: str) -> Erased:
    """Conflict for one who is erased already. He cannot be brought back."""
    customer = await CustomerRepository(session, who, "customers.erase").get(customer_id)
    if customer.erased_at is not None:
        raise Conflict("this customer's personal data are erased already", message_zh="该客户的个人信息已经清除")
    known = await _known(session, customer)
    numbers = known.numbers - set(
        await session.scalars(
            select(CustomerPhone.number).where(
                CustomerPhone.number.in_(known.numbers), CustomerPhone.customer_id != customer_id
            )
        )
    )
    calls = await _calls(session, customer_id, numbers)
    theirs = whose(Voicemail.__table__, customer_id, Voicemail.from_number, numbers=numbers)
    mails = list(await session.scalars(select(Voicemail).where(theirs)))
    mine = whose(Document.__table__, customer_id, Document.phone, numbers=numbers)
    documents = list(await session.scalars(select(Document).where(mine)))
    for mail in mails:
        mail.from_number = ERASED
    for document in documents:
        document.phone = ERASED if document.phone else ""
    recordings, kept = await _recordings(session, who, [call.id for call in calls], [mail.id for mail in mails])
    await _own(session, customer)
    await _tables(session, customer_id, numbers, known.numbers)
    known.words |= await empty_documents(session, documents)
    await session.flush()
    his = His(
        customer_id,
        [call.id for call in calls],
        [document.id for document in documents],
        [mail.id for mail in mails],
        await _heard(session, [call.id for call in calls]),
    )
    files = await _files(session, his)
    connection = await session.connection()
    await connection.run_sync(strip, his, Personal(known.numbers, known.names, known.words))
    counts = Erased(
        calls=len(calls),
        voicemails=len(mails),
        tickets=len(documents),
        files=files,
        recordings=recordings,
        held=kept,
    )
    note(session, who, "customers.erase", "customer", customer_id, {"reason": reason, **counts.model_dump()})
    tell_erased(session, who, customer_id)
    await session.flush()
    session.expire_all()
    return counts


@dataclass(slots=True)
class _Known:
    """`kinds` of administrators' fields: only what was typed into them is personal, not what was chosen."""

    kinds: Mapping[str, str]
    numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


async def _known(session: AsyncSession, customer: Customer) -> _Known:
    """What tells who he is, as it stands in his record and stood there before."""
    found = _Known({one.code: one.kind for one in await customer_fields(session)})
    found.numbers |= {phone.number for phone in customer.phones}
    _add(found, {column: getattr(customer, column) for column in ("name", "contact", "address", "addresses", "fields")})
    for changes in await session.scalars(
        select(CustomerChange.changes).where(CustomerChange.customer_id == customer.id)
    ):
        for name, pair in changes.items():
            for value in pair if isinstance(pair, list) else ():
                _add(found, {name: value})
    merged = or_(CustomerMerge.kept_id == customer.id, CustomerMerge.gone_id == customer.id)
    for before in await session.scalars(select(CustomerMerge.before).where(merged)):
        _add(found, before.get("gone", {}))
        phones = [one.get("row", {}) for one in (*before.get("moved", ()), *before.get("dropped", ()))]
        found.numbers |= {str(row["number"]) for row in phones if row.get("number")}
    products = select(CustomerProduct.serial, CustomerProduct.barcode).where(CustomerProduct.customer_id == customer.id)
    for row in await session.execute(products):
        found.words |= {row.serial, row.barcode}
    return found


def _add(found: _Known, values: Mapping[str, Any]) -> None:
    """Take what is personal of a customer's values, under their own names."""
    for name, value in values.items():
        match name, value:
            case "name" | "contact", str():
                found.names.add(value)
            case "address", str():
                found.words.add(value)
            case "phones", list():
                found.numbers |= {one for one in value if isinstance(one, str)}
            case "addresses", list():
                for one in value:
                    if isinstance(one, dict):
                        found.words |= {str(one.get(part) or "") for part in ("text", "household")}
                        found.names.add(str(one.get("contact") or ""))
                        found.numbers |= {str(one["phone"])} if one.get("phone") else set()
            case "fields", dict():
                _add(found, {f"fields.{code}": one for code, one in value.items()})
            case _, str() if name.startswith("fields.") and is_typed(found.kinds, name.removeprefix("fields.")):
                found.words.add(value)


async def _own(session: AsyncSession, customer: Customer) -> None:
    for name in ("name", "contact", "sex", "address", "note"):
        setattr(customer, name, "")
    customer.addresses, customer.tags, customer.fields, customer.phones = [], [], {}, []
    customer.owner_id = customer.language = None
    customer.no_sms, customer.provisional = True, False
    customer.erased_at = customer.updated_at = utcnow()
    await index_customer(session, customer)
    product = {"serial": "", "barcode": "", "note": ""}
    await session.execute(update(CustomerProduct).where(CustomerProduct.customer_id == customer.id).values(product))
    either = or_(CustomerRelation.customer_id == customer.id, CustomerRelation.other_id == customer.id)
    await session.execute(delete(CustomerRelation).where(either))
    await session.execute(update(CustomerChange).where(CustomerChange.customer_id == customer.id).values(changes={}))
    merged = or_(CustomerMerge.kept_id == customer.id, CustomerMerge.gone_id == customer.id)
    await session.execute(delete(CustomerMerge).where(merged))


async def _calls(session: AsyncSession, customer_id: str, numbers: set[str]) -> list[Call]:
    """Mask the customer's side of each of his calls, in its timeline and in the events of it too."""
    his = whose(Call.__table__, customer_id, Call.from_number, Call.to_number, numbers=numbers)
    calls = list(await session.scalars(select(Call).where(his).options(undefer(Call.timeline))))
    for call in calls:
        side = "to_number" if call.direction == "outbound" else "from_number"
        number = getattr(call, side)
        personal = {number, call.from_name} - {"", ERASED}
        setattr(call, side, ERASED)
        call.from_name = call.note = ""
        call.disposition_fields = {}
        call.form = {}
        call.timeline = without(call.timeline, personal)
        for event in await session.scalars(select(Event).where(Event.call_id == call.id)):
            event.data = without(event.data, personal)
        for name in _BY_CALL:
            table: Table = Base.metadata.tables[name]
            mine = table.c.call_id == call.id, table.c.number == number
            await session.execute(update(table).where(*mine).values(number=ERASED))
    await forget(session, FORMS, [call.id for call in calls])
    return calls


def without(value: Any, personal: set[str]) -> Any:
    """JSON with each text that is one of `personal` replaced, and customers' cards emptied."""
    if isinstance(value, dict):
        return {name: {} if name in {"card", "candidates"} else without(one, personal) for name, one in value.items()}
    if isinstance(value, list):
        return [without(one, personal) for one in value]
    return ERASED if isinstance(value, str) and value in personal else value


async def _recordings(session: AsyncSession, who: Principal, calls: list[str], mails: list[str]) -> tuple[int, int]:
    """→ how many go, how many are held."""
    mine = or_(Recording.call_id.in_(calls), Recording.id.in_(mails))
    there = Recording.state.not_in(["deleting", "deleted"])
    going = list(await session.scalars(select(Recording).where(mine, there, ~held())))
    kept = list(await session.scalars(select(Recording.id).where(mine, there, held())))
    await bury(session, going, rule="by_hand", reason="personal data erased 个人信息清除", who=who)
    return len(going), len(kept)


async def _files(session: AsyncSession, his: His) -> int:
    """Attachments go, but for those of calls under a legal hold, and all of a customer under one; how many."""
    holds = select(LegalHold.kind, LegalHold.subject).where(
        LegalHold.cleared_at.is_(None), LegalHold.subject.in_([his.customer, *his.calls])
    )
    on_hold = {(row.kind, row.subject) for row in await session.execute(holds)}
    if ("customer", his.customer) in on_hold:
        return 0
    going = {kind: [one for one in ids if (kind, one) not in on_hold] for kind, ids in his.subjects.items()}
    return await release(session, going)


async def _heard(session: AsyncSession, calls: Sequence[str]) -> list[str]:
    """Ids of the recordings of these calls."""
    return list(await session.scalars(select(Recording.id).where(Recording.call_id.in_(calls))))


async def _tables(session: AsyncSession, customer_id: str, numbers: set[str], every: set[str]) -> None:
    """What else has his number beside his id, or no id at all, and messages to him. `numbers` are nobody else's."""
    his = or_(OutboxMessage.recipient.in_(numbers), OutboxMessage.customer_id == customer_id)
    for message in await session.scalars(select(OutboxMessage).where(his)):
        if message.state == "waiting":
            message.state = "cancelled"
        message.recipient, message.subject, message.body, message.options = ERASED, "", "", {}
    for table in Base.metadata.sorted_tables:
        for name in ("number", "phone"):
            if not {"customer_id", name} <= set(table.c.keys()) or table.name == "customer_phones":
                continue
            column, own = table.c[name], table.c.customer_id == customer_id
            mine = or_(own & column.in_(every), unclaimed(table, column, numbers))
            gone = {name: ERASED} | ({"name": ""} if "name" in table.c else {})
            await session.execute(update(table).where(mine).values(gone))
