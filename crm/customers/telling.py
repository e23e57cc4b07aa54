"""What other systems are told of customers (crm.events.business). Number and unit are those at the commit; of unknown
callers nothing is told before they have a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.models import Customer
from crm.events.business import (
    CustomerChanged,
    CustomerCreated,
    CustomerDeleted,
    CustomerErased,
    CustomerMerged,
    CustomerUnmerged,
    OfCustomer,
    tell_of,
)

_customers: Any = Customer.__table__
_COLUMNS = (_customers.c.id, _customers.c.number, _customers.c.unit_id)

Said = tuple[type[OfCustomer], Mapping[str, Any]]


def tell_created(session: AsyncSession, who: Principal, customer_id: str) -> None:
    tell_each(session, who, {customer_id: (CustomerCreated, {})})


def tell_changed(session: AsyncSession, who: Principal, customer_id: str, names: Iterable[str]) -> None:
    tell_each(session, who, {customer_id: changed(names)})


def tell_merged(
    session: AsyncSession, who: Principal, customer_id: str, gone: str, gone_number: str, *, undone: bool = False
) -> None:
    kind = CustomerUnmerged if undone else CustomerMerged
    tell_each(session, who, {customer_id: (kind, {"gone": gone, "gone_number": gone_number})})


def tell_erased(session: AsyncSession, who: Principal, customer_id: str) -> None:
    tell_each(session, who, {customer_id: (CustomerErased, {})})


async def told_deleted(session: AsyncSession, who: Principal, ids: Iterable[str]) -> list[OfCustomer]:
    """What is to be told (`tell_of`) of those who go; to be asked before they go."""
    connection = await session.connection()
    return await connection.run_sync(_found, who, {each: (CustomerDeleted, {}) for each in ids})


def changed(names: Iterable[str]) -> Said:
    return CustomerChanged, {"changed": sorted(names)}


def tell_each(session: AsyncSession, who: Principal, said: Mapping[str, Said]) -> None:
    """Customer's id → what is told of him."""
    if said:
        tell_of(session, lambda connection: _found(connection, who, said))


def _found(connection: Connection, who: Principal, said: Mapping[str, Said]) -> list[OfCustomer]:
    query = select(*_COLUMNS).where(_customers.c.id.in_(list(said)), _customers.c.provisional.is_(False))
    found = []
    for row in connection.execute(query.order_by(_customers.c.id)):
        kind, more = said[row.id]
        found.append(kind(by=who.user, customer=row.id, number=row.number, unit=row.unit_id, **more))
    return found
