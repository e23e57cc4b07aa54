"""The statuses that a ticket may take next, and the verb or outcome that leads there."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from crm.documents.context import Work
from crm.documents.course import position_of
from crm.documents.engine.model import DocumentType, Task
from crm.documents.engine.run import Token, offered, status, take
from crm.documents.engine.states import CLOSED, Status
from crm.documents.models import Document, DocumentStep
from crm.fields.conditions import is_empty

Way = tuple[str, str]
"""("act", outcome) or (verb, "")."""


def ways(document: Document, kind: DocumentType) -> Mapping[Status, Way]:
    """Status → how to get there. Outcomes that ask for more than a click (a remark, fields) are not among them: those
    are for `/documents`."""
    state = Status(document.status)
    if document.merged_into is not None:
        return {}
    reopened = _state_of(kind, kind.reopen)
    if state in CLOSED:
        found: dict[Status, Way] = {Status.ARCHIVED: ("archive", "")} if state is Status.DONE else {}
        return found | ({reopened: ("reopen", "")} if reopened is not None and state is Status.DONE else {})
    token = first_token(document, kind)
    if document.suspended_at is not None:
        return {status(kind.process, position_of(document)): ("resume", ""), Status.CANCELLED: ("cancel", "")}
    found = _outcomes(document, kind, token)
    if kind.process.start != token.node and state is not Status.RETURNED:
        found[Status.RETURNED] = ("send_back", "")
    return found | {Status.SUSPENDED: ("suspend", ""), Status.CANCELLED: ("cancel", "")}


def first_token(document: Document, kind: DocumentType) -> Token:
    """Of the steps that wait for somebody the oldest."""
    tokens = (token for token in position_of(document).tokens if isinstance(kind.process.node(token.node), Task))
    return min(tokens, key=lambda token: token.id)


def _outcomes(document: Document, kind: DocumentType, token: Token) -> dict[Status, Way]:
    task = kind.process.node(token.node)
    assert isinstance(task, Task)
    found: dict[Status, Way] = {}
    for way in offered(task, document.fields):
        if way.remark or any(is_empty(document.fields.get(name)) for name in (*task.required, *way.required)):
            continue
        move = take(kind.process, position_of(document), token.id, way.code, document.fields)
        found.setdefault(status(kind.process, move.position), ("act", way.code))
    found.pop(Status(document.status), None)
    return found


def _state_of(kind: DocumentType, node: str | None) -> Status | None:
    task = kind.process.node(node) if node is not None else None
    return Status(task.status) if isinstance(task, Task) else None


async def first_step(work: Work, document: Document) -> str | None:
    """The id of the oldest step that waits for somebody."""
    query = select(DocumentStep.id).where(DocumentStep.document_id == document.id, DocumentStep.state == "active")
    return await work.session.scalar(query.order_by(DocumentStep.token, DocumentStep.id).limit(1))
