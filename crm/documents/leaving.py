"""Whoever leaves (his log-in is disabled) leaves no work behind that nobody else could take up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.documents.context import Work
from crm.documents.desk import Desk
from crm.documents.handlers import Assignment
from crm.documents.models import DocumentStep
from crm.documents.scope import WRITE
from crm.routing.settings import facts


async def hand_back(session: AsyncSession, user_id: str) -> int:
    """His open steps wait for others: in the pool that he took them out of, else for the people of the unit that has
    the step (of a confidential document for those who may read it); how many there were."""
    company = await facts(session)
    work = Work(session, system(), company.zone, company.area_code, writes=WRITE)
    mine = DocumentStep.handler_id == user_id, DocumentStep.state == "active"
    documents = await session.scalars(select(DocumentStep.document_id).where(*mine).distinct())
    count = 0
    for document_id in sorted(documents):
        opened = await Desk(work).open(document_id)
        for step in await opened.course.active():
            if step.handler_id != user_id:
                continue
            await session.refresh(step, ["pool"])
            pool = tuple((place.kind, place.ref) for place in step.pool)
            secret = opened.kind.confidential
            others = tuple(("role", role) for role in secret.roles) if secret else ()
            unit = step.unit_id or opened.document.unit_id
            to = Assignment(pool=pool or others or (("unit", unit),), unit=unit, outlet=step.outlet_id)
            await opened.course.hand_over(step, to)
            count += 1
        changes = {"handler": [user_id, None]}
        opened.course.remember("left", changes)
        await Desk(work).close(opened, "left", changes)
    return count
