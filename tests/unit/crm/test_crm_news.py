"""The consumer of news: browsers first, then the database in batches, however long it is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from crm_news import AGENT, Journal, answered_call
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from crm.access import Principal, Role
from crm.calls.models import Call
from server import news
from server.database import Database
from server.live.hub import Hub
from server.live.state import Names
from server.metrics import Metrics
from server.news import NewsConsumer
from telephony.domain_events import Envelope


class Wire:
    """A consumer with what it says to the core."""

    def __init__(self, db: Database) -> None:
        self.acks: list[int] = []
        self.hub = Hub(Metrics())
        self.hub.set_names(Names(agents={AGENT: {"number": "1001", "name": "王", "queues": []}}))
        self.recordings = 0
        self.consumer = NewsConsumer(
            db, self.hub, Metrics(), ack=self.acks.append, on_recording=self._recording, area_code=lambda: "010"
        )

    def _recording(self) -> None:
        self.recordings += 1

    async def play(self, news: list[Envelope]) -> None:
        for envelope in news:
            await self.consumer.take(envelope)


@pytest.fixture
async def wire(db: Database) -> AsyncIterator[Wire]:
    made = Wire(db)
    await made.consumer.since("journal-1", 0)
    task = asyncio.create_task(made.consumer.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def calls(db: Database) -> int:
    async with db.read() as session:
        return await session.scalar(select(func.count()).select_from(Call).where(Call.ended_at.is_not(None))) or 0


async def test_a_batch_is_stored_and_acknowledged_once(db: Database, wire: Wire) -> None:
    journal = Journal()
    for place in range(5):
        await wire.play(answered_call(journal, f"call-{place}", at=time.time()))
    await wire.consumer.stored()
    assert await calls(db) == 5
    assert wire.acks[-1] == len(journal.all)
    assert len(wire.acks) <= 2
    assert wire.recordings >= 1
    assert await wire.consumer.since("journal-1", 0) == len(journal.all)
    assert await wire.consumer.since("journal-2", 0) == 0


async def test_a_database_that_is_away_delays_but_loses_nothing(
    db: Database, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, away = db.store, 2

    async def store(work: Callable[[Connection], Any]) -> Any:
        nonlocal away
        if away:
            away -= 1
            raise OperationalError("INSERT", {}, OSError("the database is away"))
        return await original(work)

    monkeypatch.setattr(db, "store", store)
    await wire.play(answered_call(Journal(), "call-1", at=time.time()))
    await wire.consumer.stored()
    assert away == 0
    assert await calls(db) == 1


async def test_a_core_that_comes_while_the_database_is_away_is_heard_once_it_is_back(
    db: Database, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, away = db.look, 2

    async def look(work: Callable[[Connection], Any]) -> Any:
        nonlocal away
        if away:
            away -= 1
            raise OperationalError("SELECT", {}, OSError("the database is away"))
        return await original(work)

    monkeypatch.setattr(db, "look", look)
    monkeypatch.setattr(news, "POSITION_AGAIN", 0.01)
    assert await wire.consumer.since("journal-1", 7) == 0
    assert away == 0


async def test_browsers_are_told_at_once_but_not_of_history(wire: Wire) -> None:
    client = wire.hub.join(Principal("boss", Role.SUPERVISOR, "root", "/root/"), None)
    client.frames.get_nowait()
    journal = Journal()
    history = answered_call(journal, "call-1", at=time.time() - 3600)
    await wire.consumer.since("journal-1", history[-1].n)
    await wire.play(history)
    assert client.frames.empty()
    await wire.play(answered_call(journal, "call-2", at=time.time()))
    frame = client.frames.get_nowait()
    assert frame is not None
    assert b'"call.ended"' in frame
