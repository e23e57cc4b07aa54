"""Tells those who wait for events that some were stored."""

from __future__ import annotations

import asyncio
import contextlib


class Feed:
    """Take `mark` before looking at the tables; `after(mark)` then misses nothing that was stored since."""

    def __init__(self) -> None:
        self.mark = 0
        self._moved = asyncio.Event()

    def stored(self) -> None:
        """Events were stored, or something that waiting ones should look at has changed."""
        self.mark += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def after(self, mark: int, timeout: float) -> bool:
        """Return when something was stored since `mark`; False when the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self.mark == mark:
                    await self._moved.wait()
        return self.mark != mark
