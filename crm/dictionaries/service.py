"""Dictionaries: what may be chosen, and what a code is called."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.dictionaries.models import DictionaryEntry
from crm.errors import Invalid


class DictionaryRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    dictionary: str
    code: str
    name_zh: str
    name_en: str
    position: int
    active: bool


async def entries(session: AsyncSession, dictionary: str | None = None) -> list[DictionaryRow]:
    query = select(DictionaryEntry).order_by(DictionaryEntry.dictionary, DictionaryEntry.position, DictionaryEntry.code)
    if dictionary is not None:
        query = query.where(DictionaryEntry.dictionary == dictionary)
    return [DictionaryRow.model_validate(row) for row in await session.scalars(query)]


async def check(session: AsyncSession, dictionary: str, code: str, field: str) -> None:
    """Raise Invalid unless `code` is an active entry."""
    row = await session.get(DictionaryEntry, (dictionary, code))
    if row is None or not row.active:
        raise Invalid(f"{code} is not in the dictionary {dictionary}", field=field)
