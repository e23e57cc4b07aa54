"""One thing done with many records, each in a savepoint of its own: what cannot be done keeps the others from
nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from crm.errors import Conflict
from telephony.errors import HotlineError

Ident = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Idents = Annotated[list[Ident], Field(min_length=1, max_length=200)]


class Many(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    ids: Idents


class BulkResult(BaseModel):
    id: str
    ok: bool
    code: str = ""
    message: str = ""
    message_zh: str = ""


class BulkResults(BaseModel):
    done: int
    failed: int
    results: list[BulkResult]


async def each(session: AsyncSession, ids: Iterable[str], do: Callable[[str], Awaitable[object]]) -> BulkResults:
    """Every record's own result; what fails leaves that record as it was."""
    results = []
    for ident in dict.fromkeys(ids):
        try:
            async with session.begin_nested():
                await do(ident)
            results.append(BulkResult(id=ident, ok=True))
        except HotlineError as error:
            results.append(_failed(ident, error))
        except StaleDataError:
            results.append(_failed(ident, Conflict()))
    done = sum(result.ok for result in results)
    return BulkResults(done=done, failed=len(results) - done, results=results)


def _failed(ident: str, error: HotlineError) -> BulkResult:
    chinese = str(error.details.get("message_zh", ""))
    return BulkResult(id=ident, ok=False, code=error.code, message=str(error), message_zh=chinese)
