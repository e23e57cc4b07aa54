"""The database is away for a while: whoever works in the background of web waits for it, and web stays."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.exc import OperationalError

from server import import_worker, mail_worker, recording_worker
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.http.context import Web
from server.import_worker import ImportWorker
from server.live.hub import Hub
from server.mail_worker import MailWorker
from server.metrics import Metrics
from server.recording_alarms import Alarms
from server.recording_keeper import RecordingKeeper
from server.recording_worker import RecordingWorker
from server.web import CoreLine


class Away:
    """A database that refuses the first times that it is asked."""

    def __init__(self, times: int = 2) -> None:
        self.left = times
        self.asked = asyncio.Event()

    def refuse(self) -> None:
        if self.left:
            self.left -= 1
            raise OperationalError("SELECT", {}, OSError("the database is away"))
        self.asked.set()
        raise asyncio.CancelledError  # seen enough

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        self.refuse()
        yield None

    write = read

    async def look(self, _work: object) -> None:
        self.refuse()


def worker(kind: str, db: Database, folder: Path) -> Any:
    if kind == "recordings":
        return RecordingWorker(db, cast("Any", None), Metrics(), Alarms(lambda _told: None))
    if kind == "keeper":
        return RecordingKeeper(db, cast("Any", None), Alarms(lambda _told: None), default_days=30)
    if kind == "mails":
        return MailWorker(db, cast("Any", None), cast("Callable[[], Any]", lambda: None))
    return ImportWorker(db, cast("Any", folder), lambda *_told: None)


@pytest.mark.parametrize("kind", ["recordings", "keeper", "mails", "imports"])
async def test_a_worker_goes_on_when_it_is_back(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((recording_worker, "RETRY"), (mail_worker, "LOOK"), (import_worker, "LOOK")):
        monkeypatch.setattr(module, name, 0.01)
    away = Away()
    made = worker(kind, cast("Database", away), tmp_path)
    task = asyncio.create_task(made.run())

    async def woken() -> None:
        while True:
            made.wake()
            await asyncio.sleep(0.01)

    waking = asyncio.create_task(woken())
    async with asyncio.timeout(5):
        await asyncio.wait([task, asyncio.create_task(away.asked.wait())], return_when=asyncio.FIRST_COMPLETED)
    waking.cancel()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert away.asked.is_set()


async def test_a_core_that_has_come_gets_its_configuration_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.DATABASE_AGAIN", 0.01)
    away = Away()

    class Publisher:
        async def send(self) -> None:
            away.refuse()

    class Parts:
        class core:  # noqa: N801
            connected = True

        metrics = Metrics()

    line = CoreLine(Hub(Metrics()))
    line.changed(up=True)
    async with asyncio.timeout(5):
        with contextlib.suppress(asyncio.CancelledError):
            await line.run(cast("Web", Parts), cast("ConfigurationPublisher", Publisher()))
    assert away.asked.is_set()
