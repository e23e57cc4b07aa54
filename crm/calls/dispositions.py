"""What the results of calls are called: the queue's own list before the company's dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.dictionaries.models import DictionaryEntry
from crm.routing.models import Queue
from crm.routing.queue_options import complete
from crm.users.schemas import Language

DICTIONARY = "disposition"


@dataclass(frozen=True, slots=True)
class Dispositions:
    """`own`: (queue, code) → name; `company`: code → name."""

    own: Mapping[tuple[str, str], str]
    company: Mapping[str, str]

    def name(self, queue: str | None, code: str) -> str:
        """The code itself for one that is in neither list any more."""
        return self.own.get((queue or "", code)) or self.company.get(code, code)


async def dispositions(session: AsyncSession, language: Language) -> Dispositions:
    """All of them in one language, loaded once."""
    own = {
        (queue, each["code"]): each["name"][language]
        for queue, options in await session.execute(select(Queue.id, Queue.options))
        for each in complete(options)["dispositions"]
    }
    entries = await session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary == DICTIONARY))
    company = {entry.code: entry.name_en if language == "en" else entry.name_zh for entry in entries}
    return Dispositions(own, company)
