"""Where a dictionary's codes stand: what keeps an entry, or a dictionary, from being removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.calls.models import Call
from crm.customers.models import Customer, CustomerField, CustomerRelation
from crm.documents.models import DocumentTypeVersion
from crm.fields.models import FieldValue
from crm.routing.models import Queue
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
    for row in await session.scalars(select(CustomerField).order_by(CustomerField.code)):
        if row.definition.get("dictionary") == dictionary:
            found.setdefault("customer", []).append(row.code)
    of_documents = select(DocumentTypeVersion.document)
    for kind, settings in (("document", of_documents), ("call", select(Queue.options))):
        for document in await session.scalars(settings):
            codes = found.setdefault(kind, [])
            codes += [code for code in _choosing(document, dictionary) if code not in codes]
    return {kind: codes for kind, codes in found.items() if codes}


def _choosing(value: Any, dictionary: str) -> list[str]:
    """Codes of the definitions of fields, wherever in a document of settings, that choose from this dictionary."""
    if isinstance(value, dict):
        own = [str(value["code"])] if value.get("dictionary") == dictionary and "code" in value else []
        return own + [code for part in value.values() for code in _choosing(part, dictionary)]
    if isinstance(value, list):
        return [code for part in value for code in _choosing(part, dictionary)]
    return []
