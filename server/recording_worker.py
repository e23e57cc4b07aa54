"""Makes stored recordings playable, one after the other, off every call's path."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol, cast

import structlog

from crm.base import utcnow
from crm.recordings import service as stored
from crm.recordings.models import Recording
from recordings.errors import RecordingError
from recordings.process import ProcessedRecording
from recordings.retention import Deleted
from recordings.service import Kind, Leftover
from server.database import Database
from server.metrics import Metrics

log = structlog.get_logger(__name__)

AT_ONCE = 2
RETRY = 30.0
"""Seconds between looks for recordings whose raw file was not complete yet, or whose processing failed."""


class Processor(Protocol):
    """recordings.service.Recordings."""

    async def process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording: ...

    def recover(self, quiet_seconds: float = 60.0) -> list[Leftover]: ...

    async def delete_older_than(self, days: int, today: date, keep: frozenset[str] = frozenset()) -> Deleted: ...


class RecordingWorker:
    """Call `wake` when there may be work; what waits is found in the database, so nothing is lost by a restart."""

    def __init__(self, db: Database, processor: Processor, metrics: Metrics) -> None:
        self._db = db
        self._processor = processor
        self._metrics = metrics
        self._work = asyncio.Event()
        self._limit = asyncio.Semaphore(AT_ONCE)

    def wake(self) -> None:
        self._work.set()

    async def take_leftovers(self) -> int:
        """Recordings whose completion the switch never told of, but whose raw file nobody writes to any more; how many.

        The call's record names them, so that a crash at the wrong moment loses no recording."""
        async with self._db.read() as session:
            expected = await stored.expected(session)
        if not expected:
            return 0
        leftovers = await asyncio.to_thread(self._processor.recover)
        found = {leftover.recording for leftover in leftovers} & expected
        if found:
            async with self._db.write() as session:
                await stored.complete(session, found)
            self.wake()
        return len(found)

    async def delete_old(self, days: int) -> None:
        """Delete the audio of recordings that are more than `days` days old; the calls' records stay."""
        today = utcnow().date()
        deleted = await self._processor.delete_older_than(days, today)
        async with self._db.write() as session:
            await stored.deleted_before(session, datetime.combine(today - timedelta(days=days), time(), UTC))
        log.info("recordings.deleted", older_than_days=days, files=len(deleted.recordings))

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._work.clear()
            tried: set[str] = set()
            while rows := await self._waiting(tried):
                tried |= {row.id for row in rows}
                await asyncio.gather(*(self._process(row) for row in rows))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY):
                    await self._work.wait()

    async def _waiting(self, tried: set[str]) -> list[Recording]:
        async with self._db.read() as session:
            rows = await stored.waiting(session)
        self._metrics.recordings_waiting.set(len(rows))
        return [row for row in rows if row.id not in tried]

    async def _process(self, row: Recording) -> None:
        async with self._limit:
            try:
                done = await self._processor.process(row.id, row.raw_path, cast("Kind", row.kind))
            except (RecordingError, OSError, ValueError) as error:
                await self._failed(row, f"{type(error).__name__}: {error}")
                return
        peaks: list[Any] = [list(channel) for channel in done.peaks]
        async with self._db.write() as session:
            await stored.playable(session, row.id, seconds=done.seconds, channels=done.channels, peaks=peaks)

    async def _failed(self, row: Recording, error: str) -> None:
        async with self._db.write() as session:
            given_up = await stored.failed(session, row.id, error)
        if given_up:
            log.error("recording.given_up", recording=row.id, call=row.call_id, error=error)
        else:
            log.warning("recording.not_playable_yet", recording=row.id, call=row.call_id, error=error)
