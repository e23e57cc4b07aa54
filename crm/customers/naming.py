"""What the ids in a customer's own fields are called. Only what the asker may see has a name."""

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


async def names_of(
    session: AsyncSession, who: Principal, fields: Iterable[FieldDefinition], values: Mapping[str, Any]
) -> dict[str, Words]:
    """`KIND:ID` → what it is called in both languages: units, customers, products. Users are in the directory."""
    refs: dict[str, set[str]] = defaultdict(set)
    for field in fields:
        if field.kind in {"unit", "customer", "product_owned"} and field.code in values:
            refs[field.kind].add(str(values[field.code]))
    found: dict[str, Words] = {}
    if refs["unit"]:
        for unit in await session.scalars(select(Unit).where(Unit.id.in_(refs["unit"]))):
            found[f"unit:{unit.id}"] = {"zh": unit.name_zh, "en": unit.name_en}
    customers = CustomerRepository(session, who)
    if refs["customer"]:
        for customer, name in (await customers.names(refs["customer"])).items():
            found[f"customer:{customer}"] = {"zh": name, "en": name}
    if refs["product_owned"]:
        query = select(CustomerProduct).where(CustomerProduct.id.in_(refs["product_owned"]))
        rows = list(await session.scalars(query))
        seen = await customers.names({row.customer_id for row in rows})
        for row in rows:
            if row.customer_id in seen:
                name = " ".join(part for part in (row.name, row.model, row.serial) if part)
                found[f"product_owned:{row.id}"] = {"zh": name, "en": name}
    return found
