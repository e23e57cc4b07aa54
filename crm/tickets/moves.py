"""The statuses that a ticket may take next, and the verb or outcome that leads there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm.documents.course import position_of
from crm.documents.desk import Desk
from crm.documents.engine.model import DocumentType, Task
from crm.documents.engine.run import offered, status, take
from crm.documents.engine.states import CLOSED, Status
from crm.documents.models import Document, DocumentStep
from crm.documents.scope import seen
from crm.fields.conditions import is_empty

Way = tuple[str, str]
"""("act", outcome) or (verb, "")."""
REASONED = frozenset({"cancel", "reopen", "send_back", "suspend"})
"""Verbs that want to know why, as in the API of documents."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a ticket. `step`: the oldest of the steps that he may finish. `manages`: he may do what its
    handlers cannot. `entered`: it is he who entered it."""

    step: DocumentStep | None
    manages: bool
    entered: bool


NOBODY = Standing(None, manages=False, entered=False)


async def standing(desk: Desk, document: Document, *, managing: bool = False) -> Standing:
    """The asker's. `managing`: what it were if he managed it."""
    who, session = desk.who, desk.session
    query = select(Document.id).where(Document.id == document.id, seen(who, desk.work.writes))
    if await session.scalar(query) is None:
        return NOBODY
    steps = select(DocumentStep).where(DocumentStep.document_id == document.id, DocumentStep.state == "active")
    if not managing:
        steps = steps.where(DocumentStep.id.in_(await desk.mine(document)))
    first = await session.scalar(steps.order_by(DocumentStep.token, DocumentStep.id).limit(1))
    manages = managing or await desk.manages(document)
    return Standing(first, manages=manages, entered=document.created_by == who.user)


def ways(document: Document, kind: DocumentType, mine: Standing) -> Mapping[Status, Way]:
    """Status → how to get there, for whoever has this standing: by the rules of `/documents`. Outcomes that ask for
    more than a click (a remark, fields) are not among them: those are for `/documents`."""
    state = Status(document.status)
    if document.merged_into is not None:
        return {}
    if state in CLOSED:
        return _closed(kind, state) if mine.manages else {}
    cancel: dict[Status, Way] = {Status.CANCELLED: ("cancel", "")} if mine.manages or mine.entered else {}
    if mine.step is None:
        return cancel
    if document.suspended_at is not None:
        return {status(kind.process, position_of(document)): ("resume", "")} | cancel
    found = _outcomes(document, kind, mine.step)
    if kind.process.start != mine.step.node and state is not Status.RETURNED:
        found[Status.RETURNED] = ("send_back", "")
    return found | {Status.SUSPENDED: ("suspend", "")} | cancel


def _closed(kind: DocumentType, state: Status) -> dict[Status, Way]:
    found: dict[Status, Way] = {Status.ARCHIVED: ("archive", "")} if state is Status.DONE else {}
    reopened = _state_of(kind, kind.reopen)
    return found | ({reopened: ("reopen", "")} if reopened is not None and state is Status.DONE else {})


def _outcomes(document: Document, kind: DocumentType, step: DocumentStep) -> dict[Status, Way]:
    task = kind.process.node(step.node)
    assert isinstance(task, Task)
    found: dict[Status, Way] = {}
    for way in offered(task, document.fields):
        if way.remark or any(is_empty(document.fields.get(name)) for name in (*task.required, *way.required)):
            continue
        move = take(kind.process, position_of(document), step.token, way.code, document.fields)
        found.setdefault(status(kind.process, move.position), ("act", way.code))
    found.pop(Status(document.status), None)
    return found


def _state_of(kind: DocumentType, node: str | None) -> Status | None:
    task = kind.process.node(node) if node is not None else None
    return Status(task.status) if isinstance(task, Task) else None
