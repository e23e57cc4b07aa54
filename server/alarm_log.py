"""Writes the history of alarms. What cannot be written yet, because the database is what is wrong, waits."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from crm.base import utcnow
from crm.live.alarms import end_others, forget, keep
from server.database import Database

log = structlog.get_logger(__name__)

EVERY = 5.0
"""Seconds between two writes."""
WAITING = 10_000
"""Told and not written at most; the oldest go first."""
SETTLED = 60.0
"""Seconds after the start of web, when everything that is still wrong has been found again."""
TIDY_EVERY = 6 * 3600.0
"""Seconds between two removals of what is old."""


class AlarmLog:
    """`on`: the ids of all alarms that are on now. `clock` is steady, in seconds."""

    def __init__(
        self, db: Database, on: Callable[[], Iterable[str]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = db
        self._on = on
        self._clock = clock
        self._settled = False
        self._tidies_at = clock() + SETTLED
        self._waiting: deque[tuple[Mapping[str, Any], float]] = deque(maxlen=WAITING)

    def told(self, view: Mapping[str, Any], at: float) -> None:
        """An alarm began, changed or ended at `at` (Unix seconds)."""
        self._waiting.append((view, at))

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.write()
            except (SQLAlchemyError, OSError) as error:
                log.warning("alarms.not_written", waiting=len(self._waiting), error=str(error))

    async def write(self) -> None:
        """Store what was told since; nothing is lost when the database refuses."""
        tidies = self._clock() >= self._tidies_at
        batch = list(self._waiting)
        if not batch and not tidies:
            return
        async with self._db.write() as session:
            for view, at in batch:
                await keep(session, view, at)
            if tidies:
                await forget(session, utcnow())
                if not self._settled:
                    await end_others(session, set(self._on()), utcnow())
        for item in batch:
            if self._waiting and self._waiting[0] is item:
                self._waiting.popleft()
        if tidies:
            self._settled, self._tidies_at = True, self._clock() + TIDY_EVERY
