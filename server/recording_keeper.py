"""Deletes recordings whose time is over, in bounded batches, and looks whether the others are still what they were."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.access import system
from crm.audit.service import note
from crm.base import utcnow
from crm.recordings.keeping import bury, checked, dying, gone, overdue, unchecked
from recordings.errors import CorruptRecording, RecordingError
from recordings.retention import Deleted
from server.database import Database
from server.recording_alarms import Alarms

log = structlog.get_logger(__name__)

BATCH = 100
BATCHES = 50
"""At most so many recordings in so many batches a run: what is left goes with the next one."""
SCRUB = 50
"""Recordings whose checksum is compared in one run."""
SCRUB_EVERY = timedelta(days=30)


class Files(Protocol):
    """recordings.service.Recordings."""

    async def delete(self, recordings: Iterable[tuple[str, str]]) -> Deleted: ...

    async def checksum(self, recording: str) -> str | None: ...

    async def remove_cuts(self, older_than: float = ...) -> None: ...


class Checksums(Protocol):
    async def checksum(self, recording: str) -> str | None: ...


async def compare(files: Checksums, recording: str, expected: str) -> tuple[str, str]:
    """ok, damaged, missing or unknown (nothing to compare with), and the checksum of the file as it is."""
    try:
        found = await files.checksum(recording)
    except CorruptRecording:
        return "damaged", ""
    if found is None:
        return "missing", ""
    if not expected:
        return "unknown", found
    return ("ok" if found == expected else "damaged"), found


class RecordingKeeper:
    """`wake` deletes soon what was deleted by hand; the other methods are the schedule's."""

    def __init__(self, db: Database, files: Files, alarms: Alarms, default_days: int) -> None:
        self._db = db
        self._files = files
        self._alarms = alarms
        self._days = default_days
        self._work = asyncio.Event()
        self._turn = asyncio.Lock()

    def wake(self) -> None:
        self._work.set()

    async def run(self) -> None:
        """Remove the files of what was deleted by hand, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            try:
                await self.finish()
            except (OSError, RecordingError, SQLAlchemyError) as error:
                log.warning("recordings.not_removed", error=str(error))  # the next run tries again

    async def keep_rules(self) -> int:
        """Delete what is old enough; how many."""
        buried = 0
        await self.finish()
        for _ in range(BATCHES):
            async with self._db.write() as session:
                rows = await overdue(session, default_days=self._days, now=utcnow(), limit=BATCH)
                await bury(session, rows, rule="retention", reason="kept long enough")
                for row in rows:
                    details = {"call": row.call_id, "rule": "retention", "sha256": row.sha256}
                    note(session, system(), "recordings.delete", "recording", row.id, details)
            if not rows:
                break
            buried += len(rows)
            await self.finish()
        await self._files.remove_cuts()
        if buried:
            log.info("recordings.deleted", rule="retention", recordings=buried)
        return buried

    async def finish(self) -> None:
        """Remove the files of everything that has its tombstone."""
        async with self._turn:
            while True:
                async with self._db.read() as session:
                    items = await dying(session, BATCH)
                if not items:
                    return
                await self._files.delete(items)
                async with self._db.write() as session:
                    await gone(session, [recording for recording, _ in items])

    async def scrub(self) -> int:
        """Compare the checksums of those not looked at for long; how many were not what they should be."""
        async with self._db.read() as session:
            rows = await unchecked(session, utcnow() - SCRUB_EVERY, SCRUB)
        bad = 0
        for row in rows:
            try:
                integrity, _ = await compare(self._files, row.id, row.sha256)
            except (RecordingError, OSError) as error:
                log.warning("recordings.not_checked", recording=row.id, error=str(error))
                continue
            async with self._db.write() as session:
                await checked(session, row.id, integrity)
            if integrity != "ok":
                bad += 1
                log.error("recordings.damaged", recording=row.id, call=row.call_id, integrity=integrity)
                self._alarms.raise_(
                    "recording.damaged",
                    row.id,
                    f"recording {row.id} is {integrity}: restore it from a backup",
                    f"录音 {row.id} 已{'损坏' if integrity == 'damaged' else '丢失'}，请从备份恢复",
                    call=row.call_id,
                )
        return bad
