"""What messages are about: each noun says who may see one of it, so that nobody is told of what he may not open.

A noun's repository registers its check where it lives:

    @sees("ticket")
    async def _seen(session: AsyncSession, who: Principal, ticket: str) -> bool: …
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal

Check = Callable[[AsyncSession, Principal, str], Awaitable[bool]]

CHECKS: dict[str, Check] = {}


def sees(kind: str) -> Callable[[Check], Check]:
    """Register the check of a kind of subject."""

    def register(check: Check) -> Check:
        CHECKS[kind] = check
        return check

    return register
