"""Who could be visited by a rule: tickets or customers that the planner sees, with what conditions look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.customers.models import Customer, CustomerPhone
from crm.documents.models import Document, DocumentLink
from crm.documents.scope import seen
from crm.fields import conditions
from crm.fields.definitions import FieldDefinition
from crm.sampling import rank_of
from crm.tickets.models import FAMILY, Ticket
from crm.visits.conditions import as_sql
from crm.visits.models import Visit
from crm.visits.sampling import wanted
from crm.visits.schemas import Properties, Rule

_AT_A_TIME = 500
_STREAMED = 2_000
"""Candidates that are read from the database at a time; of each no more than what decides."""
VISIT = "visit"
"""The family of documents that are visits."""


def _text(code: str, zh: str, en: str) -> FieldDefinition:
    return FieldDefinition.model_validate({"code": code, "kind": "text", "label": {"zh": zh, "en": en}})


_OF_CUSTOMER = (
    _text("category", "客户分类", "Category"),
    _text("level", "会员等级", "Level"),
    _text("source", "客户来源", "Source"),
    _text("customer_kind", "客户类型", "Kind of customer"),
    _text("region", "地区", "Region"),
)
PROPERTIES = Properties(
    tickets=[
        _text("type", "受理类型", "Type"),
        _text("status", "状态", "Status"),
        _text("unit", "部门", "Unit"),
        _text("handler", "处理人", "Handler"),
        *_OF_CUSTOMER,
    ],
    customers=[_text("unit", "部门", "Unit"), _text("owner", "归属坐席", "Owner"), *_OF_CUSTOMER],
)
"""What conditions may look at. Users and units are named by their ids."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`id` is the ticket's or the customer's; `owner` the ticket's handler or the customer's agent."""

    id: str
    customer: str | None
    ticket: str | None
    name: str
    phone: str
    owner: str | None
    unit: str


@dataclass(slots=True)
class Drawn:
    """How many fit, why the others do not, and those who were chosen, in the order of their ranks."""

    looked_at: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    fitting: int = 0
    chosen: list[Candidate] = field(default_factory=list)


async def draw(session: AsyncSession, who: Principal, rule: Rule, now: datetime, seed: str, most: int) -> Drawn:
    """Of all whom the planner sees, however many there are, those with the smallest ranks (crm.sampling); at most
    `most`. It only reads. Raises Invalid for a condition over what there is not."""
    tickets = rule.source == "tickets"
    if rule.where is not None:
        known = PROPERTIES.tickets if tickets else PROPERTIES.customers
        conditions.check(rule.where, known, place="rule.where")
    query, columns = _tickets(who, rule) if tickets else _customers(who)
    found = Drawn(looked_at=int(await session.scalar(select(func.count()).select_from(query.subquery())) or 0))
    lately = await _visited_since(session, now - timedelta(days=rule.rest_days)) if rule.rest_days else set()
    visited = await _visited(session) if tickets else set()
    taken: set[str] = set()
    ranked: list[tuple[str, str]] = []
    met = 0
    rows = await session.stream(query.where(as_sql(rule.where, columns)).execution_options(yield_per=_STREAMED))
    async for piece in rows.partitions():
        met += len(piece)
        fresh = []
        for row in piece:
            if not row.reachable:
                found.left_out["no_phone"] += 1
            elif tickets and row.id in visited:
                found.left_out["visited"] += 1
            elif row.customer in lately:
                found.left_out["visited_lately"] += 1
            elif tickets and row.customer in taken:
                found.left_out["same_customer"] += 1
            else:
                found.fitting += 1
                fresh.append((rank_of(seed, row.id), row.id))
                if tickets and row.customer is not None:
                    taken.add(row.customer)
        ranked = nsmallest(most, ranked + fresh)
    if met < found.looked_at:
        found.left_out["condition"] = found.looked_at - met
    count = min(most, wanted(found.fitting, size=rule.size, share=rule.share))
    ids = [each for _, each in ranked[:count]]
    found.chosen = await (_drawn_tickets if tickets else _drawn_customers)(session, ids)
    return found


