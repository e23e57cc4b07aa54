"""Requests with the header `Idempotency-Key`: sent again they are answered with what the first one made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.idempotency import Once
from server.http.context import Request

KEY = "Idempotency-Key"


async def once(
    request: Request, session: AsyncSession, do: Callable[[], Awaitable[str]], what: str, body: BaseModel
) -> str:
    """`do` carries the request out in `session` and gives the id of what it was about: that id, now or from before.
    `what` tells the routes apart. Raises NotPossible when the key was used for another request."""
    key = Once(session, request.who.user, request.http.headers.get(KEY), what, body)
    subject = await key.before()
    if subject is None:
        subject = await do()
        await key.after(subject)
    return subject
