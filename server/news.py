"""News from the core: to the browsers at once, into the database in order, in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from itertools import groupby

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from crm.calls.store import NewsStore, move_position, position, reject
from server.database import Database
from server.live.hub import Hub
from server.metrics import Metrics
from telephony.domain_events import Envelope

log = structlog.get_logger(__name__)

POSITION_AGAIN = 1.0
"""Seconds between two attempts to learn how far the core's news are stored, while the database is away."""

WAITING = 20_000
"""Durable news that may wait to be stored; above that the core's line is read more slowly."""
BATCH = 500
LINGER = 0.5
"""Seconds to wait for more before a batch is stored: many calls share one transaction."""


class NewsConsumer:
    """`ack(n)` tells the core that everything up to n is stored. `on_recording` and `on_voicemail` are called when a
    recording.ready or a voicemail.left was stored. `area_code()` is the company's. `heard(epoch, news)` gets durable
    news as they come, `on_stored(epoch, n)` is told how far they are stored."""

    def __init__(
        self,
        db: Database,
        hub: Hub,
        metrics: Metrics,
        *,
        ack: Callable[[int], None],
        on_recording: Callable[[], None],
        on_voicemail: Callable[[], None] = lambda: None,
        area_code: Callable[[], str],
        heard: Callable[[str, Envelope], None] = lambda _epoch, _envelope: None,
        on_stored: Callable[[str, int], None] = lambda _epoch, _n: None,
    ) -> None:
        self._db = db
        self._hub = hub
        self._metrics = metrics
        self._ack = ack
        self._on_recording = on_recording
        self._on_voicemail = on_voicemail
        self._counted = cache(metrics.news.labels)
        self._area_code = area_code
        self._heard = heard
        self._on_stored = on_stored
        self._queue: asyncio.Queue[tuple[str, Envelope]] = asyncio.Queue(WAITING)
        self._epoch = ""
        self._history = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def since(self, epoch: str, last: int) -> int:
        """Where to go on in the core's journal `epoch` (BusClient asks on each connect). What it holds already, up to
        `last`, is history: browsers get the state that it led to instead."""
        self._epoch, self._history = epoch, last
        while True:
            try:
                return await self._db.look(lambda connection: position(connection, epoch))
            except (OperationalError, InterfaceError) as error:  # the core keeps its news meanwhile
                log.error("news.database_away", error=str(error.orig), waiting=self._queue.qsize())  # noqa: TRY400
                await asyncio.sleep(POSITION_AGAIN)

    async def take(self, envelope: Envelope) -> None:
        """One piece of news: browsers get it before anything else is done; history that is caught up on is not live."""
        if not envelope.n or envelope.n > self._history:
            self._hub.publish(envelope)
        self._counted(envelope.type).inc()
        if envelope.n:
            self._idle.clear()
            self._heard(self._epoch, envelope)
            await self._queue.put((self._epoch, envelope))

    async def stored(self) -> None:
        """Return when everything taken so far is stored."""
        await self._idle.wait()

    async def run(self) -> None:
        """Store until cancelled."""
        while True:
            batch = [await self._queue.get()]
            await asyncio.sleep(LINGER)
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._store(batch)
            self._metrics.news_waiting.set(self._queue.qsize())
            if self._queue.empty():
                self._idle.set()

    async def _store(self, batch: list[tuple[str, Envelope]]) -> None:
        """Store a batch, however long the database is away. News that cannot be stored are set aside, not lost."""
        delay = 0.1
        while True:
            try:
                await self._store_together(batch)
            except (OperationalError, InterfaceError) as error:
                log.error("news.database_away", error=str(error.orig), waiting=self._queue.qsize())  # noqa: TRY400
                await asyncio.sleep(delay)
                delay = min(delay * 2, 5.0)
                continue
            except Exception as error:  # noqa: BLE001 - one piece of news is at fault: find it, set it aside, go on
                log.warning("news.batch_failed", error=f"{type(error).__name__}: {error}", size=len(batch))
                if not await self._store_singly(batch):
                    continue
            break
        epoch, last = batch[-1][0], batch[-1][1].n
        self._metrics.news_stored.inc(len(batch))
        self._on_stored(epoch, last)
        if epoch == self._epoch:
            self._ack(last)
        kinds = {envelope.type for _, envelope in batch}
        if "recording.ready" in kinds:
            self._on_recording()
        if "voicemail.left" in kinds:
            self._on_voicemail()

    async def _store_together(self, batch: list[tuple[str, Envelope]]) -> None:
        def work(connection: Connection) -> None:
            for epoch, items in groupby(batch, key=lambda item: item[0]):
                self._news_store(connection, epoch).store([envelope for _, envelope in items])
            move_position(connection, batch[-1][0], batch[-1][1].n)

        await self._db.store(work)

    async def _store_singly(self, batch: list[tuple[str, Envelope]]) -> bool:
        """Each in a savepoint of its own. False when the database went away: try the batch again."""

        def work(connection: Connection) -> None:
            for epoch, envelope in batch:
                self._store_one(connection, epoch, envelope)
            move_position(connection, batch[-1][0], batch[-1][1].n)

        try:
            await self._db.store(work)
        except (OperationalError, InterfaceError) as error:
            log.warning("news.database_away", error=str(error.orig))
            return False
        return True

    def _store_one(self, connection: Connection, epoch: str, envelope: Envelope) -> None:
        try:
            with connection.begin_nested():
                self._news_store(connection, epoch).store([envelope])
        except (OperationalError, InterfaceError):
            raise
        except (DBAPIError, LookupError, TypeError, ValueError, AttributeError) as error:
            self._metrics.news_rejected.inc()
            log.exception("news.rejected", n=envelope.n, type=envelope.type, call=envelope.call)
            reject(connection, envelope, f"{type(error).__name__}: {error}")

    def _news_store(self, connection: Connection, epoch: str) -> NewsStore:
        return NewsStore(connection, epoch=epoch, area_code=self._area_code())
