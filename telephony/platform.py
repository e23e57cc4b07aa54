"""What people may know of the machine under the calls: channels, journal, load of the core."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from telephony.engine import Engine

Params = Mapping[str, Any]


class PlatformRequests:
    """`acked` is the last number that web has said to have stored; the composition root keeps it true."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._started = time.monotonic()
        self.acked = 0

    def handlers(self) -> dict[str, Callable[[Params], Awaitable[Params]]]:
        return {"live.channels": self.channels, "core.health": self.health}

    async def channels(self, _params: Params) -> Params:
        """Raises SwitchUnavailable while the switch is away."""
        return {"channels": [asdict(view) for view in await self._engine.switch.channels()]}

    async def health(self, _params: Params) -> Params:
        """Seconds, and counts; `waiting` are news that web has not stored yet."""
        engine = self._engine
        return {
            "uptime": round(time.monotonic() - self._started, 1),
            "calls": len(engine.calls),
            "legs": len(engine.legs),
            "switch": {"node": engine.options.node, "up": engine.switch_ready and engine.switch.connected},
            "journal": {
                "last": engine.journal.last,
                "error": engine.journal.error,
                "waiting": max(0, engine.journal.last - self.acked) if self.acked else None,
            },
            "config_version": engine.config.snapshot.version,
        }
