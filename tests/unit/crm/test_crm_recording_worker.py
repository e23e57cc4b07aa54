"""Recordings become playable in the background, are tried again, given up in the end, and deleted when they are old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from crm_news import Journal, answered_call
from sqlalchemy import select

from crm.calls.store import NewsStore
from crm.recordings.models import Recording
from crm.recordings.service import MAX_ATTEMPTS
from recordings.errors import MissingRecording, NoKeys, NoRoom, RecordingError
from recordings.process import ProcessedRecording
from recordings.service import Kind, Leftover
from server.database import Database
from server.metrics import Metrics
from server.recording_alarms import Alarms
from server.recording_worker import RecordingWorker
from telephony.domain_events import Envelope


class Processor:
    """Makes everything playable but what is in `broken`; remembers what it was asked."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.asked: list[tuple[str, str, str]] = []
        self.left: list[Leftover] = []
        self.full: RecordingError | None = None

    async def process(self, recording: str, raw: str, kind: Kind) -> ProcessedRecording:
        self.asked.append((recording, raw, kind))
        if self.full:
            raise self.full
        if recording in self.broken:
            raise MissingRecording(f"{recording} is not there")
        return ProcessedRecording(Path("x.ogg"), 12.5, 2, ((0.1, 0.2), (0.0, 1.0)))

    def recover(self, quiet_seconds: float = 60.0) -> list[Leftover]:
        del quiet_seconds
        return self.left


@pytest.fixture
def processor() -> Processor:
    return Processor()


@pytest.fixture
def told() -> list[Envelope]:
    """Alarms."""
    return []


@pytest.fixture
async def worker(db: Database, processor: Processor, told: list[Envelope]) -> AsyncIterator[RecordingWorker]:
    made = RecordingWorker(db, processor, Metrics(), Alarms(told.append))
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


async def test_it_is_tried_again_and_given_up(db: Database, processor: Processor, told: list[Envelope]) -> None:
    processor.broken.add("rec-call-1")
    await store(db, answered_call(Journal(), "call-1"))
    worker = RecordingWorker(db, processor, Metrics(), Alarms(told.append))
    for attempt in range(1, MAX_ATTEMPTS):
        await worker.work_off()
        row = await recording(db)
        assert (row.state, row.attempts) == ("raw", attempt)
    await worker.work_off()
    row = await recording(db)
    assert row.state == "failed"
    assert "not there" in row.error
    assert len(processor.asked) == MAX_ATTEMPTS


@pytest.mark.parametrize("problem", [NoRoom("the disk is full"), NoKeys("the keys are gone")], ids=["disk", "keys"])
async def test_a_full_disk_or_missing_keys_are_no_attempt_and_raise_one_alarm(
    db: Database, processor: Processor, told: list[Envelope], problem: RecordingError
) -> None:
    await store(db, answered_call(Journal(), "call-1"))
    worker = RecordingWorker(db, processor, Metrics(), Alarms(told.append))
    processor.full = problem
    for _ in range(MAX_ATTEMPTS + 2):
        await worker.work_off()
    row = await recording(db)
    assert (row.state, row.attempts, len(processor.asked)) == ("raw", 0, MAX_ATTEMPTS + 2)
    assert [(item.data["alarm"], item.data["raised"]) for item in told] == [("recording.disk", True)]
    processor.full = None
    await worker.work_off()
    assert (await recording(db)).state == "playable"
    assert [item.data["raised"] for item in told] == [True, False]


async def test_a_recording_that_was_never_announced_is_found(
    db: Database, worker: RecordingWorker, processor: Processor
) -> None:
    news = [envelope for envelope in answered_call(Journal(), "call-1") if envelope.type != "recording.ready"]
    await store(db, news)
    assert await worker.take_leftovers() == 0
    processor.left = [Leftover("rec-call-1", "/raw/rec-call-1.raw", "call"), Leftover("rec-x", "/raw/x.raw", "call")]
    assert await worker.take_leftovers() == 1
    await until(db, "playable")
