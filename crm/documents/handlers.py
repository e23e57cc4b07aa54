"""Who handles a step: a rule, applied to the document and to what was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.customers.models import Customer
from crm.documents import people
from crm.documents.context import Work
from crm.documents.engine.model import DocumentType, Handler
from crm.documents.engine.pick import by_load, in_turn
from crm.documents.models import Document, DocumentStep
from crm.documents.superiors import head, heads, superior, under, where_held
from crm.errors import Invalid
from crm.organisation.models import Unit
from crm.outlets.models import Outlet
from crm.outlets.service import nearest
from crm.regions.tree import china
from crm.users.models import User


@dataclass(frozen=True, slots=True)
class Assignment:
    """Either a handler, or a pool of whom one may claim it. `unit` is whose work it is, `outlet` the service outlet.
    `by_rule` is false when the rule found nobody, and the document's unit (of a confidential one those who may read
    it) got it instead."""

    handler: str | None = None
    pool: tuple[people.Ref, ...] = ()
    unit: str | None = None
    outlet: str | None = None
    by_rule: bool = True
    why: str = ""
    """Why this outlet, for the history."""


async def assign(work: Work, document: Document, kind: DocumentType, node: str, rule: Handler) -> Assignment:
    """Apply `rule` to the step at `node`."""
    found = await _found(work, document, rule)
    if found is None:
        readers = tuple(("role", role) for role in kind.confidential.roles) if kind.confidential else ()
        return Assignment(pool=readers or (("unit", document.unit_id),), unit=document.unit_id, by_rule=False)
    if found.unit is not None and found.outlet is None:
        found = replace(found, outlet=await outlet_of(work.session, found.unit))
    if found.pool and rule.share != "pool":
        return await _shared(work, kind, node, rule, found)
    return found


async def _found(work: Work, document: Document, rule: Handler) -> Assignment | None:
    unit = rule.unit or document.unit_id
    match rule.by:
        case "role":
            return await _pool(work, ("role", rule.role or ""), None)
        case "unit":
            return await _unit(work, unit)
        case "position":
            at = await where_held(work.session, rule.position or "", unit)
            return await _pool(work, ("position", f"{rule.position}@{at}"), at) if at else None
        case "field":
            value = document.fields.get(rule.field or "")
            return await _user(work, value) or await _unit(work, value)
        case "outlet":
            named = await _unit(work, document.fields.get(rule.field or ""))
            return named or await _nearest(work, document, rule)
        case "same":
            return await _user(work, document.assignee_id) or await _unit(work, document.unit_id)
    return await _user(work, await _one(work, document, rule, unit))


async def _one(work: Work, document: Document, rule: Handler, unit: str) -> str | None:
    """The one user that the rule means."""
    match rule.by:
        case "creator":
            return document.created_by
        case "user":
            return rule.user
        case "head":
            return await head(work.session, unit)
        case "previous":
            return await _last(work, document)
    return await superior(work.session, await _last(work, document) or document.created_by)


async def _user(work: Work, user_id: str | None) -> Assignment | None:
    user = await people.able(work.session, user_id)
    return None if user is None else Assignment(handler=user.id, unit=user.unit_id)


async def _unit(work: Work, unit_id: str | None) -> Assignment | None:
    if not unit_id or await work.session.get(Unit, unit_id) is None:
        return None
    return Assignment(pool=(("unit", unit_id),), unit=unit_id)


async def _nearest(work: Work, document: Document, rule: Handler) -> Assignment | None:
    """The people of the outlet that serves the document's region."""
    region = str(document.fields.get(rule.region or "") or "") or await region_of_customer(work, document)
    found = await nearest(work.session, region=region, limit=1)
    if not found:
        return None
    outlet = found[0].outlet
    return Assignment(pool=(("unit", outlet.unit_id),), unit=outlet.unit_id, outlet=outlet.id, why=found[0].why_zh)


async def region_of_customer(work: Work, document: Document) -> str:
    """Code of the region of the document's customer: his first address's, else the one that his phone number tells; ""
    when nothing is known of it."""
    customer = await work.session.get(Customer, document.customer_id) if document.customer_id else None
    if customer is None:
        return ""
    if customer.region_code:
        return customer.region_code
    named = china().search(customer.region_zh, 1) if customer.region_zh else []
    return named[0].code if named else ""


async def demand_below(session: AsyncSession, chief: str | None, to: Assignment, field: str) -> None:
    """Raises Invalid for work that is given to somebody who is not below `chief` (None: the system itself)."""
    if chief is None:
        return
    if to.handler is not None:
        fine = await under(session, to.handler, chief)
    else:
        fine = to.unit is None or await heads(session, to.unit, chief)
    if not fine:
        raise Invalid(
            "work is given to oneself and to those below", field=field, message_zh="只能安排给自己或下级人员、下属部门"
        )


async def outlet_of(session: AsyncSession, unit_id: str) -> str | None:
    """The outlet of a unit, when it has one."""
    query = select(Outlet.id).where(Outlet.unit_id == unit_id, Outlet.state != "closed").limit(2)
    found = list(await session.scalars(query))
    return found[0] if len(found) == 1 else None


async def _pool(work: Work, ref: people.Ref, unit: str | None) -> Assignment | None:
    if not await people.members(work.session, [ref]):
        return None
    return Assignment(pool=(ref,), unit=unit)


async def _shared(work: Work, kind: DocumentType, node: str, rule: Handler, found: Assignment) -> Assignment:
    users = await people.members(work.session, found.pool)
    if not users:
        return found
    able = await people.candidates(work.session, users)
    chosen = by_load(able) if rule.share == "load" else in_turn(able, await _turn(work, kind, node, users))
    unit = next(user.unit_id for user in users if user.id == chosen)
    return Assignment(handler=chosen, unit=found.unit or unit, outlet=found.outlet, why=found.why)


async def _turn(work: Work, kind: DocumentType, node: str, users: Sequence[User]) -> str | None:
    """The 工号 of who of these people got the latest step at this node: each pool has a turn of its own."""
    query = (
        select(User)
        .join(DocumentStep, DocumentStep.handler_id == User.id)
        .join(Document, Document.id == DocumentStep.document_id)
        .where(Document.type == kind.code, DocumentStep.node == node, User.id.in_([user.id for user in users]))
        .order_by(DocumentStep.id.desc())
        .limit(1)
    )
    user = await work.session.scalar(query)
    return None if user is None else user.number or user.username


async def _last(work: Work, document: Document) -> str | None:
    """Who did the last step."""
    return await work.session.scalar(
        select(DocumentStep.done_by)
        .where(DocumentStep.document_id == document.id, DocumentStep.done_by.is_not(None))
        .order_by(DocumentStep.done_at.desc(), DocumentStep.id.desc())
        .limit(1)
    )
