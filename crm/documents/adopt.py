"""Documents that were written as bare rows (a sample company, rows of another system) get their type's version and a
step to stand at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import new_id
from crm.documents.engine.graph import contexts
from crm.documents.engine.model import DocumentType, End, Task
from crm.documents.engine.run import Position, Token
from crm.documents.engine.states import CLOSED, Status
from crm.documents.models import Document, DocumentPool, DocumentReader, DocumentStep
from crm.documents.types import type_for_new


async def adopt_rows(session: AsyncSession, who: Principal, at: Mapping[str, str] | None = None) -> int:
    """Place every document that has no version yet; → how many there were. Plain SQL, in bulk. `at`: document → the
    node where it stands; the others stand where their status says."""
    adopted, at = 0, at or {}
    for code in list(await session.scalars(select(Document.type).where(Document.type_version == 0).distinct())):
        kind, version = await type_for_new(session, who, code)
        rows = list(
            await session.execute(
                select(Document.id, Document.status, Document.unit_id, Document.assignee_id, Document.updated_at).where(
                    Document.type == code, Document.type_version == 0
                )
            )
        )
        for status, node in sorted({(row.status, at.get(row.id, "")) for row in rows}):
            here = [row for row in rows if (row.status, at.get(row.id, "")) == (status, node)]
            await _place(session, kind, version, status, node, here)
        await _readers(session, kind, [row.id for row in rows])
        adopted += len(rows)
    return adopted


async def _place(
    session: AsyncSession, kind: DocumentType, version: int, status: str, node: str, rows: list[Any]
) -> None:
    closed = Status(status) in CLOSED
    node = node or (_end(kind, status) if closed else _node(kind, status))
    overlaid = closed or status in {Status.RETURNED.value, Status.SUSPENDED.value}
    task = kind.process.node(node)
    shown = task.status if isinstance(task, Task) and not overlaid else status
    where = Position(ended=node, next=2) if closed else Position(tokens=(Token(1, node),), next=2)
    await session.execute(
        update(Document)
        .where(Document.id.in_([row.id for row in rows]))
        .values(
            type_version=version,
            family=kind.family,
            position=asdict(where),
            status=shown,
            returned=status == Status.RETURNED.value,
            suspended_at=Document.updated_at if status == Status.SUSPENDED.value else None,
            confidential=kind.confidential is not None,
        )
        .execution_options(synchronize_session=False)
    )
    if closed:
        return
    steps = [
        {
            "id": new_id(),
            "document_id": row.id,
            "token": 1,
            "node": node,
            "handler_id": row.assignee_id,
            "unit_id": row.unit_id,
            "entered_at": row.updated_at,
        }
        for row in rows
    ]
    await session.execute(insert(DocumentStep), steps)
    pool = [{"step_id": step["id"], "kind": "unit", "ref": step["unit_id"]} for step in steps]
    await session.execute(insert(DocumentPool), pool)


async def _readers(session: AsyncSession, kind: DocumentType, ids: list[str]) -> None:
    roles = kind.confidential.roles if kind.confidential else ()
    if rows := [{"document_id": one, "role": role} for one in ids for role in roles]:
        await session.execute(insert(DocumentReader), rows)


def _node(kind: DocumentType, status: str) -> str:
    """The first step outside of parallel parts that stands for this status, else the first of the process."""
    inside = contexts(kind.process)
    tasks = [task for task in kind.process.tasks() if not inside[task.code]]
    fitting = [task.code for task in tasks if task.status == status]
    return (fitting or [task.code for task in tasks])[0]


def _end(kind: DocumentType, status: str) -> str:
    """The end that stands for this status, else the first one."""
    ends = [node for node in kind.process.nodes if isinstance(node, End)]
    return next((node.code for node in ends if node.state == status), ends[0].code)
