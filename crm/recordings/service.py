"""Recordings' data: what waits to be made playable, and what came of it. The audio work is the recordings package's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.recordings.models import Recording

MAX_ATTEMPTS = 5


async def waiting(session: AsyncSession, limit: int = 100) -> list[Recording]:
    """Recordings that are not playable yet, oldest first; those that failed too often are left out."""
    rows = await session.scalars(
        select(Recording)
        .where(Recording.state == "raw", Recording.attempts < MAX_ATTEMPTS)
        .order_by(Recording.started_at)
        .limit(limit)
    )
    return list(rows)


async def expected(session: AsyncSession) -> set[str]:
    """Recordings that calls' records name and whose completion nobody has told of."""
    return set(await session.scalars(select(Recording.id).where(Recording.state == "expected")))


async def complete(session: AsyncSession, recordings: Iterable[str]) -> None:
    """Raw files of expected recordings were found complete: they wait to be made playable now."""
    await session.execute(
        update(Recording).where(Recording.id.in_(list(recordings)), Recording.state == "expected").values(state="raw")
    )


async def playable(session: AsyncSession, recording: str, **facts: Any) -> None:
    """It can be played now; `facts` are columns: seconds, channels, peaks, sha256, size, key_id."""
    await session.execute(
        update(Recording).where(Recording.id == recording).values(state="playable", error="", **facts)
    )


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
