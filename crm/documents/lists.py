"""Lists of documents: what may be asked for, in SQL. Sorting goes by a fixed set of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.calls.models import Call
from crm.documents.context import Work
from crm.documents.desk import OWNER
from crm.documents.engine.check import read
from crm.documents.engine.states import CLOSED, OPEN
from crm.documents.models import Document, DocumentLink, DocumentStep, DocumentWatcher
from crm.documents.schemas import DocumentQuery
from crm.documents.scope import READ, listed, seen, to_do
from crm.documents.searching import found
from crm.documents.types import DocumentTypeService
from crm.errors import Invalid
from crm.fields.index import filters
from crm.masking import veiled
from crm.paging import matching, within
from crm.search.query import LIMIT

RARE, GATHERED = 1_000, 10_000
"""Documents at a step that are next to none; and that are looked up rather than met in the order of the list."""


async def filtered(
    work: Work, asked: DocumentQuery, function: str = READ, *, limit: int = LIMIT
) -> tuple[Select[Document], bool]:
    """The documents asked for on which the asker has `function`, and whether a search has more than its `limit`
    hits."""
    searched = bool(asked.q and asked.q.strip())
    visible = seen(work.who, function) if searched else await listed(work.session, work.who, function)
    query = select(Document).where(visible).order_by(_order(asked.sort), Document.id.desc())
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
        query = query.where((await at_nodes(work.session, [asked.node]))[asked.node])
    if asked.open is not None:
        query = query.where(Document.status.in_([one.value for one in (OPEN if asked.open else CLOSED)]))
    if asked.overdue is not None:
        late = (Document.due_at < work.now) & Document.suspended_at.is_(None)
        query = query.where(late if asked.overdue else or_(~late, Document.due_at.is_(None)))
    query = within(query, Document.created_at, asked)
    if asked.field:
        query = query.where(*await _by_fields(work, asked))
    if asked.q and searched:
        return await found(work.session, work.who, asked.q, query, work.area_code, limit=limit)
    return query, False


def _order(sort: str) -> Any:
    """What is empty stands last; where nothing can be, nothing is said of it, so that the index is read backwards."""
    column = getattr(Document, sort.lstrip("-"))
    order = column.desc() if sort.startswith("-") else column.asc()
    return order.nulls_last() if column.nullable else order


async def at_nodes(session: AsyncSession, codes: Sequence[str]) -> Mapping[str, ColumnElement[bool]]:
    """Of Document, for each of these nodes of processes: something is to be done there. Where that is true of few they
    are looked up by their steps, else each document in the order of the list is asked. PostgreSQL takes active steps
    for as common at every node, and is told by a limit where there are next to none."""
    found: dict[str, ColumnElement[bool]] = {}
    for code in codes:
        here = DocumentStep.node == code, DocumentStep.state == "active"
        some = select(literal(1)).where(*here).limit(GATHERED + 1).subquery()
        count = await session.scalar(select(func.count()).select_from(some)) or 0
        if not count:
            found[code] = false()
        elif count <= GATHERED:
            steps = select(DocumentStep.document_id).where(*here)
            found[code] = Document.id.in_(steps.limit(2 * count) if count <= RARE else steps)
        else:
            found[code] = exists(select(DocumentStep.id).where(DocumentStep.document_id == Document.id, *here))
    return found


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
