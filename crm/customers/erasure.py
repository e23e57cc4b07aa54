"""Erasing a customer's personal data on his request (PIPL 第四十七条), keeping what statistics need.

What goes: name, contact, sex, phones, addresses, note, tags, administrators' fields, serial numbers of his products,
relations, the values in his record's history, undone and possible merges; his number and name in calls, their notes and
timelines, in voicemails, callbacks, histories, surveys, tickets and events; the audio of his calls and messages, unless
a legal hold is on them. What stays: that there was a customer of this kind, category, source, level and region since
then, how many calls, how long, with which result. What people have typed into tickets and documents as free text cannot
be told from the company's own words and stays; the audit log, which the law wants, names him by his id only.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from crm.access import Principal
from crm.audit.service import note
from crm.base import Base, utcnow
from crm.calls.forms import OWNER as FORMS
from crm.calls.models import Call
from crm.customers.models import (
    Customer,
    CustomerChange,
    CustomerMerge,
    CustomerPhone,
    CustomerProduct,
    CustomerRelation,
)
from crm.customers.repository import CustomerRepository
from crm.customers.values import index_customer
from crm.errors import Conflict
from crm.events.models import Event
from crm.fields.index import forget
from crm.outbox.models import OutboxMessage
from crm.recordings.keeping import bury, held
from crm.recordings.models import Recording
from crm.tickets.models import Ticket
from crm.voicemails.models import Voicemail

ERASED = "erased"
"""Stands where a number was."""
_BY_CALL = ("agent_calls", "queue_visits", "survey_offers")
"""Tables with a `number` of the customer beside their `call_id`."""


class EraseBody(BaseModel):
    """`reason` is kept in the audit log: say where the request is filed, not what is to be forgotten."""

    model_config = ConfigDict(strict=True, extra="forbid")

    reason: str = Field(min_length=1, max_length=300)


class Erased(BaseModel):
    """What was masked or removed. `held`: recordings that a legal hold keeps."""

    calls: int
    voicemails: int
    tickets: int
    recordings: int
    held: int


async def erase(session: AsyncSession, who: Principal, customer_id: str, reason: str) -> Erased:
    """Conflict for one who is erased already. He cannot be brought back."""
    customer = await CustomerRepository(session, who, "customers.erase").get(customer_id)
    if customer.erased_at is not None:
        raise Conflict("this customer's personal data are erased already", message_zh="该客户的个人信息已经清除")
    numbers = {phone.number for phone in customer.phones}
    calls = await _calls(session, customer_id)
    mails = list(await session.scalars(select(Voicemail).where(Voicemail.customer_id == customer_id)))
    tickets = list(await session.scalars(select(Ticket).where(Ticket.customer_id == customer_id, Ticket.phone != "")))
    for mail in mails:
        mail.from_number = ERASED
    for ticket in tickets:
        ticket.phone = ERASED
    recordings, kept = await _recordings(session, who, [call.id for call in calls], [mail.id for mail in mails])
    await _own(session, customer)
    await _tables(session, customer_id, numbers)
    counts = Erased(calls=len(calls), voicemails=len(mails), tickets=len(tickets), recordings=recordings, held=kept)
    note(session, who, "customers.erase", "customer", customer_id, {"reason": reason, **counts.model_dump()})
    await session.flush()
    return counts


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


async def _calls(session: AsyncSession, customer_id: str) -> list[Call]:
    """Mask the customer's side of each of his calls, in its timeline and in the events of it too."""
    calls = list(
        await session.scalars(select(Call).where(Call.customer_id == customer_id).options(undefer(Call.timeline)))
    )
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


async def _tables(session: AsyncSession, customer_id: str, numbers: set[str]) -> None:
    """What else has his number beside his id, and messages to numbers that are nobody else's."""
    shared = set(await session.scalars(select(CustomerPhone.number).where(CustomerPhone.number.in_(numbers))))
    his = or_(OutboxMessage.recipient.in_(numbers - shared), OutboxMessage.customer_id == customer_id)
    for message in await session.scalars(select(OutboxMessage).where(his)):
        if message.state == "waiting":
            message.state = "cancelled"
        message.recipient, message.subject, message.body, message.options = ERASED, "", "", {}
    for table in Base.metadata.sorted_tables:
        for name in ("number", "phone"):
            if {"customer_id", name} <= set(table.c.keys()) and table.name != "customer_phones":
                mine = table.c.customer_id == customer_id, table.c[name].in_(numbers)
                await session.execute(update(table).where(*mine).values({name: ERASED}))
