"""What other systems are told of a document (crm.events.business) when a piece of work on it is over."""

from __future__ import annotations

from typing import Any

from crm.documents.course import Course
from crm.events.business import DocumentClosed, DocumentCreated, DocumentReopened, DocumentStepped, tell_of


async def tell_course(course: Course, *, made: bool, closed: bool) -> None:
    """`made`: the document is new. `closed`: it was closed before."""
    document, session = course.document, course.work.session
    said: dict[str, Any] = {
        "by": course.work.who.user,
        "document": document.id,
        "number": document.number,
        "family": document.family,
        "document_type": document.type,
        "status": document.status,
        "unit": document.unit_id,
        "customer": document.customer_id,
        "steps": [step.node for step in await course.active()],
    }
    if made:
        tell_of(session, DocumentCreated(**said, source=document.source, call_id=document.call_id))
    elif closed and document.closed_at is None:
        tell_of(session, DocumentReopened(**said))
    elif course.ended:
        tell_of(session, DocumentStepped(**said, ended=course.ended))
    if not closed and document.closed_at is not None:
        tell_of(session, DocumentClosed(**said, merged_into=document.merged_into))
