"""Lists of documents: what may be asked for, in SQL. Sorting goes by a fixed set of columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from crm.access import Principal
from crm.calls.models import Call
from crm.documents.context import Work
from crm.documents.desk import OWNER
from crm.documents.engine.check import read
from crm.documents.engine.states import CLOSED, OPEN
from crm.documents.models import Document, DocumentLink, DocumentStep, DocumentWatcher
from crm.documents.schemas import DocumentQuery
from crm.documents.scope import READ, seen, to_do
from crm.documents.searching import found
from crm.documents.types import DocumentTypeService
from crm.errors import Invalid
from crm.fields.index import filters
from crm.masking import veiled
from crm.paging import matching, within
from crm.search.query import LIMIT


async def filtered(
    work: Work, asked: DocumentQuery, function: str = READ, *, limit: int = LIMIT
) -> tuple[Select[Document], bool]:
    """The documents asked for on which the asker has `function`, and whether a search has more than its `limit`
    hits."""
    descending, column = asked.sort.startswith("-"), getattr(Document, asked.sort.lstrip("-"))
    order = column.desc().nulls_last() if descending else column.asc().nulls_last()
    query = select(Document).where(seen(work.who, function)).order_by(order, Document.id.desc())
    query = _of_list(query, asked, work.who)
    query = matching(
        query,
        (Document.family, asked.family),
        (Document.type, asked.type),
        (Document.status, asked.status),
        (Document.customer_id, asked.customer),
        (Document.assignee_id, asked.handler),
        (Document.created_by, asked.creator),
        (Document.unit_id, asked.unit),
        (Document.source, asked.source),
    )
    if asked.call is not None:
        linked = select(Call.ticket_id).where(Call.id == asked.call, Call.ticket_id.is_not(None))
        by_link = select(DocumentLink.document_id).where(
            DocumentLink.kind == "call", DocumentLink.other_id == asked.call
        )
        query = query.where(or_(Document.call_id == asked.call, Document.id.in_(linked), Document.id.in_(by_link)))
    if asked.node is not None:
        query = query.where(at_node(asked.node))
    if asked.open is not None:
        query = query.where(Document.status.in_([one.value for one in (OPEN if asked.open else CLOSED)]))
    if asked.overdue is not None:
        late = (Document.due_at < work.now) & Document.suspended_at.is_(None)
        query = query.where(late if asked.overdue else or_(~late, Document.due_at.is_(None)))
    query = within(query, Document.created_at, asked)
    if asked.field:
        query = query.where(*await _by_fields(work, asked))
    if asked.q and asked.q.strip():
        return await found(work.session, work.who, asked.q, query, work.area_code, limit=limit)
    return query, False


def at_node(code: str) -> ColumnElement[bool]:
    """Of Document: something is to be done at that node of its process."""
    return exists(
        select(DocumentStep.id).where(
            DocumentStep.document_id == Document.id, DocumentStep.state == "active", DocumentStep.node == code
        )
    )


async def _by_fields(work: Work, asked: DocumentQuery) -> list[Any]:
    if asked.type is None:
        raise Invalid(
            "say which type, to filter by its fields", field="type", message_zh="按字段查询时请先选择单据类型"
        )
    published = await DocumentTypeService(work.session, work.who).get(asked.type)
    definitions = read(published.document).form.fields
    return filters(OWNER, Document.id, definitions, asked.field, zone=work.zone, veiled=veiled(work.who))


def _of_list(query: Select[Document], asked: DocumentQuery, who: Principal) -> Select[Document]:
    match asked.list:
        case "entered":
            return query.where(Document.created_by == who.user)
        case "todo":
            return query.where(Document.id.in_(select(DocumentStep.document_id).where(to_do(who))))
        case "done_by_me":
            done = select(DocumentStep.document_id).where(DocumentStep.done_by == who.user)
            return query.where(Document.id.in_(done))
        case "watched":
            watched = select(DocumentWatcher.document_id).where(DocumentWatcher.user_id == who.user)
            return query.where(Document.id.in_(watched))
    return query
