"""Queries about customers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from crm.access import Principal, visible
from crm.customers.models import Customer, CustomerPhone
from crm.customers.schemas import CustomerQuery
from crm.customers.searching import KIND
from crm.errors import NotFound
from crm.messages.subjects import sees
from crm.organisation.models import Unit
from crm.paging import bounded_count
from crm.phones import normalise
from crm.search.query import Asked, parse, search

EXPORTED = 20_000
"""Hits of a search that are exported."""


class CustomerRepository:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "customers.read") -> None:
        self._session = session
        own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
        self._user = who.user
        self._visible = visible(who, function, unit=Customer.unit_id, own=own)
        self._units = visible(who, function, unit=Unit.id, own=false())

    async def get(self, customer_id: str) -> Customer:
        found = await self._session.scalar(
            select(Customer).where(Customer.id == customer_id, self._visible).options(selectinload(Customer.phones))
        )
        if found is None:
            raise NotFound(f"there is no customer {customer_id}")
        return found

    async def find(self, asked: CustomerQuery, area_code: str) -> tuple[list[Customer], int, bool]:
        """The page, how many there are, and whether there are even more (not counted)."""
        conditions = self._filters(asked, area_code)
        order: list[Any] = [Customer.last_contact_at.desc().nulls_last(), Customer.id.desc()]
        if asked.q and asked.q.strip():
            wanted = parse(asked.q, area_code=area_code)
            if wanted is None:
                return [], 0, False
            rows = select(Customer.id).where(*conditions)
            hits = await search(self._session, KIND, wanted, rows, Customer.id, scope=self._units, user=self._user)
            total, more = len(hits.ids), hits.more
            conditions = [Customer.id.in_(hits.ids)]
            order.insert(0, case((Customer.name == asked.q.strip(), 0), else_=1))
        else:
            total, more = await bounded_count(self._session, select(Customer.id).where(*conditions))
        query = select(Customer).where(*conditions).order_by(*order).options(selectinload(Customer.phones))
        page = query.limit(asked.page_size).offset((asked.page - 1) * asked.page_size)
        return list(await self._session.scalars(page)), total, more

    async def pieces(self, asked: CustomerQuery, area_code: str, size: int) -> AsyncIterator[list[Customer]]:
        """All of them, `size` at a time in short queries; of a search the newest EXPORTED."""
        conditions = self._filters(asked, area_code)
        query = select(Customer).options(selectinload(Customer.phones)).order_by(Customer.id)
        if asked.q and asked.q.strip():
            wanted = parse(asked.q, area_code=area_code)
            rows = select(Customer.id).where(*conditions)
            ids = await self._hits(wanted, rows, EXPORTED) if wanted else []
            for start in range(0, len(ids), size):
                yield list(await self._session.scalars(query.where(Customer.id.in_(ids[start : start + size]))))
            return
        last = ""
        while piece := list(await self._session.scalars(query.where(*conditions, Customer.id > last).limit(size))):
            yield piece
            last = piece[-1].id

    async def _hits(self, wanted: Asked, rows: Select[str], limit: int) -> list[str]:
        found = await search(
            self._session, KIND, wanted, rows, Customer.id, scope=self._units, user=self._user, limit=limit
        )
        return found.ids

    def _filters(self, asked: CustomerQuery, area_code: str) -> list[ColumnElement[bool]]:
        conditions = [self._visible]
        if asked.phone:
            conditions.append(_has_phone(CustomerPhone.number == normalise(asked.phone, area_code=area_code)))
        for column, value in (
            (Customer.category, asked.category),
            (Customer.source, asked.source),
            (Customer.provisional, asked.provisional),
        ):
            if value is not None:
                conditions.append(column == value)
        return conditions

    async def names(self, ids: set[str]) -> dict[str, str]:
        """Display names of those that may be seen."""
        if not ids:
            return {}
        rows = await self._session.execute(
            select(Customer.id, Customer.name, Customer.number).where(Customer.id.in_(ids), self._visible)
        )
        return {row.id: row.name or row.number for row in rows}


def _has_phone(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Customer.id.in_(select(CustomerPhone.customer_id).where(condition))


@sees("customer")
async def _seen(session: AsyncSession, who: Principal, customer: str) -> bool:
    try:
        await CustomerRepository(session, who).get(customer)
    except NotFound:
        return False
    return True
