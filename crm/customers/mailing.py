"""Text messages to many customers (短信群发): counted first, written piece by piece, with progress, to be cancelled.

Nobody is written to who has no mobile number, wants no messages (`no_sms`) or was erased; that is looked at when it is
counted and again when his turn comes. Of several customers with one number the first is written to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload, undefer

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.customers.likeness import is_mobile
from crm.customers.models import Customer, CustomerMailing
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import CustomerFilters, UserId
from crm.errors import Conflict, Invalid, NotFound
from crm.outbox.service import send
from crm.outbox.templates import fill, template
from crm.paging import Page, PageQuery, fetch_page, page_of
from crm.routing.settings import facts
from telephony.errors import HotlineError

MOST = 20_000
PIECE = 50
"""Customers written to in one transaction: others write in between."""
Text = Annotated[str, Field(max_length=300)]


class Selection(BaseModel):
    """`ids`, or all that the list's filters find, what is searched for (`q`) included."""

    model_config = ConfigDict(extra="forbid")

    ids: list[UserId] | None = Field(None, min_length=1, max_length=MOST)
    filters: CustomerFilters | None = None


class MailingBody(BaseModel):
    """`values` for the template's variables, besides `customer` (his name) and `company`. `language` for those who
    have none of their own."""

    model_config = ConfigDict(extra="forbid")

    selection: Selection
    template: str = Field(max_length=64)
    language: Literal["zh", "en"] = "zh"
    values: dict[str, Text] = Field(default_factory=dict, max_length=40)


class NewMailing(MailingBody):
    """`expected`: how many recipients were shown before; 409 when there are others now."""

    expected: int


class MailingPreview(BaseModel):
    """`recipients` of the `selected`; the others have no mobile number or the same one as a recipient before them, want
    no messages, or were erased. `example`: what the first of them gets."""

    selected: int
    recipients: int
    no_mobile: int
    same_number: int
    opted_out: int
    erased: int
    example: str


