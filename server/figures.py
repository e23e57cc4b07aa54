"""Live figures: kept from the news as they come, pushed to browsers when they change, made anew from stored events."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.kpis.live import COUNTED, LiveFigures, View
from crm.kpis.measures import Policy
from crm.kpis.rebuild import rebuilt
from crm.kpis.settings import policy
from server.database import Database
from server.live.hub import Hub
from telephony.domain_events import Envelope

log = structlog.get_logger(__name__)

EVERY = 1.0
"""Seconds between two deltas of one queue or agent."""
LOOK_EVERY = 10.0
"""Seconds after which changed thresholds, targets or a changed zone are noticed."""
PRUNE_EVERY = 60.0


class Figures:
    """`heard` gets every durable piece of news in order, `stored` how far they are in the database. `run` pushes."""

    def __init__(
        self,
        db: Database,
        hub: Hub,
        zone: Callable[[], ZoneInfo],
        *,
        clock: Callable[[], float] = time.time,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._hub = hub
        self._zone = zone
        self._clock = clock
        self._mono = mono
        self.live = LiveFigures(ZoneInfo("UTC"), Policy())
        self._epoch, self._n = "", 0
        self._unstored: deque[tuple[str, Envelope]] = deque()
        self._rebuilding = False
        self._views: dict[tuple[str, str], View] = {}
        self._looked = self._pruned = -LOOK_EVERY
        hub.figures = self

    # from the news

    def heard(self, epoch: str, envelope: Envelope) -> None:
        """News may come twice, when the core's line broke before they were stored: each counts once."""
        if epoch == self._epoch and envelope.n <= self._n:
            return
        self._epoch, self._n = epoch, envelope.n
        if envelope.type in COUNTED:
            self._unstored.append((epoch, envelope))
            self.live.take(envelope.at, envelope.type, envelope.call, envelope.data)

    def stored(self, epoch: str, n: int) -> None:
        """Everything up to `n` can be read from the database: a rebuild that begins now finds it there."""
        if self._rebuilding:
            return
        while self._unstored and (self._unstored[0][0] != epoch or self._unstored[0][1].n <= n):
            self._unstored.popleft()

    # to browsers

    def queue(self, queue: str) -> View:
        return self._view("queue", queue)

    def agent(self, agent: str) -> View:
        return self._view("agent", agent)

    def push(self) -> None:
        """Tell browsers what has changed since the last time."""
        now = self._clock()
        self.live.expire(now)
        changed, self.live.changed = self.live.changed, set()
        self._views.clear()
        if self._mono() - self._pruned > PRUNE_EVERY:
            self._pruned = self._mono()
            self.live.prune(now)
        if not self._hub.watched:
            return
        for group, key in sorted(changed):
            view = self._view(group, key)
            self._hub.publish(Envelope(0, now, f"figures.{group}", None, view))

    def _view(self, group: str, key: str) -> View:
        view = self._views.get((group, key))
        if view is None:
            make = self.live.queue if group == "queue" else self.live.agent
            view = self._views[group, key] = make(key, self._clock())
        return view

    async def run(self) -> None:
        while True:
            await self.look()
            self.push()
            await asyncio.sleep(EVERY)

    # from the database

    async def look(self) -> None:
        """Make the figures anew when thresholds, targets or the zone are others than those that they were made with."""
        if self._mono() - self._looked < LOOK_EVERY:
            return
        self._looked = self._mono()
        try:
            async with self._db.read() as session:
                thresholds = await policy(session)
            if thresholds != self.live.policy or self._zone() != self.live.zone:
                await self._rebuild(thresholds)
                self._hub.refresh()
        except (SQLAlchemyError, OSError) as error:
            log.warning("figures.database_away", error=f"{type(error).__name__}: {error}")

    async def start(self) -> None:
        """Read what happened today. Call it before the first news are heard."""
        async with self._db.read() as session:
            thresholds = await policy(session)
        await self._rebuild(thresholds)
        self._looked = self._mono()

    async def _rebuild(self, thresholds: Policy) -> None:
        zone, now = self._zone(), self._clock()
        self._rebuilding = True
        try:
            made, epoch, n = await self._db.look(lambda connection: rebuilt(connection, zone, thresholds, now))
        finally:
            self._rebuilding = False
        for of, envelope in self._unstored:
            if of != epoch or envelope.n > n:
                made.take(envelope.at, envelope.type, envelope.call, envelope.data)
        if not self._epoch:
            self._epoch, self._n = epoch, n
        self.live = made
        self._views.clear()
