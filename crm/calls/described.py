"""How records that calls led to are shown in a call's record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.calls.links import Described, describes
from crm.customers.models import Customer
from crm.documents.models import Document
from crm.documents.scope import seen
from crm.tickets.repository import TicketRepository
from crm.visits.models import Visit


@describes("ticket")
async def _tickets(session: AsyncSession, who: Principal, ids: Sequence[str]) -> dict[str, Described]:
    rows = await TicketRepository(session, who).among(ids)
    return {row.id: Described(row.number, row.title, row.type, row.status) for row in rows}


@describes("document")
async def _documents(session: AsyncSession, who: Principal, ids: Sequence[str]) -> dict[str, Described]:
    rows = await session.scalars(select(Document).where(Document.id.in_(ids), seen(who)))
    kinds = {"ticket": "ticket"}
    return {
        row.id: Described(row.number, row.title, row.type, row.status, kind=kinds.get(row.family, "")) for row in rows
    }


@describes("customer")
async def _customers(session: AsyncSession, who: Principal, ids: Sequence[str]) -> dict[str, Described]:
    own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
    seen = visible(who, "customers.read", unit=Customer.unit_id, own=own)
    rows = await session.scalars(select(Customer).where(Customer.id.in_(ids), seen))
    return {row.id: Described(row.number, row.name or row.number, row.kind) for row in rows}


@describes("visit")
async def _visits(session: AsyncSession, who: Principal, ids: Sequence[str]) -> dict[str, Described]:
    seen = visible(who, "visits.read", unit=Visit.unit_id, own=Visit.assignee_id == who.user)
    rows = await session.scalars(select(Visit).where(Visit.id.in_(ids), seen))
    return {row.id: Described("", row.name or row.phone, "visit", row.state) for row in rows}
