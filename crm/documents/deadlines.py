"""Deadlines of steps in working time, and the jobs that watch them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from crm.base import new_id
from crm.documents.context import Work
from crm.documents.engine.model import Deadline, DocumentType, Task
from crm.documents.engine.triggers import timers_of
from crm.documents.models import Document, DocumentJob, DocumentStep
from crm.fields.kinds import iso_instant
from crm.worktime import calendar_of, due, elapsed


async def due_of(work: Work, document: Document, deadline: Deadline | None) -> datetime | None:
    """The instant at which the step that begins now is due."""
    if deadline is None:
        return None
    chosen = iso_instant(document.fields.get(deadline.field or ""))
    if chosen is not None or deadline.minutes is None:
        return chosen
    return due(work.now, float(deadline.minutes), await calendar_of(work.session, deadline.hours))


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
        calendar = await calendar_of(work.session, task.deadline.hours if task.deadline else None)
        step.minutes_left = elapsed(work.now, step.due_at, calendar) - elapsed(step.due_at, work.now, calendar)
    await unwatch(work, step)


async def resume(work: Work, step: DocumentStep, task: Task) -> None:
    """What was left begins to run again. A step that was late stays late."""
    if step.due_at is None or step.minutes_left is None:
        return
    calendar = await calendar_of(work.session, task.deadline.hours if task.deadline else None)
    if step.minutes_left > 0:
        step.due_at = due(work.now, step.minutes_left, calendar)
        await watch(work, step, task)
    step.minutes_left = None


async def set_timers(work: Work, document: Document, kind: DocumentType, step: DocumentStep | None) -> None:
    """Timers of the document (step None) or of the step's node."""
    for trigger in timers_of(kind, step.node if step is not None else None):
        calendar = await calendar_of(work.session, trigger.hours)
        at = due(work.now, float(trigger.after or 0), calendar)
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
