"""Ticks of the web process (APScheduler, in memory; what is due is decided from the tables)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

Tick = Callable[[], Awaitable[object]]


class Schedule:
    """Runs each tick every so many seconds, never twice at once; a failing tick is logged and comes again."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def every(self, seconds: float, name: str, tick: Tick) -> None:
        async def run() -> None:
            try:
                await tick()
            except (HotlineError, SQLAlchemyError, OSError):
                log.exception("schedule.failed", tick=name)

        self._scheduler.add_job(
            run, "interval", seconds=seconds, id=name, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
