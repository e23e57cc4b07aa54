"""Documents entered by those who see no whole phone numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.models import Call
from crm.calls.scope import calls_seen
from crm.customers.models import CustomerPhone
from crm.customers.repository import CustomerRepository
from crm.documents.models import Document
from crm.documents.schemas import NewDocument
from crm.documents.scope import seen
from crm.errors import NotFound
from crm.masking import unveiled, veiled


async def whole(session: AsyncSession, who: Principal, new: NewDocument) -> NewDocument:
    """With the numbers behind those that were shown masked: of its customer, of its call, of what it is made from.
    Invalid for a masked number that is none of these."""
    if not veiled(who):
        return new
    known: list[Any] = await _phones(session, who, new.customer_id)
    for query in (
        select(Call.from_number, Call.to_number).where(Call.id == new.call_id, calls_seen(who, "calls.read")),
        select(Document.phone, Document.title, Document.content, Document.fields).where(
            Document.id == new.from_id, seen(who)
        ),
    ):
        known += [list(row) for row in await session.execute(query)]
    given = new.model_dump(include={"title", "content", "phone", "fields"})
    return new.model_copy(update={name: unveiled(who, one, known, name) for name, one in given.items()})


async def _phones(session: AsyncSession, who: Principal, customer_id: str | None) -> list[Any]:
    if customer_id is None:
        return []
    try:
        await CustomerRepository(session, who).get(customer_id)
    except NotFound:
        return []
    return list(await session.scalars(select(CustomerPhone.number).where(CustomerPhone.customer_id == customer_id)))
