"""Everything that happened with a customer: calls, tickets, voicemails, newest first."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy import String, literal, select, union_all
from sqlalchemy import func as sql
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.calls.models import Call
from crm.calls.schemas import CallRow
from crm.calls.scope import calls_seen
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import TimelineItem
from crm.documents.scope import seen
from crm.paging import Page, PageQuery
from crm.tickets.models import FAMILY, Ticket
from crm.tickets.schemas import TicketRow
from crm.voicemails.boxes import own_boxes
from crm.voicemails.models import Voicemail
from crm.voicemails.service import VoicemailRow


async def timeline(session: AsyncSession, who: Principal, customer_id: str, asked: PageQuery) -> Page[TimelineItem]:
    """Only what the asker may see of each kind. NotFound when the customer is not his to see."""
    await CustomerRepository(session, who).get(customer_id)
    boxes = own_boxes(who.user)
    parts = (
        select(literal("call", String).label("kind"), Call.id.label("id"), Call.started_at.label("at")).where(
            Call.customer_id == customer_id, calls_seen(who, "calls.read")
        ),
        select(literal("ticket", String), Ticket.id, Ticket.created_at).where(
            Ticket.customer_id == customer_id, Ticket.family == FAMILY, seen(who, "tickets.read")
        ),
        select(literal("voicemail", String), Voicemail.id, Voicemail.left_at).where(
            Voicemail.customer_id == customer_id,
            Voicemail.deleted_at.is_(None),
            visible(who, "voicemails.read", unit=Voicemail.unit_id, own=boxes),
        ),
    )
    everything = union_all(*parts).subquery()
    total = await session.scalar(select(sql.count()).select_from(everything))
    rows = (
        await session.execute(
            select(everything)
            .order_by(everything.c.at.desc(), everything.c.id.desc())
            .limit(asked.page_size)
            .offset((asked.page - 1) * asked.page_size)
        )
    ).all()
    data = await _data(session, {kind: [row.id for row in rows if row.kind == kind] for kind in _SHOWN})
    items = [TimelineItem(kind=row.kind, at=row.at, id=row.id, data=data[row.kind, row.id]) for row in rows]
    return Page(items=items, total=int(total or 0), page=asked.page, page_size=asked.page_size)


_SHOWN: dict[str, tuple[Any, type[BaseModel]]] = {
    "call": (Call, CallRow),
    "ticket": (Ticket, TicketRow),
    "voicemail": (Voicemail, VoicemailRow),
}


async def _data(session: AsyncSession, ids: dict[str, list[str]]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, (model, shown) in _SHOWN.items():
        for row in await session.scalars(select(model).where(model.id.in_(ids[kind]))):
            found[kind, row.id] = shown.model_validate(row).model_dump(mode="json")
    return found
