"""Makes stored recordings playable, one after the other, off every call's path."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Protocol, cast

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from crm.recordings import service as stored
from recordings.errors import NoKeys, NoRoom, RecordingError
from recordings.process import ProcessedRecording
from recordings.service import Kind, Leftover
from server.database import Database
from server.metrics import Metrics
from server.recording_alarms import Alarms

log = structlog.get_logger(__name__)

AT_ONCE = 2
RETRY = 30.0
"""Seconds between looks for recordings whose raw file was not complete yet, or whose processing failed."""


class Processor(Protocol):
    """recordings.service.Recordings."""

    async def process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording: ...

    def recover(self, quiet_seconds: float = 60.0) -> list[Leftover]: ...


class RecordingWorker:
    """Call `wake` when there may be work; what waits is found in the database, so nothing is lost by a restart.

    A full disk is nobody's fault: what met it is tried again until there is room, and counts as no attempt."""

    def __init__(self, db: Database, processor: Processor, metrics: Metrics, alarms: Alarms) -> None:
        self._alarms = alarms
        self._no_room = False
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

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._work.clear()
            try:
                await self.work_off()
            except SQLAlchemyError as error:  # whatever waits is found again when the database is back
                log.warning("recordings.database_away", error=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY):
                    await self._work.wait()

    async def work_off(self) -> None:
        """Try everything that waits, once."""
        tried: set[str] = set()
        self._no_room = False
        while not self._no_room and (rows := await self._waiting(tried)):
            tried |= {row.id for row in rows}
            results = await asyncio.gather(*(self._process(row) for row in rows), return_exceptions=True)
            if problem := next((each for each in results if isinstance(each, BaseException)), None):
                raise problem

    async def _waiting(self, tried: set[str]) -> list[Row[Any]]:
        rows = await self._db.look(stored.waiting)
        self._metrics.recordings_waiting.set(len(rows))
        return [row for row in rows if row.id not in tried]

    async def _process(self, row: Row[Any]) -> None:
        async with self._limit:
            if self._no_room:
                return
            try:
                done = await self._processor.process(row.id, row.raw_path, cast("Kind", row.kind))
            except (NoRoom, NoKeys, OSError) as error:
                self._no_room = True
                log.error("recording.cannot_be_written", recording=row.id, error=str(error))  # noqa: TRY400 - one clear line
                self._alarms.raise_(
                    "recording.disk",
                    "recordings",
                    f"recordings cannot be written: {error}",
                    f"录音文件无法写入：{error}",
                )
                return
            except (RecordingError, ValueError) as error:
                await self._failed(row, f"{type(error).__name__}: {error}")
                return
        peaks: list[Any] = [list(channel) for channel in done.peaks]
        self._alarms.over("recording.disk", "recordings", "recordings are written again", "录音文件已恢复写入")
        await self._db.store(
            lambda connection: stored.playable(
                connection,
                row.id,
                seconds=done.seconds,
                channels=done.channels,
                peaks=peaks,
                sha256=done.sha256,
                size=done.size or None,
                key_id=done.key_id,
            )
        )

    async def _failed(self, row: Row[Any], error: str) -> None:
        async with self._db.write() as session:
            given_up = await stored.failed(session, row.id, error)
        if given_up:
            log.error("recording.given_up", recording=row.id, call=row.call_id, error=error)
        else:
            log.warning("recording.not_playable_yet", recording=row.id, call=row.call_id, error=error)
