"""Recordings' data: what waits to be made playable, and what came of it. The audio work is the recordings package's.

Looking for work and storing what came of it happens for every call: plain SQL on a connection (docs/adr/0043)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.recordings.models import Recording

MAX_ATTEMPTS = 5


_recordings: Any = Recording.__table__
_WAITING = (
    select(_recordings.c.id, _recordings.c.call_id, _recordings.c.raw_path, _recordings.c.kind)
    .where(_recordings.c.state == "raw", _recordings.c.attempts < MAX_ATTEMPTS)
    .order_by(_recordings.c.started_at)
    .limit(100)
)
_PLAYABLE = update(_recordings).where(_recordings.c.id == bindparam("recording"))


def waiting(connection: Connection) -> list[Row[Any]]:
    """The oldest recordings that are not playable yet (`id`, `call_id`, `raw_path`, `kind`), but for those that failed
    too often."""
    return list(connection.execute(_WAITING))


async def expected(session: AsyncSession) -> set[str]:
    """Recordings that calls' records name and whose completion nobody has told of."""
    return set(await session.scalars(select(Recording.id).where(Recording.state == "expected")))


async def complete(session: AsyncSession, recordings: Iterable[str]) -> None:
    """Raw files of expected recordings were found complete: they wait to be made playable now."""
    await session.execute(
        update(Recording).where(Recording.id.in_(list(recordings)), Recording.state == "expected").values(state="raw")
    )


def playable(connection: Connection, recording: str, **facts: Any) -> None:
    """It can be played now; `facts` are columns: seconds, channels, peaks, sha256, size, key_id."""
    connection.execute(_PLAYABLE, {"recording": recording, "state": "playable", "error": "", **facts})


async def failed(session: AsyncSession, recording: str, error: str) -> bool:
    """Note a failed attempt. → True when it was the last one: the recording is given up and shown as failed."""
    attempts = await session.scalar(
        update(Recording)
        .where(Recording.id == recording)
        .values(attempts=Recording.attempts + 1, error=error[:1000])
        .returning(Recording.attempts)
    )
    if attempts is None or attempts < MAX_ATTEMPTS:
        return False
    await session.execute(update(Recording).where(Recording.id == recording).values(state="failed"))
    return True
