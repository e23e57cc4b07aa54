"""Finding duplicates (查重): while somebody is entered, and over all customers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, func, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from crm.access import Principal, visible
from crm.customers.definitions import HOUSEHOLD, OWNER
from crm.customers.likeness import WEIGHTS, Likeness, Traits, compare
from crm.customers.models import Customer, CustomerPhone
from crm.customers.schemas import CustomerRow, UserId
from crm.fields.models import FieldValue
from crm.paging import Page, PageQuery, bounded_count
from crm.phones import normalise

CANDIDATES = 100
SHOWN = 10
CROWD = 50
"""Customers who may share a number, a household, or a name and where they live, and still be looked at in pairs."""
LEAST = 0.2
"""Likeness from which somebody is shown while another one is entered."""


class DuplicatesQuery(BaseModel):
    """What has been typed so far; `exclude`: the customer who is being changed."""

    model_config = ConfigDict(extra="forbid")

    phone: str | None = Field(None, max_length=64)
    name: str | None = Field(None, max_length=100)
    address: str | None = Field(None, max_length=300)
    household: str | None = Field(None, max_length=32)
    exclude: UserId | None = None


class Reason(BaseModel):
    code: str
    zh: str
    en: str


class Duplicate(BaseModel):
    """`score` from 0 to 1."""

    customer: CustomerRow
    score: float
    reasons: list[Reason]


class PairsQuery(PageQuery):
    """`by`: pairs who share a phone, a name (with the same address or region), or a household number (户号); what more
    than 50 share (a switchboard's number) is left out."""

    by: Literal["phone", "name", "household"] = "phone"


class DuplicatePair(BaseModel):
    """`first` was entered before `second`."""

    first: CustomerRow
    second: CustomerRow
    score: float
    reasons: list[Reason]


async def duplicates(
    session: AsyncSession, who: Principal, asked: DuplicatesQuery, *, area_code: str
) -> list[Duplicate]:
    """Customers whom the asker may see that may be the one who is being entered, the likeliest first."""
    number = normalise(asked.phone, area_code=area_code) if asked.phone else ""
    typed = Traits(
        name=asked.name or "",
        phones=frozenset({number} - {""}),
        address=asked.address or "",
        households=frozenset({asked.household or ""} - {""}),
    )
    found: dict[str, Customer] = {}
    for condition in _candidates(typed):
        query = select(Customer).where(condition, _seen(who, Customer)).options(selectinload(Customer.phones))
        newest = query.order_by(Customer.last_contact_at.desc().nulls_last(), Customer.id.desc())
        found |= {row.id: row for row in await session.scalars(newest.limit(CANDIDATES))}
    found.pop(asked.exclude or "", None)
    alike = [(compare(typed, traits_of(row)), row) for row in found.values()]
    alike = [one for one in alike if one[0].score >= LEAST]
    alike.sort(key=lambda one: (-one[0].score, one[1].id))
    return [
        Duplicate(customer=CustomerRow.model_validate(row), score=like.score, reasons=_reasons(like))
        for like, row in alike[:SHOWN]
    ]


async def pairs(session: AsyncSession, who: Principal, asked: PairsQuery) -> Page[DuplicatePair]:
    """In the order in which the older of them was entered. At most 10,000 are counted."""
    query = _pairs(who, asked.by)
    total, more = await bounded_count(session, query)
    page = query.limit(asked.page_size).offset((asked.page - 1) * asked.page_size)
    ids = [(row[0], row[1]) for row in await session.execute(page)]
    rows = {
        row.id: row
        for row in await session.scalars(
            select(Customer)
            .where(Customer.id.in_({one for pair in ids for one in pair}))
            .options(selectinload(Customer.phones))
        )
    }
    items = []
    for first, second in ids:
        like = compare(traits_of(rows[first]), traits_of(rows[second]))
        items.append(
            DuplicatePair(
                first=CustomerRow.model_validate(rows[first]),
                second=CustomerRow.model_validate(rows[second]),
                score=like.score,
                reasons=_reasons(like),
            )
        )
    return Page(items=items, total=total, page=asked.page, page_size=asked.page_size, more=more)


def traits_of(row: Customer) -> Traits:
    """Its phones must be loaded."""
    return Traits(
        name=row.name,
        phones=frozenset(phone.number for phone in row.phones),
        address=row.address,
        households=frozenset(one["household"] for one in row.addresses or [] if one.get("household")),
    )


def _candidates(typed: Traits) -> Iterable[Any]:
    """Conditions with an index each: whoever is alike at all shares a phone, a name, an address or a household."""
    if typed.phones:
        same = CustomerPhone.number.in_(typed.phones)
        yield Customer.id.in_(select(CustomerPhone.customer_id).where(same))
    if typed.name.strip():
        yield Customer.name == typed.name.strip()
    if typed.households:
        yield Customer.id.in_(_household_owners().where(FieldValue.text.in_(typed.households)))
    if typed.address.strip():
        yield Customer.address == typed.address.strip()


def _household_owners() -> Select[Any]:
    return select(FieldValue.owner_id).where(FieldValue.owner_kind == OWNER, FieldValue.field == HOUSEHOLD)


def _seen(who: Principal, customer: Any) -> Any:
    own = (customer.owner_id == who.user) | (customer.created_by == who.user)
    return visible(who, "customers.read", unit=customer.unit_id, own=own)


def _pairs(who: Principal, by: str) -> Select[Any]:
    """What more than CROWD have in common says nothing, and would make half a million pairs of a thousand people."""
    if by == "name":
        found = union(_namesakes(who, "address"), _namesakes(who, "region_code")).subquery()
    else:
        left, right, key, mine = _shared(by)
        one, other = aliased(Customer), aliased(Customer)
        where = mine(left, one), mine(right, other), key(left) == key(right), key(left).in_(_in_common(by))
        found = _two(who, one, other).where(*where).distinct().subquery()
    first, second = found.c
    return select(first, second).order_by(first, second)


def _two(who: Principal, one: Any, other: Any) -> Select[Any]:
    ids = one.id.label("first"), other.id.label("second")
    return select(*ids).where(_merges(who, one), _merges(who, other), one.id < other.id)


def _namesakes(who: Principal, near: str) -> Select[Any]:
    """Two of one name, and of one address or region: looked for by the name, of which there are more (`concat` keeps
    the planner from the index of regions)."""
    one, other, every = aliased(Customer), aliased(Customer), aliased(Customer)
    twice = select(Customer.name).where(Customer.name != "").group_by(Customer.name).having(func.count() > 1)
    keys = every.name, getattr(every, near)
    few = select(*keys).where(every.name.in_(twice), keys[1] != "").group_by(*keys).having(_few())
    shared = tuple_(one.name, getattr(one, near)).in_(few)
    same = one.name == other.name, getattr(one, near).concat("") == getattr(other, near).concat("")
    return _two(who, one, other).where(shared, *same)


def _few() -> ColumnElement[bool]:
    return func.count().between(2, CROWD)


def _merges(who: Principal, customer: Any) -> Any:
    own = (customer.owner_id == who.user) | (customer.created_by == who.user)
    return visible(who, "customers.merge", unit=customer.unit_id, own=own)


def _in_common(by: str) -> Select[Any]:
    """Numbers or households that a few customers share."""
    if by == "phone":
        return select(CustomerPhone.number).group_by(CustomerPhone.number).having(_few())
    query = select(FieldValue.text).where(FieldValue.owner_kind == OWNER, FieldValue.field == HOUSEHOLD)
    return query.group_by(FieldValue.text).having(_few())


def _shared(by: str) -> tuple[Any, Any, Any, Any]:
    """Two rows of the table that holds what is shared, its column, and how a row belongs to a customer."""
    if by == "phone":
        left, right = aliased(CustomerPhone), aliased(CustomerPhone)
        return left, right, lambda row: row.number, lambda row, customer: row.customer_id == customer.id
    values = aliased(FieldValue), aliased(FieldValue)

    def mine(row: Any, customer: Any) -> Any:
        return (row.owner_kind == OWNER) & (row.field == HOUSEHOLD) & (row.owner_id == customer.id)

    return *values, lambda row: row.text, mine


def _reasons(like: Likeness) -> list[Reason]:
    return [Reason(code=code, zh=WEIGHTS[code][1], en=WEIGHTS[code][2]) for code in like.reasons]
