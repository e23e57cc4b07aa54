"""Who could be visited by a rule: tickets or customers that the planner sees, with what conditions look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.customers.models import Customer, CustomerPhone
from crm.documents.models import Document, DocumentLink
from crm.fields import conditions
from crm.fields.conditions import holds
from crm.fields.definitions import FieldDefinition
from crm.tickets.repository import TicketRepository
from crm.tickets.schemas import TicketQuery
from crm.visits.models import Visit
from crm.visits.schemas import Properties, Rule

MOST = 50_000
"""Candidates that are looked at."""
_PAGE = 200
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
    values: Mapping[str, Any]


@dataclass(slots=True)
class Fitting:
    """Those who fit, and why the others do not."""

    looked_at: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    fitting: list[Candidate] = field(default_factory=list)


async def fitting(session: AsyncSession, who: Principal, rule: Rule, now: datetime) -> Fitting:
    """Raises Invalid for a condition over what there is not."""
    known = PROPERTIES.tickets if rule.source == "tickets" else PROPERTIES.customers
    if rule.where is not None:
        conditions.check(rule.where, known, place="rule.where")
    found = Fitting()
    lately = await _visited_since(session, now - timedelta(days=rule.rest_days)) if rule.rest_days else set()
    visited = await _visited(session) if rule.source == "tickets" else set()
    taken: set[str] = set()
    candidates = _tickets(session, who, rule) if rule.source == "tickets" else _customers(session, who)
    async for each in candidates:
        found.looked_at += 1
        if rule.where is not None and not holds(rule.where, each.values):
            found.left_out["condition"] += 1
        elif not each.phone:
            found.left_out["no_phone"] += 1
        elif each.ticket in visited:
            found.left_out["visited"] += 1
        elif each.customer in lately:
            found.left_out["visited_lately"] += 1
        elif each.customer in taken:
            found.left_out["same_customer"] += 1
        else:
            found.fitting.append(each)
            taken |= {each.customer} if each.customer else set()
    return found


async def _visited_since(session: AsyncSession, since: datetime) -> set[str | None]:
    """Customers who were visited, or are to be: by an agent's list, or by a document of the family visit."""
    listed = select(Visit.customer_id).where(
        Visit.customer_id.is_not(None), (Visit.done_at >= since) | (Visit.state == "open")
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


async def _tickets(session: AsyncSession, who: Principal, rule: Rule) -> AsyncIterator[Candidate]:
    """Closed tickets, and those that wait to be visited; newest first."""
    tickets = TicketRepository(session, who)
    for status in ("to_visit", "done", "archived"):
        for page in range(1, MOST // _PAGE):
            asked = TicketQuery.model_validate({"status": status, "page": page, "page_size": _PAGE})
            rows, _, _ = await tickets.find(asked)
            customers = await _by_id(session, [row.customer_id for row in rows if row.customer_id])
            for row in rows:
                closed = row.closed_at or row.updated_at
                if (rule.closed_from and closed < rule.closed_from) or (rule.closed_to and closed >= rule.closed_to):
                    continue
                customer, phone = customers.get(row.customer_id or "", (None, ""))
                values = {"type": row.type, "status": row.status, "unit": row.unit_id, "handler": row.assignee_id}
                yield Candidate(
                    id=row.id,
                    customer=row.customer_id,
                    ticket=row.id,
                    name=customer.name if customer is not None else "",
                    phone=row.phone or phone,
                    owner=row.assignee_id,
                    unit=row.unit_id,
                    values=values | _values(customer),
                )
            if len(rows) < _PAGE:
                break


async def _customers(session: AsyncSession, who: Principal) -> AsyncIterator[Candidate]:
    own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
    seen = visible(who, "customers.read", unit=Customer.unit_id, own=own)
    last = ""
    for _ in range(MOST // _PAGE):
        query = select(Customer.id).where(seen, Customer.id > last, Customer.provisional.is_(False))
        ids = list(await session.scalars(query.order_by(Customer.id).limit(_PAGE)))
        for row, phone in (await _by_id(session, ids)).values():
            values = {"unit": row.unit_id, "owner": row.owner_id}
            yield Candidate(row.id, row.id, None, row.name, phone, row.owner_id, row.unit_id, values | _values(row))
        if len(ids) < _PAGE:
            return
        last = ids[-1]


async def _by_id(session: AsyncSession, ids: Sequence[str]) -> dict[str, tuple[Customer, str]]:
    """Customers with their first phone."""
    rows = {row.id: row for row in await session.scalars(select(Customer).where(Customer.id.in_(ids)))}
    phones: dict[str, str] = {}
    query = select(CustomerPhone.customer_id, CustomerPhone.number).where(CustomerPhone.customer_id.in_(ids))
    for row in await session.execute(query.order_by(CustomerPhone.position)):
        phones.setdefault(row.customer_id, row.number)
    return {each: (rows[each], phones.get(each, "")) for each in ids if each in rows}


def _values(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {}
    return {
        "category": customer.category,
        "level": customer.level,
        "source": customer.source,
        "customer_kind": customer.kind,
        "region": customer.region_zh,
    }
