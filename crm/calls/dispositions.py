"""What the results of calls are called: the queue's own list before the company's dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.calls.schemas import CallRow
from crm.dictionaries.models import DictionaryEntry
from crm.routing.models import Queue
from crm.routing.queue_options import complete
from crm.users.schemas import Language

DICTIONARY = "disposition"


Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dispositions:
    """`own`: (queue, code) → names by language; `company`: code → names by language."""

    own: Mapping[tuple[str, str], Words]
    company: Mapping[str, Words]

    def words(self, queue: str | None, code: str) -> Words:
        """By language; nothing for no result, the code itself for one that is in neither list any more."""
        if not code:
            return {}
        return self.own.get((queue or "", code)) or self.company.get(code) or {"zh": code, "en": code}

    def name(self, queue: str | None, code: str, language: Language) -> str:
        return self.words(queue, code).get(language, code)


async def dispositions(session: AsyncSession) -> Dispositions:
    """All of them, loaded once."""
    own = {
        (queue, each["code"]): each["name"]
        for queue, options in await session.execute(select(Queue.id, Queue.options))
        for each in complete(options)["dispositions"]
    }
    entries = await session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary == DICTIONARY))
    return Dispositions(own, {entry.code: {"zh": entry.name_zh, "en": entry.name_en} for entry in entries})


async def name_results(session: AsyncSession, rows: Sequence[CallRow]) -> None:
    """Give the rows the names of their results."""
    if not any(row.disposition for row in rows):
        return
    known = await dispositions(session)
    for row in rows:
        row.disposition_name = dict(known.words(row.queue, row.disposition))
