"""Deadlines of steps in working time, and the jobs that watch them."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select

from crm.base import new_id
from crm.documents.context import Work
from crm.documents.engine.model import Deadline, DocumentType, Task
from crm.documents.engine.triggers import timers_of
from crm.documents.models import Document, DocumentJob, DocumentStep
from crm.errors import Invalid
from crm.fields.kinds import iso_instant
from crm.worktime import WorkCalendar, calendar_of, due, elapsed

log = structlog.get_logger(__name__)


async def calendar_for(work: Work, hours: str | None) -> WorkCalendar:
    """The calendar of that id; round the clock when it is there no more, so that the document can go on."""
    try:
        return await calendar_of(work.session, hours)
    except Invalid:
        log.warning("documents.no_calendar", hours=hours)
        return await calendar_of(work.session, None)


def _due(work: Work, minutes: float, calendar: WorkCalendar) -> datetime:
    """So much working time from now; by the clock when the calendar never has it."""
    try:
        return due(work.now, minutes, calendar)
    except Invalid:
        return work.now + timedelta(minutes=minutes)


async def due_of(work: Work, document: Document, deadline: Deadline | None) -> datetime | None:
    """The instant at which the step that begins now is due."""
    if deadline is None:
        return None
    chosen = iso_instant(document.fields.get(deadline.field or ""))
    if chosen is not None or deadline.minutes is None:
        return chosen
    return _due(work, float(deadline.minutes), await calendar_for(work, deadline.hours))


async def watch(work: Work, step: DocumentStep, task: Task) -> None:
    """Set the jobs that warn before the step's deadline and at it; those that it had go."""
    await unwatch(work, step)
    if step.due_at is None:
        return
    deadline = task.deadline
    warning = timedelta(minutes=deadline.warn) if deadline is not None else timedelta()
    if warning and step.due_at - warning > work.now:
        _job(work, step.document_id, "warn", step.due_at - warning, step.id)
    _job(work, step.document_id, "due", step.due_at, step.id)


async def unwatch(work: Work, step: DocumentStep) -> None:
    """Nothing of this step is due any more."""
    await work.session.execute(
        delete(DocumentJob).where(
            DocumentJob.step_id == step.id, DocumentJob.done_at.is_(None), DocumentJob.kind.in_(("warn", "due"))
        )
    )


async def pause(work: Work, step: DocumentStep, task: Task) -> None:
    """Keep how much working time is left (below zero when it was late), and stop watching."""
    if step.due_at is not None:
        calendar = await calendar_for(work, task.deadline.hours if task.deadline else None)
        step.minutes_left = elapsed(work.now, step.due_at, calendar) - elapsed(step.due_at, work.now, calendar)
    await unwatch(work, step)


async def resume(work: Work, step: DocumentStep, task: Task) -> None:
    """What was left begins to run again. A step that was late stays late."""
    if step.due_at is None or step.minutes_left is None:
        return
    calendar = await calendar_for(work, task.deadline.hours if task.deadline else None)
    if step.minutes_left > 0:
        step.due_at = _due(work, step.minutes_left, calendar)
        await watch(work, step, task)
    step.minutes_left = None


async def set_timers(work: Work, document: Document, kind: DocumentType, step: DocumentStep | None) -> None:
    """Timers of the document (step None) or of the step's node."""
    for trigger in timers_of(kind, step.node if step is not None else None):
        calendar = await calendar_for(work, trigger.hours)
        at = _due(work, float(trigger.after or 0), calendar)
        _job(work, document.id, "timer", at, step.id if step is not None else None, trigger=trigger.code)


async def forget(work: Work, document: Document, step: DocumentStep | None = None) -> None:
    """Nothing that waits for the document (or for the step) is to happen any more. What has left the house stays."""
    query = delete(DocumentJob).where(
        DocumentJob.document_id == document.id, DocumentJob.done_at.is_(None), DocumentJob.kind != "call_back"
    )
    await work.session.execute(query if step is None else query.where(DocumentJob.step_id == step.id))


async def next_due(work: Work, document: Document) -> datetime | None:
    """The nearest deadline of its active steps."""
    return await work.session.scalar(
        select(DocumentStep.due_at)
        .where(
            DocumentStep.document_id == document.id,
            DocumentStep.state == "active",
            DocumentStep.due_at.is_not(None),
        )
        .order_by(DocumentStep.due_at)
        .limit(1)
    )


def _job(work: Work, document: str, kind: str, at: datetime, step: str | None = None, **what: str) -> None:
    work.session.add(DocumentJob(id=new_id(), document_id=document, step_id=step, kind=kind, what=what, at=at))
