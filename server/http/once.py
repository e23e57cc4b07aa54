"""Requests with the header `Idempotency-Key`: sent again they are answered with what the first one made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from crm.idempotency import Once
from server.http.context import Request

KEY = "Idempotency-Key"


class Made(Protocol):
    """An answer about something that has an id."""

    id: str


M = TypeVar("M", bound=Made)


async def once(
    request: Request,
    session: AsyncSession,
    make: Callable[[], Awaitable[M]],
    find: Callable[[str], Awaitable[M]],
    what: str,
    body: BaseModel,
) -> M:
    """The answer of `make`, which carries the request out in `session`; when an earlier request with this key did so,
    that of `find` for the id of what it made. `what` tells the routes apart. Raises NotPossible when the key was used
    for another request."""
    key = Once(session, request.who.user, request.http.headers.get(KEY), what, body)
    subject = await key.before()
    if subject is not None:
        return await find(subject)
    made = await make()
    await key.after(made.id)
    return made