async def still_free(session: AsyncSession, rule: Rule, chosen: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """Those whom nobody else has put into a list since they were drawn."""
    lately = await _visited_since(session, now - timedelta(days=rule.rest_days)) if rule.rest_days else set()
    visited = await _visited(session) if rule.source == "tickets" else set()
    return [each for each in chosen if each.customer not in lately and each.ticket not in visited - {None}]


async def _visited_since(session: AsyncSession, since: datetime) -> set[str | None]:
    """Customers who were visited, or are to be: by an agent's list, or by a document of the family visit."""
    listed = select(Visit.customer_id).where(
        Visit.customer_id.is_not(None), Visit.batch_id.is_not(None), (Visit.done_at >= since) | (Visit.state == "open")
    )
    document = select(Document.customer_id).where(
        Document.family == VISIT, Document.customer_id.is_not(None), Document.status != "cancelled",
        Document.closed_at.is_(None) | (Document.closed_at >= since),
    )  # fmt: skip
    return {*await session.scalars(listed), *await session.scalars(document)}


async def _visited(session: AsyncSession) -> set[str | None]:
    """Documents that have a visit made out of them, or stand in an agent's list."""
    made = (
        select(DocumentLink.other_id)
        .join(Document, Document.id == DocumentLink.document_id)
        .where(Document.family == VISIT, DocumentLink.relation == "from", DocumentLink.kind == "document")
    )
    listed = select(Visit.ticket_id).where(Visit.ticket_id.is_not(None), Visit.state == "open")
    return {*await session.scalars(made), *await session.scalars(listed)}


def _tickets(who: Principal, rule: Rule) -> tuple[Any, dict[str, Any]]:
    """Closed tickets, and those that wait to be visited: the last closed first, so that of a customer's it is the last
    one; and what conditions may look at."""
    closed = func.coalesce(Ticket.closed_at, Ticket.updated_at)
    reachable = or_(Ticket.phone != "", _has_phone(Ticket.customer_id))
    query = (
        select(Ticket.id, Ticket.customer_id.label("customer"), reachable.label("reachable"))
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.family == FAMILY, seen(who, "tickets.read"))
        .where(Ticket.status.in_(("to_visit", "done", "archived")))
        .order_by(closed.desc(), Ticket.id.desc())
    )
    if rule.closed_from is not None:
        query = query.where(closed >= rule.closed_from)
    if rule.closed_to is not None:
        query = query.where(closed < rule.closed_to)
    own: dict[str, Any] = {
        "type": Ticket.type,
        "status": Ticket.status,
        "unit": Ticket.unit_id,
        "handler": Ticket.assignee_id,
    }
    return query, own | _CUSTOMERS


def _customers(who: Principal) -> tuple[Any, dict[str, Any]]:
    own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
    query = select(Customer.id, Customer.id.label("customer"), _has_phone(Customer.id).label("reachable"))
    query = query.where(visible(who, "customers.read", unit=Customer.unit_id, own=own), Customer.provisional.is_(False))
    columns: dict[str, Any] = {"unit": Customer.unit_id, "owner": Customer.owner_id}
    return query, columns | _CUSTOMERS


_CUSTOMERS: dict[str, Any] = {
    "category": Customer.category,
    "level": Customer.level,
    "source": Customer.source,
    "customer_kind": Customer.kind,
    "region": Customer.region_zh,
}


def _has_phone(customer: Any) -> ColumnElement[bool]:
    return exists(select(CustomerPhone.id).where(CustomerPhone.customer_id == customer))


async def _drawn_tickets(session: AsyncSession, ids: Sequence[str]) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        piece = ids[start : start + _AT_A_TIME]
        rows = list(await session.scalars(select(Ticket).where(Ticket.id.in_(piece))))
        customers = await _by_id(session, [row.customer_id for row in rows if row.customer_id])
        for row in rows:
            customer, phone = customers.get(row.customer_id or "", (None, ""))
            name = customer.name if customer is not None else ""
            found[row.id] = Candidate(
                row.id, row.customer_id, row.id, name, row.phone or phone, row.assignee_id, row.unit_id
            )
    return [found[each] for each in ids if each in found]


async def _drawn_customers(session: AsyncSession, ids: Sequence[str]) -> list[Candidate]:
    found: list[Candidate] = []
    for start in range(0, len(ids), _AT_A_TIME):
        for row, phone in (await _by_id(session, ids[start : start + _AT_A_TIME])).values():
            found.append(Candidate(row.id, row.id, None, row.name, phone, row.owner_id, row.unit_id))
    return found


async def _by_id(session: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[Customer, str]]:
    """Customers with their first phone."""
    rows = {row.id: row for row in await session.scalars(select(Customer).where(Customer.id.in_(ids)))}
    phones: dict[str, str] = {}
    query = select(CustomerPhone.customer_id, CustomerPhone.number).where(CustomerPhone.customer_id.in_(ids))
    for row in await session.execute(query.order_by(CustomerPhone.position)):
        phones.setdefault(row.customer_id, row.number)
    return {each: (rows[each], phones.get(each, "")) for each in ids if each in rows}
