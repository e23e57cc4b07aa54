"""Queries about customers."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from crm.access import Principal, visible
from crm.customers.models import Customer, CustomerPhone
from crm.customers.schemas import CustomerQuery
from crm.errors import NotFound
from crm.paging import fetch_page
from crm.phones import normalise
from crm.text import contains

_DIGITS = re.compile(r"[\d\s+\-()]{2,}")


class CustomerRepository:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
        self._visible = visible(who, "customers", unit=Customer.unit_id, own=own)

    async def get(self, customer_id: str) -> Customer:
        found = await self._session.scalar(
            select(Customer).where(Customer.id == customer_id, self._visible).options(selectinload(Customer.phones))
        )
        if found is None:
            raise NotFound(f"there is no customer {customer_id}")
        return found

    async def find(self, asked: CustomerQuery, area_code: str) -> tuple[list[Customer], int]:
        query = (
            select(Customer)
            .where(self._visible)
            .order_by(Customer.last_contact_at.desc().nulls_last(), Customer.id.desc())
            .options(selectinload(Customer.phones))
        )
        if asked.q and asked.q.strip():
            query = query.where(_matches(asked.q.strip()))
        if asked.phone:
            query = query.where(_has_phone(CustomerPhone.number == normalise(asked.phone, area_code=area_code)))
        if asked.category is not None:
            query = query.where(Customer.category == asked.category)
        if asked.source is not None:
            query = query.where(Customer.source == asked.source)
        if asked.provisional is not None:
            query = query.where(Customer.provisional == asked.provisional)
        return await fetch_page(self._session, query, asked)

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


def _matches(q: str) -> ColumnElement[bool]:
    pattern = contains(q)
    conditions: list[ColumnElement[bool]] = [
        Customer.name.ilike(pattern, escape="\\"),
        Customer.contact.ilike(pattern, escape="\\"),
        Customer.number.ilike(pattern, escape="\\"),
    ]
    if _DIGITS.fullmatch(q):
        digits = re.sub(r"\D", "", q)
        spellings = {digits, digits.lstrip("0")} - {""}
        conditions += [_has_phone(CustomerPhone.number.like(contains(part), escape="\\")) for part in spellings]
    return or_(*conditions)
