"""What ids of units, customers and their products are called. Only what the asker may see has a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.models import CustomerProduct
from crm.customers.repository import CustomerRepository
from crm.fields.definitions import FieldDefinition
from crm.organisation.models import Unit

Words = dict[str, str]
Refs = Mapping[str, set[str]]
"""Kind (unit, customer, product_owned; others are left alone) → ids."""


async def names_in_fields(
    session: AsyncSession, who: Principal, fields: Iterable[FieldDefinition], values: Mapping[str, Any]
) -> dict[str, Words]:
    """`names_of` what the values of these fields refer to."""
    refs: dict[str, set[str]] = defaultdict(set)
    for field in fields:
        if field.code in values:
            refs[field.kind].add(str(values[field.code]))
    return await names_of(session, who, refs)


async def names_of(session: AsyncSession, who: Principal, refs: Refs) -> dict[str, Words]:
    """`KIND:ID` → what it is called in both languages. Users are in the directory, which everybody has."""
    found: dict[str, Words] = {}
    if units := refs.get("unit"):
        for unit in await session.scalars(select(Unit).where(Unit.id.in_(units))):
            found[f"unit:{unit.id}"] = {"zh": unit.name_zh, "en": unit.name_en}
    customers = CustomerRepository(session, who)
    for customer, name in (await customers.names(refs.get("customer", set()))).items():
        found[f"customer:{customer}"] = alike(name)
    if products := refs.get("product_owned"):
        rows = list(await session.scalars(select(CustomerProduct).where(CustomerProduct.id.in_(products))))
        seen = await customers.names({row.customer_id for row in rows})
        for row in rows:
            if row.customer_id in seen:
                found[f"product_owned:{row.id}"] = alike(
                    " ".join(part for part in (row.name, row.model, row.serial) if part)
                )
    return found


def alike(name: str) -> Words:
    """A name that is the same in both languages."""
    return {"zh": name, "en": name}
