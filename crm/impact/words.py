"""Numbers on lists, and dictionaries with their entries: whom and what they are about."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from crm.customers.models import CustomerPhone
from crm.dictionaries.models import DictionaryEntry
from crm.dictionaries.usage import uses
from crm.impact.counting import Asked, both, counted, named, rows
from crm.impact.schemas import Affected
from crm.outside.models import ListedNumber

_SORTS = {"tickets": "tickets", "customers": "customers", "relations": "relations", "calls": "calls"}
"""What a use is called in crm.dictionaries.usage → here; else it is a value of a field."""


async def of_listed(asked: Asked) -> list[Affected]:
    row = await asked.session.get(ListedNumber, asked.id)
    if row is None:
        return []
    whose = select(CustomerPhone.customer_id).where(_spelt(row.number)).distinct()
    return [await rows(asked, "customers", whose)]


def _spelt(number: str) -> ColumnElement[bool]:
    """A number, a prefix with `*` at its end, or a pattern with `?` for a digit."""
    if "*" not in number and "?" not in number:
        return CustomerPhone.number == number
    return CustomerPhone.number.like(number.replace("*", "%").replace("?", "_"))


async def of_dictionary(asked: Asked) -> list[Affected]:
    entries = list(
        await asked.session.scalars(
            select(DictionaryEntry)
            .where(DictionaryEntry.dictionary == asked.id)
            .order_by(DictionaryEntry.position, DictionaryEntry.code)
        )
    )
    sums: dict[str, int] = {}
    for entry in entries:
        for use in await uses(asked.session, asked.id, entry.code):
            sums[use.en] = sums.get(use.en, 0) + use.count
    return [
        named("entries", (both({"zh": entry.name_zh, "en": entry.name_en}, entry.code) for entry in entries)),
        *(counted(_SORTS.get(sort, "fields"), count) for sort, count in sums.items()),
    ]


async def of_dictionary_entry(asked: Asked) -> list[Affected]:
    """`id` is `dictionary:code`."""
    dictionary, _, code = asked.id.partition(":")
    return [counted(_SORTS.get(use.en, "fields"), use.count) for use in await uses(asked.session, dictionary, code)]
