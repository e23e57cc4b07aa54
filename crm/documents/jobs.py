"""What is to happen at an instant: deadlines, warnings, timers. Each job is done once: it is taken in the transaction
that does it, so it survives a restart and two processes cannot both do it. Callbacks leave the house: they are asked
for before their job is marked, and asking twice changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.base import utcnow
from crm.documents.context import Work
from crm.documents.course import position_of
from crm.documents.desk import Desk, Opened
from crm.documents.engine.triggers import Moment, chosen
from crm.documents.models import Document, DocumentJob, DocumentStep
from crm.fields.conditions import holds

log = structlog.get_logger(__name__)

BATCH = 200
TRIES = 5
"""How often a job that fails is tried before it is set aside."""
PAUSE = timedelta(minutes=1)
"""Until the second try; each further one waits twice as long."""


async def due_jobs(session: AsyncSession, now: datetime) -> list[DocumentJob]:
    """The jobs whose time has come, the oldest first. Those of suspended documents wait."""
    query = (
        select(DocumentJob)
        .join(Document, Document.id == DocumentJob.document_id)
        .where(DocumentJob.done_at.is_(None), DocumentJob.at <= now)
        .where(or_(DocumentJob.kind == "call_back", Document.suspended_at.is_(None)))
    )
    return list(await session.scalars(query.order_by(DocumentJob.at, DocumentJob.id).limit(BATCH)))


class Jobs:
    """Carries out one job in the caller's transaction."""

    def __init__(self, session: AsyncSession, zone: tzinfo, *, now: datetime | None = None) -> None:
        self._session = session
        self._work = Work(session, system(), zone, now=now or utcnow())

    async def run(self, job_id: str) -> bool:
        """False when somebody else has done it, or it is not due any more."""
        taken = await self._session.execute(
            update(DocumentJob)
            .where(DocumentJob.id == job_id, DocumentJob.done_at.is_(None), DocumentJob.at <= self._work.now)
            .values(done_at=self._work.now)
            .returning(DocumentJob.document_id, DocumentJob.step_id, DocumentJob.kind, DocumentJob.what)
        )
        job = taken.one_or_none()
        if job is None:
            return False
        if job.kind == "call_back":
            return True
        opened = await Desk(self._work).open(job.document_id, closed=True)
        if opened.document.suspended_at is not None:
            await self._session.execute(update(DocumentJob).where(DocumentJob.id == job_id).values(done_at=None))
            return False
        if job.kind == "timer":
            return await self._timer(opened, job.what["trigger"])
        return await self._deadline(opened, job.step_id, passed=job.kind == "due")

    async def _deadline(self, opened: Opened, step_id: str, *, passed: bool) -> bool:
        step = await self._session.get(DocumentStep, step_id)
        if opened.document.closed_at is not None or step is None or step.state != "active":
            return False
        await opened.course.notices.deadline(step, opened.course.task(step), passed=passed)
        if passed:
            step.overdue = True
            opened.course.moments.append(Moment("deadline", step.node))
            opened.course.remember("overdue", {"step": [None, step.node]})
            await Desk(self._work).close(opened, "overdue", {"step": step.node})
        return True

    async def _timer(self, opened: Opened, code: str) -> bool:
        trigger = next((one for one in opened.kind.triggers if one.code == code), None)
        ended = position_of(opened.document).ended
        if trigger is None or (opened.document.closed_at is not None and trigger.node != (ended or "")):
            return False
        if not chosen(trigger, opened.document.id) or not holds(trigger.if_, opened.document.fields):
            return False
        await Desk(self._work).fire(opened, trigger)
        return True


async def put_off(session: AsyncSession, job_id: str, why: str, now: datetime) -> bool:
    """A job that failed is tried again later, and set aside with its reason at last; → whether it will be tried."""
    job = await session.get_one(DocumentJob, job_id)
    tries = int(job.what.get("tries", 0)) + 1
    job.what, job.error = {**job.what, "tries": tries}, why[:300]
    if tries >= TRIES:
        job.done_at = now
        return False
    job.at = now + PAUSE * 2 ** (tries - 1)
    return True


async def give_up(session: AsyncSession, job_id: str, why: str) -> None:
    """A job that cannot be done is not tried for ever."""
    values: dict[str, Any] = {"done_at": utcnow(), "error": why[:300]}
    await session.execute(update(DocumentJob).where(DocumentJob.id == job_id).values(**values))
