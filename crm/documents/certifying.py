"""A document is certified (单据认证): a visit has found that what it says is true, or that it is not."""

from __future__ import annotations

from sqlalchemy import select

from crm.documents.context import Work
from crm.documents.course import Course
from crm.documents.models import Document
from crm.documents.superiors import head
from crm.documents.types import type_of


async def certify(work: Work, document: Document, by: str, *, passed: bool = True) -> None:
    """`by`: the visit's number or name, for the history. Doubts are told to who entered the document and to the head of
    its unit."""
    document.certified = passed
    kind = await type_of(work.session, document.type, document.type_version)
    course = Course(work, document, kind)
    course.remember("certified" if passed else "doubted", {"by": [None, by]})
    if not passed:
        users = [user for user in (document.created_by, await head(work.session, document.unit_id)) if user]
        zh, en = "回访结果与反馈不符", "The visit contradicts what was fed back"
        await course.notices.users(dict.fromkeys(users), "watched", zh, en)
    await work.session.flush()


async def locked(work: Work, document_id: str) -> Document | None:
    """The document, while nobody else changes it."""
    query = select(Document).where(Document.id == document_id).with_for_update(of=Document)
    found: Document | None = await work.session.scalar(query.execution_options(populate_existing=True))
    return found
