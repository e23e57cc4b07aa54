"""Dictionaries: what may be chosen, and what a code is called."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.dictionaries.models import Dictionary, DictionaryEntry
from crm.dictionaries.schemas import (
    DictionaryChange,
    DictionaryDetail,
    DictionaryEntryChange,
    DictionaryInfo,
    DictionaryRow,
    NewDictionary,
    NewDictionaryEntry,
    PortableDictionary,
)
from crm.dictionaries.usage import fields_with, uses
from crm.errors import Duplicate, InUse, Invalid, NotFound
from crm.text import BothLanguages

MOST_ENTRIES = 1000


async def entries(session: AsyncSession, dictionary: str | None = None) -> list[DictionaryRow]:
    query = select(DictionaryEntry).order_by(DictionaryEntry.dictionary, DictionaryEntry.position, DictionaryEntry.code)
    if dictionary is not None:
        query = query.where(DictionaryEntry.dictionary == dictionary)
    return [DictionaryRow.model_validate(row) for row in await session.scalars(query)]


async def check(session: AsyncSession, dictionary: str, code: str, field: str) -> None:
    """Raise Invalid unless `code` is an active entry."""
    row = await session.get(DictionaryEntry, (dictionary, code))
    if row is None or not row.active:
        raise Invalid(
            f"{code} is not in the dictionary {dictionary}",
            field=field,
            message_zh=f"“{code}”不在数据字典“{dictionary}”中或已停用（{field}）",
        )


class DictionaryService:
    """Administrators' work on dictionaries, in the caller's transaction."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def all(self) -> list[DictionaryInfo]:
        """By id."""
        counts = {
            row.dictionary: (int(row.entries), int(row.active or 0))
            for row in await self._session.execute(
                select(
                    DictionaryEntry.dictionary,
                    func.count().label("entries"),
                    func.sum(cast(DictionaryEntry.active, Integer)).label("active"),
                ).group_by(DictionaryEntry.dictionary)
            )
        }
        rows = await self._session.scalars(select(Dictionary).order_by(Dictionary.id))
        return [_info(row, *counts.get(row.id, (0, 0))) for row in rows]

    async def names(self) -> set[str]:
        return set(await self._session.scalars(select(Dictionary.id)))

    async def get(self, dictionary: str) -> DictionaryDetail:
        row = await self._dictionary(dictionary)
        listed = await entries(self._session, dictionary)
        info = _info(row, len(listed), sum(entry.active for entry in listed))
        return DictionaryDetail(**dict(info), rows=listed)

    async def create(self, new: NewDictionary) -> DictionaryDetail:
        if await self._session.get(Dictionary, new.id) is not None:
            raise Duplicate(
                f"there is already a dictionary {new.id}", field="id", message_zh=f"数据字典“{new.id}”已存在"
            )
        self._session.add(Dictionary(id=new.id, name_zh=new.name.zh, name_en=new.name.en))
        await self._done("dictionaries.create", new.id, new.model_dump())
        return await self.get(new.id)

    async def rename(self, dictionary: str, change: DictionaryChange) -> DictionaryDetail:
        row = await self._dictionary(dictionary)
        row.name_zh, row.name_en = change.name.zh, change.name.en
        await self._done("dictionaries.update", dictionary, change.model_dump())
        return await self.get(dictionary)

    async def remove(self, dictionary: str) -> None:
        """InUse for one that the program needs, that a field chooses from, or an entry of which was chosen."""
        row = await self._dictionary(dictionary)
        if row.built_in:
            raise InUse(
                f"the system needs the dictionary {dictionary}", message_zh=f"“{row.name_zh}”为系统内置字典，不能删除"
            )
        fields = [code for codes in (await fields_with(self._session, dictionary)).values() for code in codes]
        if fields:
            raise InUse(
                f"fields choose from {dictionary}: {', '.join(fields)}",
                message_zh=f"自定义字段 {'、'.join(fields)} 正在使用该字典",
            )
        for entry in await self._entries(dictionary):
            await self._refuse_used(entry)
            await self._session.delete(entry)
        await self._session.delete(row)
        await self._done("dictionaries.delete", dictionary, {})

    async def add_entry(self, dictionary: str, new: NewDictionaryEntry) -> DictionaryRow:
        await self._dictionary(dictionary)
        there = await self._entries(dictionary)
        if any(entry.code == new.code for entry in there):
            raise Duplicate(
                f"{dictionary} has an entry {new.code} already", field="code", message_zh=f"代码“{new.code}”已存在"
            )
        if len(there) >= MOST_ENTRIES:
            raise Invalid(f"a dictionary has at most {MOST_ENTRIES} entries", field="code")
        place = max((entry.position for entry in there), default=-1) + 1
        row = DictionaryEntry(
            dictionary=dictionary,
            code=new.code,
            name_zh=_short(new.name.zh),
            name_en=_short(new.name.en),
            position=place,
            active=new.active,
        )
        self._session.add(row)
        await self._done("dictionaries.entry.create", dictionary, new.model_dump())
        return DictionaryRow.model_validate(row)

    async def change_entry(self, dictionary: str, code: str, change: DictionaryEntryChange) -> DictionaryRow:
        row = await self._entry(dictionary, code)
        if change.name is not None:
            row.name_zh, row.name_en = _short(change.name.zh), _short(change.name.en)
        if change.active is not None:
            row.active = change.active
        await self._done("dictionaries.entry.update", dictionary, {"code": code} | change.model_dump(exclude_none=True))
        return DictionaryRow.model_validate(row)

    async def remove_entry(self, dictionary: str, code: str) -> None:
        """InUse, naming where, when somebody has chosen it: it can be made inactive instead."""
        row = await self._entry(dictionary, code)
        await self._refuse_used(row)
        await self._session.delete(row)
        await self._done("dictionaries.entry.delete", dictionary, {"code": code})

    async def order(self, dictionary: str, codes: list[str]) -> DictionaryDetail:
        await self._dictionary(dictionary)
        there = {entry.code: entry for entry in await self._entries(dictionary)}
        if sorted(codes) != sorted(there):
            raise Invalid("name every entry once", field="codes", message_zh="须列出该字典的全部代码，每个一次")
        for place, code in enumerate(codes):
            there[code].position = place
        await self._done("dictionaries.order", dictionary, {"codes": codes})
        return await self.get(dictionary)

    # as configuration

    async def portable(self) -> dict[str, PortableDictionary]:
        listed: dict[str, list[NewDictionaryEntry]] = {}
        for row in await entries(self._session):
            name = BothLanguages(zh=row.name_zh, en=row.name_en)
            listed.setdefault(row.dictionary, []).append(
                NewDictionaryEntry(code=row.code, name=name, active=row.active)
            )
        return {row.id: PortableDictionary(name=row.name, entries=listed.get(row.id, [])) for row in await self.all()}

    async def take(self, dictionary: str, body: PortableDictionary) -> None:
        """Make or change a dictionary and its entries; entries that `body` does not have stay, after the others."""
        if await self._session.get(Dictionary, dictionary) is None:
            await self.create(NewDictionary(id=dictionary, name=body.name))
        else:
            await self.rename(dictionary, DictionaryChange(name=body.name))
        there = {entry.code for entry in await self._entries(dictionary)}
        named = {entry.code: entry for entry in body.entries}
        for code, entry in named.items():
            if code in there:
                await self.change_entry(dictionary, code, DictionaryEntryChange(name=entry.name, active=entry.active))
            else:
                await self.add_entry(dictionary, entry)
        rest = [row.code for row in await self._entries(dictionary) if row.code not in named]
        await self.order(dictionary, [*named, *rest])

    async def _refuse_used(self, row: DictionaryEntry) -> None:
        found = await uses(self._session, row.dictionary, row.code)
        if found:
            en = ", ".join(f"{use.count} {use.en}" for use in found)
            zh = "，".join(f"{use.zh} {use.count} 条" for use in found)
            raise InUse(
                f"{row.code} is chosen by {en}: make it inactive instead",
                message_zh=f"“{row.name_zh}”已被使用（{zh}），可改为停用",
            )

    async def _dictionary(self, dictionary: str) -> Dictionary:
        row = await self._session.get(Dictionary, dictionary)
        if row is None:
            raise NotFound(f"there is no dictionary {dictionary}")
        return row

    async def _entry(self, dictionary: str, code: str) -> DictionaryEntry:
        row = await self._session.get(DictionaryEntry, (dictionary, code))
        if row is None:
            raise NotFound(f"{dictionary} has no entry {code}")
        return row

    async def _entries(self, dictionary: str) -> list[DictionaryEntry]:
        query = select(DictionaryEntry).where(DictionaryEntry.dictionary == dictionary)
        return list(await self._session.scalars(query.order_by(DictionaryEntry.position, DictionaryEntry.code)))

    async def _done(self, action: str, subject: str, details: dict[str, Any]) -> None:
        await self._session.flush()
        note(self._session, self._who, action, "dictionary", subject, details)


def _info(row: Dictionary, count: int, active: int) -> DictionaryInfo:
    name = BothLanguages(zh=row.name_zh, en=row.name_en)
    return DictionaryInfo(id=row.id, name=name, built_in=row.built_in, entries=count, active=active)


def _short(text: str) -> str:
    if len(text) > 100:
        raise Invalid("a name has at most 100 characters", field="name", message_zh="名称最多 100 个字")
    return text
