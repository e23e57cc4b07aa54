"""A core on a real Asterisk, in a folder and on ports of its own; the test plays web and the people with phones."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from server import settings
from server.demo.ua import UserAgent
from server.switch import render_switch
from telephony.bus import BusClient
from telephony.domain_events import Envelope
from telephony.switch.asterisk.process import AsteriskProcess
from tests.support.company import SECRET
from tests.support.ports import free_ports, free_range

ROOT = Path(__file__).resolve().parents[2]


class Web:
    """Web's end of the bus: stores news, answers lookups from `customers` and `queries`, confirms screen-pops."""

    def __init__(self, socket: Path) -> None:
        self.news: list[Envelope] = []
        self.customers: dict[str, dict[str, Any]] = {}
        self.queries: dict[str, dict[str, Any]] = {}
        self.receipts = True
        self._changed = asyncio.Event()
        self._position = 0
        self.client = BusClient(
            socket,
            on_news=self._on_news,
            on_ask={"directory.customer": self._customer, "directory.query": self._query},
            since=self._since,
        )
        self._task = asyncio.create_task(self.client.run())

    async def _since(self, _epoch: str, _last: int) -> int:
        return self._position

    async def _on_news(self, envelope: Envelope) -> None:
        self.news.append(envelope)
        self._position = max(self._position, envelope.n)
        if envelope.type == "screen_pop" and self.receipts:
            self.client.pop_receipt(envelope.data["pop"])
        self._changed.set()

    async def _customer(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"known": False, "number": params["number"]} | self.customers.get(params["number"], {})

    async def _query(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.queries[params["name"]]

    async def request(self, method: str, **params: Any) -> dict[str, Any]:
        return await self.client.request(method, params, timeout=90 if method == "config.put" else 10)

    async def connected(self, seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not self.client.connected:
                await asyncio.sleep(0.02)

    async def until(self, found: Callable[[list[Envelope]], Any], seconds: float = 20) -> Any:
        """Wait until `found(news)` is true; returns what it returned. On time-out the news so far are in the error."""
        try:
            async with asyncio.timeout(seconds):
                while not (result := found(self.news)):
                    self._changed.clear()
                    await self._changed.wait()
                return result
        except TimeoutError:
            seen = [f"{item.type} {dict(item.data)}" for item in self.news if item.n][-25:]
            raise AssertionError("not in the news:\n" + "\n".join(seen)) from None

    async def heard(self, kind_: str, /, seconds: float = 20, count: int = 1, **data: Any) -> Envelope:
        """Wait for the `count`-th piece of news of this kind with these data; returns it."""

        def find(items: list[Envelope]) -> Envelope | None:
            hits = [
                item for item in items if item.type == kind_ and all(item.data.get(key) == data[key] for key in data)
            ]
            return hits[count - 1] if len(hits) >= count else None

        found = await self.until(find, seconds)
        assert isinstance(found, Envelope)
        return found

    async def cdrs(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """Wait for `count` call records."""

        def enough(items: list[Envelope]) -> list[Envelope]:
            ended = [item for item in items if item.type == "call.ended"]
            return ended if len(ended) >= count else []

        return [dict(item.data["cdr"]) for item in await self.until(enough, seconds)]

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


class Stack:
    """Asterisk and core. `start_core`/`kill_core` may be called again and again."""

    def __init__(self, home: Path) -> None:
        sip, ami, http, web = free_ports(4)
        first = free_range(400)
        self.settings = settings.load(
            home=home,
            sip_port=sip,
            ami_port=ami,
            switch_http_port=http,
            http_port=web,
            rtp_ports=f"{first}-{first + 399}",
        )
        self.asterisk: AsteriskProcess | None = None
        self.switch_lines: list[str] = []
        self.core: asyncio.subprocess.Process | None = None
        self.core_module = "server.core"
        self.core_variables: dict[str, str] = {}  # for the core alone: it may see the switch through a cable
        self._agents: list[UserAgent] = []

    @property
    def registrar(self) -> str:
        return f"sip:127.0.0.1:{self.settings.sip_port}"

    def environment(self) -> dict[str, str]:
        values = self.settings.model_dump(exclude={"admin_password"})
        mine = {f"HOTLINE_{name.upper()}": str(value) for name, value in values.items() if value not in (None, "")}
        return {**os.environ, **mine, "PYTHONPATH": str(ROOT)}

    async def start(self) -> Web:
        """Start both; returns the test's end of the bus, connected."""
        self.settings.make_folders()
        await self.start_switch()
        await self.start_core()
        web = Web(self.settings.core_socket)
        await web.connected(60)
        return web

    async def start_switch(self) -> None:
        switch = render_switch(self.settings)
        self.asterisk = AsteriskProcess(switch, self.switch_lines.append)
        await self.asterisk.start()
        await self.asterisk.wait_ready()

    async def start_core(self) -> None:
        with (self.settings.logs_dir / "core.log").open("ab") as log:
            self.core = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.core_module,
                cwd=ROOT,
                env=self.environment() | self.core_variables,
                stderr=log,
                stdout=log,
            )

    async def kill_core(self) -> None:
        """kill -9: no chance to write anything."""
        assert self.core is not None
        self.core.kill()
        await self.core.wait()

    def core_log(self) -> str:
        return (self.settings.logs_dir / "core.log").read_text()

    async def phone(self, *devices: str) -> UserAgent:
        """A user agent with these devices registered."""
        agent = UserAgent()
        await agent.start()
        self._agents.append(agent)
        for device in devices:
            await agent.register(device, SECRET, self.registrar)
        return agent

    def number(self, dialled: str) -> str:
        return f"sip:{dialled}@127.0.0.1:{self.settings.sip_port}"

    async def close(self) -> None:
        for agent in self._agents:
            await agent.stop()
        if self.core is not None and self.core.returncode is None:
            self.core.terminate()
            try:
                await asyncio.wait_for(self.core.wait(), 10)
            except TimeoutError:
                self.core.kill()
                await self.core.wait()
        if self.asterisk is not None:
            await self.asterisk.stop()


@contextlib.asynccontextmanager
async def running(home: Path, snapshot: Mapping[str, Any]) -> AsyncIterator[tuple[Stack, Web]]:
    """A stack with this configuration in force, closed at the end."""
    stack = Stack(home)
    try:
        web = await stack.start()
        await web.request("config.put", snapshot=dict(snapshot))
        yield stack, web
        await web.close()
    finally:
        await stack.close()
