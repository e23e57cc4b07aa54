"""What is typed into the search of a list of documents: its number, title, text and phone, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.models import Customer
from crm.customers.repository import CustomerRepository
from crm.documents.models import Document
from crm.masking import answers, tells_digits, veiled
from crm.phones import local
from crm.search.entries import Entry
from crm.search.query import LIMIT, Hits, parse, search
from crm.search.sources import Source
from crm.text import contains

KIND = "document"
EXPORTED = 15_000
"""Hits of a search that are exported, in documents and again in customers: what SQLite takes in one statement."""
_AT_A_TIME = 500
_MOST_TEXT = 2_000
"""Characters of a document's text that can be found."""
_documents: Any = Document.__table__


async def found(
    session: AsyncSession, who: Principal, q: str, query: Select[Document], area_code: str, *, limit: int = LIMIT
) -> tuple[Select[Document], bool]:
    """Of `query` those that hold `q` themselves, and those of the customers that he may see who do; and whether there
    are others besides these `limit`. `query` carries every other condition, who may see them first of all. Whoever
    sees no phone numbers looks for digits in document numbers alone, and for a phone by all of it or its last four."""
    wanted = parse(q, area_code=area_code)
    if wanted is None:
        return query.where(false()), False
    rows = query.with_only_columns(Document.id).order_by(None)
    if veiled(who) and tells_digits(q):
        rows = rows.where(_without_parts(q, area_code))
    own = await search(session, KIND, wanted, rows, Document.id, scope=true(), user=who.user, limit=limit)
    customers = await _customers(session, who, q, area_code, query, limit)
    of_customers = Document.customer_id.in_(customers.ids)
    more = own.more or customers.more
    return query.where(or_(Document.id.in_(own.ids), of_customers)), more


async def _customers(
    session: AsyncSession, who: Principal, q: str, area_code: str, query: Select[Document], limit: int
) -> Hits:
    """Those among the customers of the documents asked for."""
    if not (who.trusted or who.may("customers.read")):
        return Hits([], more=False)
    asked_for = true() if query.whereclause is None else query.whereclause
    among = exists(select(Document.id).where(Document.customer_id == Customer.id, asked_for))
    return await CustomerRepository(session, who).hits(q, area_code, among, limit)


def _without_parts(q: str, area_code: str) -> ColumnElement[bool]:
    phone = answers([Document.phone], q, area_code=area_code)
    return or_(phone, Document.number.ilike(contains(q.strip()), escape="\\"))


def gather(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    """The documents as the index holds them. Who sees one depends on its steps, so the rows' own condition decides."""
    asked_for = select(*(_documents.c[name] for name in ("id", "unit_id", "number", "title", "content", "phone")))
    for start in range(0, len(ids), _AT_A_TIME):
        for row in connection.execute(asked_for.where(_documents.c.id.in_(ids[start : start + _AT_A_TIME]))):
            texts = (row.title, row.content[:_MOST_TEXT])
            yield Entry(KIND, row.id, row.unit_id, texts=texts, codes=(row.number, local(row.phone)))


SOURCE = Source(KIND, {Document: "id"}, gather, _documents.c.id)
