"""How many patterns the lists of numbers may have."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import Invalid
from crm.outside.models import ListedNumber

PATTERNS = 1000
"""Patterns with `?` are looked through one by one: so many and no more."""


async def check_patterns(session: AsyncSession) -> None:
    query = select(ListedNumber.id).where(ListedNumber.number.contains("?")).limit(PATTERNS + 1)
    if len((await session.scalars(query)).all()) > PATTERNS:
        raise Invalid(
            f"there are {PATTERNS} patterns with ? already: use prefixes",
            field="number",
            message_zh=f"带“?”的通配号码最多{PATTERNS}条，请改用号段",
        )
