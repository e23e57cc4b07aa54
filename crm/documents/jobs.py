"""What is to happen at an instant: deadlines, warnings, timers. Each job is done once: it is taken in the transaction
that does it, so it survives a restart and two processes cannot both do it. Callbacks leave the house: they are asked
for before their job is marked, and asking twice changes nothing."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import system
from crm.base import utcnow
from crm.documents.context import Work
from crm.documents.desk import Desk, Opened
from crm.documents.engine.triggers import Moment
from crm.documents.models import DocumentJob, DocumentStep
from crm.fields.conditions import holds

log = structlog.get_logger(__name__)

BATCH = 200


async def due_jobs(session: AsyncSession, now: datetime) -> list[DocumentJob]:
    """The jobs whose time has come, the oldest first."""
    query = select(DocumentJob).where(DocumentJob.done_at.is_(None), DocumentJob.at <= now)
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
        if opened.document.closed_at is not None or (job.kind != "timer" and opened.document.suspended_at is not None):
            return False
        if job.kind == "timer":
            return await self._timer(opened, job.what["trigger"])
        return await self._deadline(opened, job.step_id, passed=job.kind == "due")

    async def _deadline(self, opened: Opened, step_id: str, *, passed: bool) -> bool:
        step = await self._session.get(DocumentStep, step_id)
        if step is None or step.state != "active":
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
        if trigger is None or not holds(trigger.if_, opened.document.fields):
            return False
        await Desk(self._work).fire(opened, trigger)
        return True


async def give_up(session: AsyncSession, job_id: str, why: str) -> None:
    """A job that cannot be done is not tried for ever."""
    values: dict[str, Any] = {"done_at": utcnow(), "error": why[:300]}
    await session.execute(update(DocumentJob).where(DocumentJob.id == job_id).values(**values))
