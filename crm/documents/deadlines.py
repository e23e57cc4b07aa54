"""Deadlines of steps in working time, and the jobs that watch them. What a suspended document has of them stands still
(docs/adr/0203)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select

from crm.base import new_id
from crm.documents.context import Work
from crm.documents.engine.model import Deadline, DocumentType, Task
from crm.documents.engine.triggers import timers_of
from crm.documents.models import Document, DocumentJob, DocumentStep
from crm.errors import Invalid
from crm.fields.kinds import iso_instant
from crm.worktime import WorkCalendar, ahead, calendar_of, due, elapsed

log = structlog.get_logger(__name__)


async def calendar_for(work: Work, hours: str | None) -> WorkCalendar:
    """The calendar of that id; round the clock when it is there no more, so that the document can go on."""
    try:
        return await calendar_of(work.session, hours)
    except Invalid:
        log.warning("documents.no_calendar", hours=hours)
        return await calendar_of(work.session, None)


def _due(start: datetime, minutes: float, calendar: WorkCalendar) -> datetime:
    """So much working time from then; by the clock when the calendar never has it."""
    try:
        return due(start, minutes, calendar)
    except Invalid:
        return start + timedelta(minutes=minutes)


async def due_of(work: Work, document: Document, deadline: Deadline | None, start: datetime) -> datetime | None:
    """The instant at which a step that began at `start` is due."""
    if deadline is None:
        return None
    chosen = iso_instant(document.fields.get(deadline.field or ""))
    if chosen is not None or deadline.minutes is None:
        return chosen
    return _due(start, float(deadline.minutes), await calendar_for(work, deadline.hours))


async def _warning(work: Work, due_at: datetime, deadline: Deadline | None) -> datetime | None:
    """When to warn of it: `warn` minutes of working time before it. Where less than that is left, when half of what is
    left is over."""
    if deadline is None or not deadline.warn or due_at <= work.now:
        return None
    calendar = await calendar_for(work, deadline.hours)
    try:
        at = ahead(due_at, deadline.warn, calendar)
    except Invalid:
        at = due_at - timedelta(minutes=deadline.warn)
    if at > work.now:
        return at
    left = elapsed(work.now, due_at, calendar)
    return _due(work.now, left / 2, calendar) if left > 0 else work.now + (due_at - work.now) / 2


async def watch(work: Work, step: DocumentStep, task: Task) -> None:
    """Set the jobs that warn before the step's deadline and at it; those that it had go."""
    await unwatch(work, step)
    if step.due_at is None:
        return
    warning = await _warning(work, step.due_at, task.deadline)
    if warning is not None:
        _job(work, step.document_id, "warn", warning, step.id)
    _job(work, step.document_id, "due", step.due_at, step.id)


async def unwatch(work: Work, step: DocumentStep) -> None:
    """Nothing of this step is due any more."""
    await work.session.execute(
        delete(DocumentJob).where(
            DocumentJob.step_id == step.id, DocumentJob.done_at.is_(None), DocumentJob.kind.in_(("warn", "due"))
        )
    )


async def move(work: Work, document: Document, step: DocumentStep, task: Task, due_at: datetime | None) -> None:
    """Another deadline for a step. Of a suspended document it is watched once the document goes on: a date that was
    given then is kept as it is."""
    step.due_at, step.minutes_left, step.overdue = due_at, None, False
    if document.suspended_at is None:
        await watch(work, step, task)
    else:
        await unwatch(work, step)


async def follow(work: Work, document: Document, step: DocumentStep, task: Task, before: Mapping[str, Any]) -> bool:
    """The step's deadline goes with the field that it stands in, when that is not what it was `before`; → whether it
    has moved."""
    field = task.deadline.field if task.deadline is not None else None
    if field is None or before.get(field) == document.fields.get(field):
        return False
    due_at = await due_of(work, document, task.deadline, step.entered_at)
    if due_at == step.due_at:
        return False
    await move(work, document, step, task, due_at)
    return True


def demand_ahead(
    work: Work, document: Document, kind: DocumentType, steps: Sequence[DocumentStep], fields: Collection[str]
) -> None:
    """Raises Invalid for a step that would be late from the beginning by the date in one of these fields, which the
    asker could have set."""
    labels = {definition.code: definition.label for definition in kind.form.fields}
    for step in steps:
        task = kind.process.node(step.node)
        field = task.deadline.field if isinstance(task, Task) and task.deadline is not None else None
        chosen = iso_instant(document.fields.get(field or ""))
        if field is not None and field in fields and chosen is not None and chosen <= work.now:
            label = labels[field]
            raise Invalid(
                f"{label.en} must lie ahead", field=f"fields.{field}", message_zh=f"“{label.zh}”必须晚于当前时间"
            )


async def pause(work: Work, step: DocumentStep, task: Task) -> None:
    """Keep how much working time is left (below zero when it was late), and stop watching."""
    if step.due_at is not None:
        calendar = await calendar_for(work, task.deadline.hours if task.deadline else None)
        step.minutes_left = elapsed(work.now, step.due_at, calendar) - elapsed(step.due_at, work.now, calendar)
    await unwatch(work, step)


async def resume(work: Work, step: DocumentStep, task: Task) -> None:
    """What was left begins to run again; a date that was given meanwhile stays. A step that was late stays late."""
    if step.due_at is None:
        return
    if step.minutes_left is not None and step.minutes_left > 0:
        calendar = await calendar_for(work, task.deadline.hours if task.deadline else None)
        step.due_at = _due(work.now, step.minutes_left, calendar)
    step.minutes_left = None
    if not step.overdue:
        await watch(work, step, task)


async def set_timers(
    work: Work, document: Document, kind: DocumentType, node: str | None, step: DocumentStep | None = None
) -> None:
    """Timers of the document (node None), or of a node: of a step, or of the end that was reached."""
    for trigger in timers_of(kind, node):
        calendar = await calendar_for(work, trigger.hours)
        at = _due(document.suspended_at or work.now, float(trigger.after or 0), calendar)
        _job(work, document.id, "timer", at, step.id if step is not None else None, trigger=trigger.code)


async def resume_timers(work: Work, document: Document, kind: DocumentType, since: datetime) -> None:
    """Timers of a document that was suspended `since` have as long to run as they had then."""
    waiting = select(DocumentJob).where(
        DocumentJob.document_id == document.id, DocumentJob.done_at.is_(None), DocumentJob.kind == "timer"
    )
    hours = {trigger.code: trigger.hours for trigger in kind.triggers}
    for job in await work.session.scalars(waiting):
        calendar = await calendar_for(work, hours.get(job.what["trigger"]))
        job.at = _due(work.now, elapsed(since, job.at, calendar), calendar)


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
