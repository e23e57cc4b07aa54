"""Another type for a document (改分类): it begins anew on the process of that type, with what both forms have in
common."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete

from crm.documents import deadlines
from crm.documents.context import Work
from crm.documents.course import Course
from crm.documents.desk import OWNER, Desk, Opened
from crm.documents.engine.run import Position
from crm.documents.models import DocumentReader
from crm.documents.types import type_for_new
from crm.errors import Forbidden, Invalid
from crm.fields.clean import clean
from crm.fields.index import reindex


async def retype(work: Work, document_id: str, code: str, remark: str = "") -> None:
    """Raises Forbidden for who does not manage it, Invalid for a type of another family."""
    desk = Desk(work)
    opened = await desk.open(document_id)
    document = opened.document
    if not await desk.manages(document):
        raise Forbidden
    kind, version = await type_for_new(work.session, work.who, code)
    if kind.family != document.family:
        raise Invalid(f"{code} is of another family", field="type", message_zh="不能改为其他类别的单据类型")
    for step in await opened.course.active():
        await opened.course.leave(step)
    await deadlines.forget(work, document)
    before, had = document.type, document.fields
    known = {definition.code: definition for definition in kind.form.fields}
    kept = {code: value for code, value in had.items() if code in known and _same(opened, known[code].kind, code)}
    document.type, document.type_version, document.fields = kind.code, version, kept
    document.fields = clean(kind.form.fields, {}, before=kept, partial=True, area_code=work.area_code)
    document.position = asdict(Position())
    document.returned, document.suspended_at = False, None
    await work.session.execute(delete(DocumentReader).where(DocumentReader.document_id == document.id))
    document.confidential = kind.confidential is not None
    for role in kind.confidential.roles if kind.confidential else ():
        work.session.add(DocumentReader(document_id=document.id, role=role))
    again = Opened(Course(work, document, kind))
    again.course.ended += opened.course.ended
    await again.course.begin(document.assignee_id)
    await reindex(work.session, OWNER, {document.id: document.fields}, kind.form.fields)
    changes = {"type": [before, kind.code]}
    again.course.remember("retype", changes, remark)
    await desk.close(again, "retype", changes)


def _same(opened: Opened, kind: str, code: str) -> bool:
    return any(one.code == code and one.kind == kind for one in opened.kind.form.fields)
