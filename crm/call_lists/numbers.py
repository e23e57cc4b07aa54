"""Whether a number may be called at all: the do-not-call list, as the core reads it."""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.outside.models import ListedNumber
from telephony.outside.lists import NumberLists, entry


class DoNotCall:
    """The list at one time; load it anew for the next piece of work."""

    def __init__(self, lists: NumberLists) -> None:
        self._lists = lists

    @classmethod
    async def load(cls, session: AsyncSession) -> DoNotCall:
        rows = await session.scalars(select(ListedNumber).where(ListedNumber.list == "dnc"))
        return cls(
            NumberLists(
                entry(
                    row.list, row.direction, row.action, row.expires_at.timestamp() if row.expires_at else 0, row.number
                )
                for row in rows
            )
        )

    def forbids(self, number: str) -> bool:
        return self._lists.do_not_call(number, time.time())
