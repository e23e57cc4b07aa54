"""The line between core and web: order, catching up, requests, lookups, and what happens when one side is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from telephony.bus import BusClient, BusServer
from telephony.domain_events import Envelope
from telephony.errors import CoreUnavailable, NotPossible
from telephony.journal import Journal


class Web:
    """A web process that remembers what it was told."""

    def __init__(self, path: Path, since: int = 0) -> None:
        self.got: list[int] = []
        self.since = since
        self.changed = asyncio.Event()
        self.client = BusClient(
            path, on_news=self._news, on_ask={"echo": self._echo, "slow": self._slow}, since=self._since
        )
        self.task = asyncio.create_task(self.client.run())

    async def _since(self, _epoch: str, _last: int) -> int:
        return self.got[-1] if self.got else self.since

    async def _news(self, envelope: Envelope) -> None:
        self.got.append(envelope.n)
        self.changed.set()

    async def _echo(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"said": params["word"]}

    async def _slow(self, _params: Mapping[str, Any]) -> Mapping[str, Any]:
        await asyncio.sleep(30)
        return {}

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.got) < count:
                self.changed.clear()
                await self.changed.wait()

    async def close(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Core:
    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder / "journal")
        self.path = folder / "core.sock"
        self.server = BusServer(self.path, self.journal)

    def say(self, count: int) -> None:
        for _ in range(count):
            envelope = Envelope(self.journal.next_number(), 1.0, "call.language", "c", {"language": "zh"})
            self.journal.append(envelope)
            self.server.broadcast(envelope)


async def connected(web: Web) -> None:
    async with asyncio.timeout(5):
        while not web.client.connected:
            await asyncio.sleep(0.01)


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    made = Core(tmp_path)
    await made.server.start()
    yield made
    await made.server.close()
    made.journal.close()


async def test_past_and_present_arrive_once_and_in_order(core: Core) -> None:
    core.say(1200)
    web = Web(core.path, since=100)
    await connected(web)
    for _ in range(50):
        core.say(7)
        await asyncio.sleep(0)
    await web.until(1100 + 350)
    assert web.got == list(range(101, 1551))
    await web.close()


async def test_what_is_said_while_the_past_is_being_written_arrives_too(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A piece of news of that moment has its number and is on no disk yet."""
    flushed, append, late = core.journal.flushed, core.journal.append, list[Envelope]()

    async def flush_and_go_on() -> None:
        await flushed()
        if not late:
            monkeypatch.setattr(core.journal, "append", late.append)
            core.say(1)
            monkeypatch.setattr(core.journal, "append", append)

    monkeypatch.setattr(core.journal, "flushed", flush_and_go_on)
    core.say(3)
    web = Web(core.path)
    await connected(web)
    await web.until(3)
    for envelope in late:
        append(envelope)
    core.say(1)
    await web.until(5)
    assert web.got == [1, 2, 3, 4, 5]
    await web.close()


async def test_requests_are_answered_and_errors_keep_their_kind(core: Core) -> None:
    async def double(params: Mapping[str, Any]) -> Mapping[str, Any]:
        if params["n"] < 0:
            raise NotPossible("only numbers from 0")
        return {"n": params["n"] * 2}

    core.server.requests["double"] = double
    web = Web(core.path)
    await connected(web)
    assert await web.client.request("double", {"n": 4}) == {"n": 8}
    with pytest.raises(NotPossible, match="only numbers from 0"):
        await web.client.request("double", {"n": -1})
    await web.close()


async def test_lookups_have_a_deadline(core: Core) -> None:
    with pytest.raises(CoreUnavailable):
        await core.server.ask("echo", {"word": "x"}, 0.1)
    web = Web(core.path)
    await connected(web)
    async with asyncio.timeout(5):
        while not core.server.connected:
            await asyncio.sleep(0.01)
    assert await core.server.ask("echo", {"word": "您好"}, 1.0) == {"said": "您好"}
    with pytest.raises(TimeoutError):
        await core.server.ask("slow", {}, 0.05)
    await web.close()


async def test_a_restarted_core_is_found_again_and_nothing_is_missed(tmp_path: Path) -> None:
    core = Core(tmp_path)
    await core.server.start()
    web = Web(core.path)
    await connected(web)
    core.say(10)
    await web.until(10)
    await core.server.close()
    core.journal.close()
    core = Core(tmp_path)
    core.say(10)  # before anybody listens
    await core.server.start()
    await web.until(20)
    assert len(web.got) == len(set(web.got)) == 20
    assert web.got == sorted(web.got)
    await web.close()
    with pytest.raises(CoreUnavailable):
        await web.client.request("double", {"n": 1})
    await core.server.close()
    core.journal.close()
