"""Every table of the database that refers to customers, found by its columns, so that no new one is forgotten.

A column called `customer_id` refers to a customer, as do owners and subjects of kind "customer", and administrators'
fields of kind customer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.base import Base
from crm.customers.field_values import referred_in_fields

OWN = frozenset({"customer_phones", "customer_products", "customer_relations", "customer_changes"})
"""Parts of the customer himself: they go with him."""
NAMES: Mapping[str, tuple[str, str]] = {
    "calls": ("通话", "calls"),
    "tickets": ("工单", "tickets"),
    "voicemails": ("留言", "voicemails"),
    "callbacks": ("预约回呼", "callbacks"),
    "documents": ("单据", "documents"),
    "attachments": ("附件", "files"),
    "legal_holds": ("司法保全", "legal holds"),
    "visits": ("回访", "visits"),
    "call_links": ("通话关联", "links of calls"),
    "document_links": ("单据关联", "links of documents"),
    "outbox": ("短信和邮件", "messages"),
}
IN_FIELDS = ("自定义字段", "values of fields")
_SUBJECTS: Mapping[str, tuple[str, str]] = {
    "attachments": ("owner_kind", "owner_id"),
    "legal_holds": ("kind", "subject"),
    "call_links": ("kind", "subject_id"),
    "document_links": ("kind", "other_id"),
}
"""Tables that refer to things of several kinds: the columns of the kind and of the id."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`column` holds customers' ids where `condition` is met (always, when there is none)."""

    table: Table
    column: Any
    condition: ColumnElement[bool] | None

    def where(self, customer_id: str) -> ColumnElement[bool]:
        same: ColumnElement[bool] = self.column == customer_id
        return same if self.condition is None else and_(same, self.condition)

    @property
    def names(self) -> tuple[str, str]:
        """Chinese, English."""
        return NAMES.get(self.table.name, (self.table.name, self.table.name))


@cache
def references() -> tuple[Reference, ...]:
    """All of them, by table."""
    import crm.tables  # noqa: F401, PLC0415 - every model must be known, and models import nothing of this module

    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in OWN:
            continue
        if "customer_id" in table.c:
            found.append(Reference(table, table.c.customer_id, None))
        elif table.name in _SUBJECTS:
            kind, subject = _SUBJECTS[table.name]
            found.append(Reference(table, table.c[subject], table.c[kind] == "customer"))
    return tuple(found)


def referred(connection: Connection, customers: Sequence[str]) -> set[str]:
    """Those of them that anything refers to; what takes many back at once asks so."""
    found: set[str] = set()
    for reference in references():
        query = select(reference.column).where(reference.column.in_(customers))
        if reference.condition is not None:
            query = query.where(reference.condition)
        found |= set(connection.scalars(query.distinct()))
    return found | set(referred_in_fields(connection, customers))


async def referring(session: AsyncSession, customer_id: str) -> list[tuple[tuple[str, str], int]]:
    """What refers to the customer (in Chinese and English), and how often; empty when nothing does."""
    found = []
    for reference in references():
        query = select(func.count()).select_from(reference.table).where(reference.where(customer_id))
        if count := int(await session.scalar(query) or 0):
            found.append((reference.names, count))
    connection = await session.connection()
    in_fields = await connection.run_sync(referred_in_fields, [customer_id])
    return [*found, *((IN_FIELDS, count) for count in in_fields.values())]
