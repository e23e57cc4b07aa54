"""Files of documents: attached by who may write on a document, as remarks are; removed while it is open. Both stand in
its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.owners import keeps, remembers
from crm.documents.context import Work
from crm.documents.desk import Desk, files_changed
from crm.documents.models import Document
from crm.documents.scope import WRITE, seen
from crm.errors import Forbidden

KINDS = ("document", "ticket")
TICKETS = "tickets.write"


@keeps(*KINDS)
async def _keeps(session: AsyncSession, who: Principal, document_id: str) -> None:
    if await _function(session, who, document_id) is None:
        raise Forbidden


@remembers(*KINDS)
async def _remembers(
    session: AsyncSession, who: Principal, document_id: str, added: Sequence[str], removed: Sequence[str]
) -> None:
    function = await _function(session, who, document_id)
    # No number is given out and no calendar is asked: the zone plays no part.
    desk = Desk(Work(session, who, UTC, writes=function or WRITE))
    opened = await desk.open(document_id, closed=not removed)  # what it was closed with stays
    changes = files_changed(added, removed)
    opened.course.remember("files", changes)
    await desk.close(opened, "files", changes)


async def _function(session: AsyncSession, who: Principal, document_id: str) -> str | None:
    """By which function he may write on it: tickets have one besides the documents' own."""
    for function, kinds in ((WRITE, true()), (TICKETS, Document.family == "ticket")):
        query = select(Document.id).where(Document.id == document_id, kinds, seen(who, function))
        if await session.scalar(query) is not None:
            return function
    return None
