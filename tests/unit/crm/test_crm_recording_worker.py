"""Recordings become playable in the background, are tried again, given up in the end, and deleted when they are old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from crm_news import Journal, answered_call
from sqlalchemy import select

from crm.base import utcnow
from crm.calls.store import NewsStore
from crm.recordings.models import Recording
from crm.recordings.service import MAX_ATTEMPTS
from recordings.errors import MissingRecording
from recordings.process import ProcessedRecording
from recordings.retention import Deleted
from recordings.service import Kind, Leftover
from server.database import Database
from server.metrics import Metrics
from server.recording_worker import RecordingWorker
from telephony.domain_events import Envelope


class Processor:
    """Makes everything playable but what is in `broken`; remembers what it was asked."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.asked: list[tuple[str, str, str]] = []
        self.left: list[Leftover] = []
        self.deleted_before: date | None = None
        self.worked = asyncio.Event()

    async def process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording:
        self.asked.append((recording, raw, kind))
        self.worked.set()
        if recording in self.broken:
            raise MissingRecording(f"{recording} is not there")
        return ProcessedRecording(Path("x.ogg"), 12.5, 2, ((0.1, 0.2), (0.0, 1.0)))

    def recover(self, quiet_seconds: float = 60.0) -> list[Leftover]:
        del quiet_seconds
        return self.left

    async def delete_older_than(self, days: int, today: date, keep: frozenset[str] = frozenset()) -> Deleted:
        del keep
        self.deleted_before = today - timedelta(days=days)
        return Deleted(("rec-call-1",), 1)


@pytest.fixture
def processor() -> Processor:
    return Processor()


@pytest.fixture
async def worker(db: Database, processor: Processor) -> AsyncIterator[RecordingWorker]:
    made = RecordingWorker(db, processor, Metrics())
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def store(db: Database, news: list[Envelope]) -> None:
    await db.store(lambda connection: NewsStore(connection).store(news))


async def recording(db: Database) -> Recording:
    async with db.read() as session:
        return (await session.scalars(select(Recording))).one()


async def until(db: Database, state: str, attempts: int = 0) -> Recording:
    async with asyncio.timeout(10):
        while True:
            row = await recording(db)
            if row.state == state and row.attempts >= attempts:
                return row
            await asyncio.sleep(0.01)


async def test_a_stored_recording_becomes_playable(db: Database, worker: RecordingWorker, processor: Processor) -> None:
    await store(db, answered_call(Journal(), "call-1"))
    worker.wake()
    row = await until(db, "playable")
    assert (row.seconds, row.channels, row.peaks) == (12.5, 2, [[0.1, 0.2], [0.0, 1.0]])
    assert processor.asked == [("rec-call-1", "raw/2026/11/21/rec-call-1", "call")]


async def test_it_is_tried_again_and_given_up(db: Database, worker: RecordingWorker, processor: Processor) -> None:
    processor.broken.add("rec-call-1")
    await store(db, answered_call(Journal(), "call-1"))
    for attempt in range(1, MAX_ATTEMPTS):
        worker.wake()
        assert (await until(db, "raw", attempt)).attempts == attempt
    worker.wake()
    row = await until(db, "failed")
    assert "not there" in row.error
    assert len(processor.asked) == MAX_ATTEMPTS


async def test_a_recording_that_was_never_announced_is_found(
    db: Database, worker: RecordingWorker, processor: Processor
) -> None:
    news = [envelope for envelope in answered_call(Journal(), "call-1") if envelope.type != "recording.ready"]
    await store(db, news)
    assert await worker.take_leftovers() == 0
    processor.left = [Leftover("rec-call-1", "/raw/rec-call-1.raw", "call"), Leftover("rec-x", "/raw/x.raw", "call")]
    assert await worker.take_leftovers() == 1
    await until(db, "playable")


async def test_old_recordings_are_deleted_but_their_calls_stay(
    db: Database, worker: RecordingWorker, processor: Processor
) -> None:
    await store(db, answered_call(Journal(), "call-1", at=(utcnow() - timedelta(days=400)).timestamp()))
    await store(db, answered_call(Journal(), "call-1", at=(utcnow() - timedelta(days=400)).timestamp()))
    await worker.delete_old(365)
    assert processor.deleted_before == utcnow().date() - timedelta(days=365)
    row = await recording(db)
    assert (row.state, row.peaks, row.call_id) == ("deleted", None, "call-1")
