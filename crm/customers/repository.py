"""Queries about customers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from crm.access import Principal, visible
from crm.attachments.owners import keeps
from crm.calls.models import Call, CallSegment
from crm.customers.definitions import HOUSEHOLD, OWNER, TAG, choosable
from crm.customers.models import Customer, CustomerPhone, CustomerProduct
from crm.customers.schemas import CustomerFilters, CustomerQuery, Without
from crm.customers.searching import KIND
from crm.errors import Forbidden, NotFound
from crm.fields.index import filters as field_filters
from crm.fields.models import FieldValue
from crm.masking import answers, tells_digits, veiled
from crm.messages.subjects import sees
from crm.organisation.models import Unit
from crm.paging import bounded_count
from crm.phones import normalise
from crm.routing.settings import facts
from crm.search.query import Hits, parse, search
from crm.text import contains

EXPORTED = 20_000
"""Hits of a search that are exported."""


class CustomerRepository:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "customers.read") -> None:
        self._session = session
        own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
        self._user = who.user
        self._veiled = veiled(who)
        self._visible = visible(who, function, unit=Customer.unit_id, own=own)
        self._units = visible(who, function, unit=Unit.id, own=false())

    async def get(self, customer_id: str) -> Customer:
        found = await self._session.scalar(
            select(Customer).where(Customer.id == customer_id, self._visible).options(selectinload(Customer.phones))
        )
        if found is None:
            raise NotFound(f"there is no customer {customer_id}")
        return found

    async def unknown(self, numbers: Sequence[str]) -> list[Customer]:
        """Provisional customers with one of these numbers, in their order, the latest contact first: those whom nobody
        has touched yet, and of the others those that may be seen."""
        of_number = select(CustomerPhone.customer_id).where(CustomerPhone.number.in_(numbers))
        found = await self._session.scalars(
            select(Customer)
            .where(Customer.provisional, Customer.erased_at.is_(None), Customer.id.in_(of_number))
            .where(or_(Customer.version == 1, self._visible))
            .order_by(Customer.last_contact_at.desc().nulls_last(), Customer.id.desc())
            .options(selectinload(Customer.phones))
        )
        place = {number: at for at, number in enumerate(numbers)}
        return sorted(found, key=lambda one: min(place.get(row.number, len(place)) for row in one.phones))

    async def find(self, asked: CustomerQuery, area_code: str) -> tuple[list[Customer], int, bool]:
        """The page, how many there are, and whether there are even more (not counted)."""
        conditions = await self.conditions(asked, area_code)
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

    async def hits(self, q: str, area_code: str, among: ColumnElement[bool], limit: int) -> Hits:
        """The customers for whom `among` is true that hold `q`, the newest change first."""
        wanted = parse(q, area_code=area_code)
        if wanted is None:
            return Hits([], more=False)
        conditions = self._filters(CustomerQuery.model_validate({"q": q}), area_code)
        rows = select(Customer.id).where(*conditions, among)
        return await search(
            self._session, KIND, wanted, rows, Customer.id, scope=self._units, user=self._user, limit=limit
        )

    async def pieces(self, asked: CustomerQuery, area_code: str, size: int) -> AsyncIterator[list[Customer]]:
        """All of them, `size` at a time in short queries; of a search the newest EXPORTED."""
        conditions = await self.conditions(asked, area_code)
        query = select(Customer).options(selectinload(Customer.phones)).order_by(Customer.id)
        if asked.q and asked.q.strip():
            ids = await self.found(asked, area_code, EXPORTED)
            for start in range(0, len(ids), size):
                yield list(await self._session.scalars(query.where(Customer.id.in_(ids[start : start + size]))))
            return
        last = ""
        while piece := list(await self._session.scalars(query.where(*conditions, Customer.id > last).limit(size))):
            yield piece
            last = piece[-1].id

    async def found(self, asked: CustomerFilters, area_code: str, limit: int) -> list[str]:
        """Ids of those that hold `q` and meet the other filters, the newest change first, at most `limit`."""
        wanted = parse(asked.q or "", area_code=area_code)
        if wanted is None:
            return []
        rows = select(Customer.id).where(*await self.conditions(asked, area_code))
        found = await search(
            self._session, KIND, wanted, rows, Customer.id, scope=self._units, user=self._user, limit=limit
        )
        return found.ids

    async def conditions(self, asked: CustomerFilters, area_code: str) -> list[ColumnElement[bool]]:
        """SQL conditions of what the asker may see of what he asks for; `q` is another matter."""
        return [*self._filters(asked, area_code), *await self._field_filters(asked)]

    def _filters(self, asked: CustomerFilters, area_code: str) -> list[ColumnElement[bool]]:
        conditions = [self._visible]
        if asked.q and self._veiled and tells_digits(asked.q):
            conditions.append(_without_parts(asked.q, area_code))
        if asked.phone:
            conditions.append(_has_phone(CustomerPhone.number == normalise(asked.phone, area_code=area_code)))
        for column, value in (
            (Customer.kind, asked.kind),
            (Customer.category, asked.category),
            (Customer.source, asked.source),
            (Customer.level, asked.level),
            (Customer.owner_id, asked.owner),
            (Customer.unit_id, asked.unit),
            (Customer.region_zh, asked.region_name),
            (Customer.provisional, asked.provisional),
        ):
            if value is not None:
                conditions.append(column == value)
        if asked.region:
            conditions.append(Customer.region_code.startswith(_significant(asked.region), autoescape=True))
        if asked.without:
            conditions.append(_without(asked.without))
        if asked.served_by:
            conditions.append(Customer.id.in_(_served_by(asked.served_by)))
        if asked.product:
            same = or_(CustomerProduct.serial == asked.product, CustomerProduct.barcode == asked.product)
            conditions.append(Customer.id.in_(select(CustomerProduct.customer_id).where(same)))
        if asked.created_from is not None:
            conditions.append(Customer.created_at >= asked.created_from)
        if asked.created_to is not None:
            conditions.append(Customer.created_at < asked.created_to)
        return conditions

    async def _field_filters(self, asked: CustomerFilters) -> list[ColumnElement[bool]]:
        listed = {TAG: asked.tag, HOUSEHOLD: asked.household}
        conditions: list[ColumnElement[bool]] = [
            Customer.id.in_(_listed(code, value)) for code, value in listed.items() if value
        ]
        if asked.field:
            fields = await choosable(self._session)
            zone = (await facts(self._session)).zone
            conditions += field_filters(OWNER, Customer.id, fields, asked.field, zone=zone, veiled=self._veiled)
        return conditions

    async def names(self, ids: set[str]) -> dict[str, str]:
        """Display names of those that may be seen."""
        if not ids:
            return {}
        rows = await self._session.execute(
            select(Customer.id, Customer.name, Customer.number).where(Customer.id.in_(ids), self._visible)
        )
        return {row.id: row.name or row.number for row in rows}


def _significant(region: str) -> str:
    """A code without the zeros that mean "all below": 110000 → 11, 330100 → 3301."""
    while len(region) > 2 and region.endswith("00"):
        region = region[:-2]
    return region


def _without(name: Without) -> ColumnElement[bool]:
    if name == "tag":
        tagged = FieldValue.owner_kind == OWNER, FieldValue.field == TAG
        return Customer.id.not_in(select(FieldValue.owner_id).where(*tagged))
    if name == "owner":
        return Customer.owner_id.is_(None)
    columns = {"region": Customer.region_zh, "province": Customer.region_code}
    return (columns[name] if name in columns else getattr(Customer, name)) == ""


def _listed(code: str, value: str) -> Select[Any]:
    where = FieldValue.owner_kind == OWNER, FieldValue.field == code, FieldValue.text == value
    return select(FieldValue.owner_id).where(*where)


def _served_by(user: str) -> Select[Any]:
    talked = CallSegment.call_id == Call.id, CallSegment.agent_id == user
    return select(Call.customer_id).join(CallSegment, and_(*talked)).where(Call.customer_id.is_not(None))


def _without_parts(q: str, area_code: str) -> ColumnElement[bool]:
    """For whoever sees no whole numbers: what was typed is no part of a phone number, but of what the card shows."""
    shown = (Customer.number, Customer.name, Customer.contact, Customer.address)
    pattern = contains(q.strip())
    phone = _has_phone(answers([CustomerPhone.number], q, area_code=area_code))
    return or_(phone, *(column.ilike(pattern, escape="\\") for column in shown))


def _has_phone(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Customer.id.in_(select(CustomerPhone.customer_id).where(condition))


@keeps("customer")
async def _keeps(session: AsyncSession, who: Principal, customer: str) -> None:
    try:
        await CustomerRepository(session, who, "customers.write").get(customer)
    except NotFound as error:
        raise Forbidden from error  # whoever sees him knows that he is there


@sees("customer")
async def _seen(session: AsyncSession, who: Principal, customer: str) -> bool:
    try:
        await CustomerRepository(session, who).get(customer)
    except NotFound:
        return False
    return True
