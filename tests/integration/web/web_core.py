"""The core as the web process sees it: the real bus and journal, a made-up switchboard behind them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from server.settings import Settings
from telephony.bus import BusServer
from telephony.configuration import Configuration, load_snapshot
from telephony.domain_events import Envelope, News
from telephony.errors import ConfigError
from telephony.journal import Journal


class Core:
    """Remembers requests; `refuse` makes it refuse every configuration."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.journal = Journal(settings.core_dir / "journal")
        self.bus = BusServer(settings.core_socket, self.journal)
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.configuration: Configuration | None = None
        self.refuse = ""
        self.receipts: asyncio.Queue[str] = asyncio.Queue()
        self.acked = 0
        self._changed = asyncio.Event()

    async def start(self) -> None:
        for method in ("agent.login", "agent.logout", "agent.state", "device.put", "device.drop", "mailbox.counts"):
            self.bus.requests[method] = self._remember(method)
        self.bus.requests["config.put"] = self._configure
        self.bus.requests["live.snapshot"] = self._snapshot
        self.bus.on_pop_receipt = self.receipts.put_nowait
        self.bus.on_ack = self._ack
        await self.bus.start()

    async def close(self) -> None:
        await self.bus.close()
        self.journal.close()

    def say(self, item: News, at: float | None = None) -> Envelope:
        """Journal (when durable) and send one piece of news."""
        number = self.journal.next_number() if item.durable else 0
        envelope = Envelope(number, at or time.time(), item.type, item.call, item.data())
        if number:
            self.journal.append(envelope)
        self.bus.broadcast(envelope)
        return envelope

    def repeat(self, envelope: Envelope) -> Envelope:
        """Send news made elsewhere, numbered by this journal."""
        numbered = Envelope(self.journal.next_number(), envelope.at, envelope.type, envelope.call, envelope.data)
        self.journal.append(numbered)
        self.bus.broadcast(numbered)
        return numbered

    async def until(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Return when something heard from web makes `condition` true."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def stored(self) -> None:
        """Return when web has acknowledged everything said so far."""
        await self.until(lambda: self.acked >= self.journal.last)

    def _remember(self, method: str) -> Callable[[Mapping[str, Any]], Any]:
        async def handler(params: Mapping[str, Any]) -> Mapping[str, Any]:
            self.requests.append((method, dict(params)))
            self._changed.set()
            return {}

        return handler

    async def _configure(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.refuse:
            raise ConfigError(self.refuse)
        self.configuration = load_snapshot(params["snapshot"])
        self._changed.set()
        return {"version": self.configuration.snapshot.version}

    async def _snapshot(self, _params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "agents": [],
            "queues": [],
            "calls": [],
            "devices": {},
            "switch": {"node": "a1", "up": True},
        }

    def _ack(self, n: int) -> None:
        self.acked = max(self.acked, n)
        self._changed.set()
