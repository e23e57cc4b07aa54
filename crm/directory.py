"""Who is behind a number, and how far his ticket has come: what calls ask for. Read only, a few indexed queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.models import Call
from crm.customers.models import Customer, CustomerPhone
from crm.customers.popping import pop_fields, pop_products
from crm.documents.of_phone import documents_of_phone, goes_on_in, is_of_phone
from crm.documents.scope import seen
from crm.orders.card import orders_of
from crm.organisation.models import Unit
from crm.phones import local, normalise, region_of
from crm.tickets.models import FAMILY, Ticket
from crm.tickets.process import NAMES, OPEN, STEPS, Status
from telephony.ports import CustomerCard

CANDIDATES = 5
TICKETS = 3
CALLS = 5


def customer_card(connection: Connection, raw: str, *, area_code: str) -> CustomerCard:
    """The card of whoever calls from `raw` (any spelling). An unknown number has its region at least.

    It is the system's own look at everybody: who may see the card is decided where it is shown."""
    number = normalise(raw, area_code=area_code)
    rows = connection.execute(_BY_NUMBER, {"number": number}).all()
    if not rows:
        return CustomerCard(known=False, number=number, region=region_of(number))
    first = rows[0]
    tickets = connection.execute(_TICKETS, {"customer": first.id}).all()
    return CustomerCard(
        known=not first.provisional,
        number=number,
        region=region_of(number) or _region(first),
        customer=first.id,
        name=first.name,
        language=first.language,
        last_agent=first.last_agent_id,
        last_served=first.last_served_at.timestamp() if first.last_served_at else None,
        owner_agent=first.owner_id,
        ticket_agent=_ticket_agent(connection, first.id, tickets),
        category=first.category,
        candidates=tuple(
            {"customer": row.id, "number": row.number, "name": row.name, "category": row.category} for row in rows
        ),
        card={
            "number": first.number,
            "name": first.name,
            "contact": first.contact,
            "sex": first.sex,
            "category": first.category,
            "level": first.level,
            "source": first.source,
            "address": first.address,
            "note": first.note[:500],
            "provisional": first.provisional,
            "kind": first.kind,
            "tags": first.tags,
            "fields": pop_fields(connection, first),
            "products": pop_products(connection, first.id),
            "phone": local(number),
            "tickets": [_ticket(row) for row in tickets],
            "orders": orders_of(connection, first.id),
            "calls": _calls(connection, first.id),
        },
    )


_BY_NUMBER = (
    select(
        Customer.id,
        Customer.number,
        Customer.name,
        Customer.contact,
        Customer.sex,
        Customer.category,
        Customer.level,
        Customer.source,
        Customer.kind,
        Customer.tags,
        Customer.fields,
        Customer.address,
        Customer.note,
        Customer.language,
        Customer.provisional,
        Customer.region_zh,
        Customer.region_en,
        Customer.owner_id,
        Customer.last_agent_id,
        Customer.last_served_at,
    )
    .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
    .where(CustomerPhone.number == bindparam("number"))
    .order_by(Customer.last_contact_at.desc().nulls_last(), Customer.id)
    .limit(CANDIDATES)
)


def _region(row: Any) -> Mapping[str, str]:
    return {"zh": row.region_zh, "en": row.region_en} if row.region_zh and row.region_en else {}


_OPEN = and_(
    Ticket.customer_id == bindparam("customer"),
    Ticket.family == FAMILY,
    Ticket.confidential.is_(False),
    Ticket.status.in_([status.value for status in OPEN]),
)
"""Confidential ones (举报) stay off the card, which everybody sees who takes the call."""
_TICKETS = (
    select(Ticket.id, Ticket.number, Ticket.type, Ticket.status, Ticket.title, Ticket.created_at, Ticket.assignee_id)
    .where(_OPEN)
    .order_by(Ticket.created_at.desc())
    .limit(TICKETS)
)
_ASSIGNED = (
    select(Ticket.assignee_id).where(_OPEN, Ticket.assignee_id.is_not(None)).order_by(Ticket.created_at.desc()).limit(1)
)
_LAST_CALLS = (
    select(Call.id, Call.direction, Call.started_at, Call.outcome, Call.agent_id, Call.queue, Call.talk_seconds)
    .where(Call.customer_id == bindparam("customer"), Call.ended_at.is_not(None))
    .order_by(Call.started_at.desc())
    .limit(CALLS)
)


def _ticket(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "type": row.type,
        "status": row.status,
        "title": row.title,
        "created_at": row.created_at.timestamp(),
    }


def _ticket_agent(connection: Connection, customer_id: str, newest: Sequence[Any]) -> str | None:
    """Who works on the customer's newest open ticket that somebody works on; `newest` are those looked at already."""
    found = next((row.assignee_id for row in newest if row.assignee_id is not None), None)
    if found is not None or len(newest) < TICKETS:
        return found
    return connection.scalar(_ASSIGNED, {"customer": customer_id})


def _calls(connection: Connection, customer_id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "direction": row.direction,
            "started_at": row.started_at.timestamp(),
            "outcome": row.outcome,
            "agent": row.agent_id,
            "queue": row.queue,
            "talk_seconds": row.talk_seconds,
        }
        for row in connection.execute(_LAST_CALLS, {"customer": customer_id})
    ]


async def ticket_status(
    session: AsyncSession, who: Principal, params: Mapping[str, str], *, area_code: str
) -> dict[str, Any]:
    """`{number?, phone?}` → how far the ticket of that number is, or that of the phone or its customer: the newest open
    one, else the newest. With both: the ticket of that number, if it belongs to that phone or its customer. A duplicate
    that was merged is as far as the ticket that it was merged into.

    `{found: False}` when there is none."""
    number, phone = params.get("number") or None, normalise(params.get("phone") or "", area_code=area_code) or None
    there, ticket = (Ticket.family == FAMILY, seen(who)), None
    if number:
        ticket = await session.scalar(select(Ticket).where(*there, Ticket.number == number))
        if ticket is not None and phone and not await is_of_phone(session, ticket, phone):
            ticket = None
    elif phone and (theirs := await documents_of_phone(session, (*there, Ticket.confidential.is_(False)), phone)):
        newest = next((one for one in theirs if one.status in OPEN), theirs[0])  # none that was merged is open
        ticket = await session.get_one(Ticket, newest.id)
    if ticket is None:
        return {"found": False}
    goes_on = await goes_on_in(session, ticket)
    status = Status(goes_on.status)
    unit = await session.get_one(Unit, goes_on.unit_id)
    return {
        "found": True,
        "number": ticket.number,
        "status": status.value,
        "status_zh": NAMES[status]["zh"],
        "status_en": NAMES[status]["en"],
        "step_zh": STEPS[status]["zh"],
        "step_en": STEPS[status]["en"],
        "department_zh": unit.name_zh,
        "department_en": unit.name_en,
    }
