"""Tells the distributor what the clock on the wall brings: queues' hours begin and end, a new day begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from telephony.acd.engine import Acd
from telephony.engine import Engine
from telephony.ivr.hours import is_open

log = structlog.get_logger(__name__)

LOOK_EVERY = 10.0
"""Seconds between two looks. Not the next change exactly: somebody may set the machine's clock."""


class Calendar:
    """`on_change` is called when anything has changed."""

    def __init__(self, engine: Engine, acd: Acd, on_change: Callable[[], None]) -> None:
        self._engine = engine
        self._acd = acd
        self._on_change = on_change
        self._open: dict[str, bool] = {}
        self._timer: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """Tell what has changed since the last look, and look again in a while."""
        now = self._engine.now()
        self._acd.new_day(local_day(now.utc, self._engine.config.snapshot.company.zone))
        changed = [queue for queue in self._engine.config.queues if self._tell_hours(queue, now.utc)]
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY, self.look)
        if changed:
            self._on_change()

    def configured(self) -> None:
        """The distributor has a new configuration and has forgotten nothing of hours, but queues may have others."""
        self._open.clear()
        self.look()

    def abandon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _tell_hours(self, queue: str, utc: float) -> bool:
        config = self._engine.config
        calendar = config.hours.get(config.queues[queue].hours)
        now_open = calendar is None or is_open(calendar, utc, config.snapshot.company.zone).open
        if self._open.get(queue) == now_open:
            return False
        self._open[queue] = now_open
        self._acd.set_open(queue, now_open)
        log.debug("queue.hours", queue=queue, open=now_open)
        return True


def local_day(utc: float, zone: str) -> str:
    """The date (YYYY-MM-DD) in the company's zone: counting strategies begin anew when it changes."""
    return datetime.fromtimestamp(utc, ZoneInfo(zone)).date().isoformat()
