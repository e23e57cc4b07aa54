"""Where a dictionary's codes stand: what keeps an entry, or a dictionary, from being removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.calls.models import Call
from crm.customers.models import Customer, CustomerRelation
from crm.fields.defined import SOURCES, codes
from crm.fields.models import FieldValue
from crm.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Use:
    """So many records have it: `zh` and `en` name what they are."""

    count: int
    zh: str
    en: str


_COLUMNS: Mapping[str, tuple[tuple[Any, str, str], ...]] = {
    "ticket_type": ((Ticket.type, "工单", "tickets"),),
    "customer_source": ((Customer.source, "客户", "customers"),),
    "customer_category": ((Customer.category, "客户", "customers"),),
    "customer_level": ((Customer.level, "客户", "customers"),),
    "customer_relation": ((CustomerRelation.relation, "客户关系", "relations"),),
    "disposition": ((Call.disposition, "通话", "calls"),),
}
"""Dictionary → the columns that hold its codes."""


async def uses(session: AsyncSession, dictionary: str, code: str) -> list[Use]:
    """Who has chosen this entry; nobody: an empty list."""
    found: list[Use] = []
    for column, zh, en in _COLUMNS.get(dictionary, ()):
        count = await session.scalar(select(func.count()).where(column == code))
        if count:
            found.append(Use(int(count), zh, en))
    for kind, fields in (await fields_with(session, dictionary)).items():
        count = await session.scalar(
            select(func.count()).where(
                FieldValue.owner_kind == kind, FieldValue.field.in_(fields), FieldValue.text == code
            )
        )
        if count:
            found.append(Use(int(count), "自定义字段", "values of fields"))
    return found


async def fields_with(session: AsyncSession, dictionary: str) -> dict[str, list[str]]:
    """Owner kind → codes of the administrators' fields that choose from this dictionary."""
    found: dict[str, list[str]] = {}
    for kind, query in SOURCES:
        for settings in await session.scalars(query):
            chosen = codes(settings, lambda field: field.get("dictionary") == dictionary)
            found[kind] = list(dict.fromkeys([*found.get(kind, ()), *chosen]))
    return {kind: names for kind, names in found.items() if names}