class MailingRow(BaseModel):
    """`done` of `total` customers are behind it; `sent`: messages put into the outbox."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    template: str
    language: str
    total: int
    done: int
    sent: int
    state: Literal["running", "done", "cancelled", "failed"]
    error: str
    created_by: str | None
    created_at: datetime
    ended_at: datetime | None


async def preview(session: AsyncSession, who: Principal, body: MailingBody, *, area_code: str) -> MailingPreview:
    """Raises NotFound or Invalid for a template that says nothing by SMS, or a missing value."""
    counts, recipients = await _chosen(session, who, body.selection, area_code)
    first = await session.get(Customer, recipients[0]) if recipients else None
    values = await _values(session, body.values, first.name if first else "")
    language = (first.language if first else None) or body.language
    example = fill(await template(session, body.template), "sms", language, values).body
    return MailingPreview(**counts, recipients=len(recipients), example=example)


async def start(session: AsyncSession, who: Principal, body: NewMailing, *, area_code: str) -> MailingRow:
    """Conflict when the count is not the one that was shown."""
    shown = await preview(session, who, body, area_code=area_code)
    _, recipients = await _chosen(session, who, body.selection, area_code)
    if len(recipients) != body.expected:
        raise Conflict(
            f"there are {len(recipients)} recipients, not {body.expected}: look again",
            field="expected",
            message_zh=f"现有 {len(recipients)} 位接收人，与确认时的 {body.expected} 位不同，请重新确认",
        )
    if not recipients:
        raise Invalid("nobody is to be written to", field="selection", message_zh="没有可以接收短信的客户")
    row = CustomerMailing(
        id=new_id(),
        unit_id=who.unit,
        template=body.template,
        language=body.language,
        values=body.values,
        customers=recipients,
        total=len(recipients),
        state="running",
        created_by=who.user,
        created_at=utcnow(),
    )
    session.add(row)
    await session.flush()
    details = {"template": body.template, "recipients": len(recipients), "selected": shown.selected}
    note(session, who, "customers.mailing", "customer_mailing", row.id, details)
    return MailingRow.model_validate(row)


async def mailings(session: AsyncSession, who: Principal, asked: PageQuery) -> Page[MailingRow]:
    query = select(CustomerMailing).where(_seen(who)).order_by(CustomerMailing.id.desc())
    rows, total = await fetch_page(session, query, asked)
    return page_of(asked, rows, total, MailingRow.model_validate)


async def get(session: AsyncSession, who: Principal, mailing_id: str) -> MailingRow:
    return MailingRow.model_validate(await _get(session, who, mailing_id))


async def cancel(session: AsyncSession, who: Principal, mailing_id: str) -> MailingRow:
    """Whoever has been written to already stays so. Conflict when it is over."""
    row = await _get(session, who, mailing_id)
    if row.state != "running":
        raise Conflict(f"the mailing is {row.state}", message_zh="该群发已经结束")
    row.state, row.ended_at = "cancelled", utcnow()
    note(session, who, "customers.mailing_cancel", "customer_mailing", row.id, {"done": row.done, "sent": row.sent})
    await session.flush()
    return MailingRow.model_validate(row)


async def advance(session: AsyncSession) -> bool:
    """Write to the next few of the oldest running mailing, in this transaction; False when none is running. A piece
    that is done again after a crash writes to nobody twice (`once`)."""
    row = await session.scalar(
        select(CustomerMailing)
        .where(CustomerMailing.state == "running")
        .order_by(CustomerMailing.id)
        .limit(1)
        .options(undefer(CustomerMailing.customers))
        .with_for_update()
    )
    if row is None:
        return False
    piece = row.customers[row.done : row.done + PIECE]
    try:
        row.sent += await _write_to(session, row, piece)
    except HotlineError as error:
        row.state, row.error, row.ended_at = "failed", str(error)[:300], utcnow()
        return True
    row.done += len(piece)
    if row.done >= row.total:
        row.state, row.ended_at = "done", utcnow()
    return True


async def _write_to(session: AsyncSession, row: CustomerMailing, piece: Sequence[str]) -> int:
    found = await session.scalars(select(Customer).where(Customer.id.in_(piece)).options(selectinload(Customer.phones)))
    customers = {customer.id: customer for customer in found}
    sent = 0
    for customer_id in piece:
        customer = customers.get(customer_id)
        if customer is None or _why_not(customer) is not None:
            continue
        made = await send(
            session,
            row.template,
            customer.language or row.language,
            to=_mobile(customer) or "",
            values=await _values(session, row.values, customer.name),
            once=f"mailing:{row.id}:{customer.id}",
            unit=row.unit_id,
            customer_id=customer.id,
            subject_kind="customer_mailing",
            subject_id=row.id,
        )
        sent += made is not None
    return sent


async def _chosen(
    session: AsyncSession, who: Principal, selection: Selection, area_code: str
) -> tuple[dict[str, int], list[str]]:
    """Counts of those who are selected and not written to, and the recipients in order of their numbers."""
    filters = selection.filters or CustomerFilters.model_validate({})
    if (selection.ids is None) == (selection.filters is None):
        raise Invalid("give ids or filters", field="selection", message_zh="请给出客户编号或筛选条件之一")
    customers = CustomerRepository(session, who, "customers.text")
    conditions = await customers.conditions(filters, area_code)
    if filters.q and filters.q.strip():
        conditions.append(Customer.id.in_(await customers.found(filters, area_code, MOST + 1)))
    if selection.ids is not None:
        conditions.append(Customer.id.in_(selection.ids))
    query = select(Customer).where(*conditions).order_by(Customer.id).options(selectinload(Customer.phones))
    rows = list(await session.scalars(query.limit(MOST + 1)))
    if len(rows) > MOST:
        raise Invalid(f"at most {MOST} customers at a time", field="selection", message_zh=f"一次最多 {MOST} 个客户")
    counts = {"selected": len(rows), "no_mobile": 0, "same_number": 0, "opted_out": 0, "erased": 0}
    recipients: dict[str | None, str] = {}
    for row in rows:
        why = _why_not(row)
        if why is None and _mobile(row) in recipients:
            why = "same_number"
        if why is None:
            recipients[_mobile(row)] = row.id
        else:
            counts[why] += 1
    return counts, list(recipients.values())


def _why_not(customer: Customer) -> str | None:
    if customer.erased_at is not None:
        return "erased"
    if customer.no_sms:
        return "opted_out"
    return None if _mobile(customer) else "no_mobile"


def _mobile(customer: Customer) -> str | None:
    return next((phone.number for phone in customer.phones if is_mobile(phone.number)), None)


async def _values(session: AsyncSession, given: Mapping[str, str], name: str) -> dict[str, Any]:
    company = await facts(session)
    return {"company": company.name_zh, "customer": name, **given}


def _seen(who: Principal) -> Any:
    own = CustomerMailing.created_by == who.user
    return visible(who, "customers.text", unit=CustomerMailing.unit_id, own=own)


async def _get(session: AsyncSession, who: Principal, mailing_id: str) -> CustomerMailing:
    row = await session.scalar(select(CustomerMailing).where(CustomerMailing.id == mailing_id, _seen(who)))
    if row is None:
        raise NotFound(f"there is no mailing {mailing_id}")
    return row
