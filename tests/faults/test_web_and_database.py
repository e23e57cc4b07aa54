"""The database is locked or stands still, or web is killed: calls go on, and every one is recorded once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.bench.postgresql import cluster
from server.demo.ua import CallFailed, IncomingCall, OutgoingCall, SipError, UserAgent, tone
from tests.e2e.company import PHONE_SECRET, Company, seed
from tests.e2e.conftest import prepared
from tests.faults.conftest import Size
from tests.support.figures import figure
from tests.support.installation import PASSWORD, Installation, descendants
from tests.support.web_api import Api, eventually, is_ready

__all__ = ["prepared"]

CUSTOMER, AGENT = 440.0, 880.0
AGENTS = 4
DIRECT = {
    "flow": "direct",
    "name": {"zh": "直达", "en": "Straight to the queue"},
    "start": "agent",
    "languages": ["zh", "en"],
    "nodes": {"agent": {"kind": "queue", "queue": "service"}},
}


class Centre:
    """A running installation with agents at hard phones who answer at once, and 1900 straight to their queue."""

    def __init__(self, hotline: Installation, admin: Api) -> None:
        self.hotline = hotline
        self.admin = admin
        self.company = Company(hotline, admin)
        self.customer = UserAgent()
        self.desk = UserAgent()
        self.legs: list[IncomingCall] = []

    async def open(self) -> None:
        await self.admin.send("POST", "/flows", {"document": DIRECT})
        entry = {"number": "1900", "flow": "direct", "name": DIRECT["name"]}
        await self.admin.send("POST", "/entries", entry)
        await self.admin.send("PATCH", "/queues/service", {"wrap_up": 0.0})
        self.desk.on_incoming = self._answer
        await self.customer.start()
        await self.desk.start()
        for _ in range(AGENTS):
            person, extension = await self.company.agent(), await self.company.extension()
            await self._registered(extension)
            async with await self.company.log_in(person) as own:
                await own.send("POST", "/agent/session", {"extension": extension})
            await self.company.state_of(person, "available")

    async def _registered(self, extension: str) -> None:
        async def attempt() -> bool:
            try:
                await self.desk.register(extension, PHONE_SECRET, self.hotline.registrar)
            except SipError:  # the new endpoint is not loaded yet
                return False
            return True

        await eventually(attempt, 15, f"{extension} registers")

    async def _answer(self, call: IncomingCall) -> None:
        call.ring()
        with contextlib.suppress(CallFailed):
            await call.answer()
            call.speak(tone(AGENT, 1))
            self.legs.append(call)

    async def talk(self, number: str, seconds: float) -> bool:
        """One whole call; whether customer and agent heard each other."""
        call = await self.customer.call(self.hotline.number("1900"), user=number)
        try:
            await call.wait_answered()
            call.speak(tone(CUSTOMER, 1))
            await call.wait_tone(AGENT, 20)
            await asyncio.sleep(seconds)
        except (CallFailed, TimeoutError):
            return False
        finally:
            await call.hangup()
        return True

    async def load(self, seconds: float, pause: float) -> tuple[list[str], int]:
        """Calls for so long, one each `pause` seconds; the numbers that called, and how many calls went well."""
        numbers, tasks, end = [], [], time.monotonic() + seconds
        while time.monotonic() < end:
            numbers.append(self.company.customer_number())
            tasks.append(asyncio.create_task(self.talk(numbers[-1], 0.5)))
            await asyncio.sleep(pause)
        return numbers, sum(await asyncio.gather(*tasks))

    async def records(self, numbers: list[str], seconds: float = 60) -> tuple[int, int]:
        """Once all are stored or the time is up: how many of the numbers have no record, and how many more than one."""
        counts: dict[str, int] = {}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(counts) < len(numbers):
                    for number in numbers:
                        if number not in counts:
                            page = await self.admin.get("/calls", number=number, live="false")
                            if page["total"]:
                                counts[number] = page["total"]
                    await asyncio.sleep(0.2)
        return len(numbers) - len(counts), sum(count > 1 for count in counts.values())

    async def close(self) -> None:
        await self.customer.stop()
        await self.desk.stop()
        await self.company.close()


class Silence:
    """The longest time without a packet of audio in a talk, looked at every 10 ms."""

    def __init__(self, call: OutgoingCall) -> None:
        self._call = call
        self._longest = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        packets, since = self._call.received.packets, loop.time()
        while True:
            await asyncio.sleep(0.01)
            now = loop.time()
            if self._call.received.packets != packets:
                packets, since = self._call.received.packets, now
            self._longest = max(self._longest, now - since)

    def stop(self) -> float:
        """Seconds."""
        self._task.cancel()
        return self._longest


@contextlib.asynccontextmanager
async def centre(folder: Path, sounds: Path, **settings: object) -> AsyncIterator[Centre]:
    hotline = Installation(folder / "home", sounds=sounds, **settings)
    hotline.start()
    try:
        await asyncio.to_thread(hotline.wait_ready)
        await seed(hotline)
        async with await Api.open(hotline.address, "admin", PASSWORD) as admin:
            made = Centre(hotline, admin)
            try:
                await made.open()
                yield made
            finally:
                await made.close()
        assert await asyncio.to_thread(hotline.stop) == 0
    finally:
        hotline.close()


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Somebody else holds SQLite's write lock (in WAL mode reading goes on)."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("COMMIT")
        connection.close()


@pytest.mark.usefixtures("prepared")
async def test_calls_go_on_while_the_database_is_locked(tmp_path: Path, sounds: Path, size: Size) -> None:
    seconds = size.of(60, 6)
    async with centre(tmp_path, sounds) as place:
        with locked(place.hotline.home / "hotline.db"):
            numbers, well = await place.load(seconds, 1.0)
        lost, doubled = await place.records(numbers)
        figure(f"database locked {seconds} s: calls that went on", f"{well}/{len(numbers)}", "all",
               met=well == len(numbers))  # fmt: skip
        figure("database locked: records lost, doubled", (lost, doubled), "0, 0", met=(lost, doubled) == (0, 0))


@pytest.mark.usefixtures("prepared")
async def test_calls_go_on_while_web_is_killed_again_and_again(tmp_path: Path, sounds: Path, size: Size) -> None:
    """On the phones nothing is noticed: the longest gap in what a talking customer hears is a packet or two."""
    kills = size.of(10, 2)
    async with centre(tmp_path, sounds) as place:
        call = await place.customer.call(place.hotline.number("1900"), user=place.company.customer_number())
        await call.wait_answered()
        await call.wait_tone(AGENT, 20)
        silence = Silence(call)
        numbers: list[str] = []
        well = 0
        for _ in range(kills):
            os.kill(place.hotline.pid("web"), signal.SIGKILL)
            came, talked = await place.load(2.0, 0.5)
            numbers += came
            well += talked
            await eventually(lambda: is_ready(place.hotline.address), 60, "web is back")
        await call.wait_tone(AGENT, 5)
        longest = silence.stop()
        await call.hangup()
        lost, doubled = await place.records(numbers)
        figure(f"web kill -9 × {kills}: calls that went on", f"{well}/{len(numbers)}", "all", met=well == len(numbers))
        figure("web kill -9: records lost, doubled", (lost, doubled), "0, 0", met=(lost, doubled) == (0, 0))
        figure("web kill -9: longest silence of a talk", f"{longest * 1000:.0f} ms", "≤ 300 ms", met=longest <= 0.3)


@pytest.mark.usefixtures("prepared")
@pytest.mark.skipif(os.environ.get("HOTLINE_FAULTS") != "full", reason="a PostgreSQL of its own: in full only")
async def test_calls_go_on_while_postgresql_stands_still(tmp_path: Path, sounds: Path) -> None:
    seconds = 60
    with cluster() as server:
        async with centre(tmp_path, sounds, database_url=server.create("faults")) as place:
            processes = [server.pid, *(each.pid for each in descendants(server.pid))]
            for pid in processes:
                os.kill(pid, signal.SIGSTOP)
            try:
                numbers, well = await place.load(seconds, 1.0)
            finally:
                for pid in processes:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGCONT)
            lost, doubled = await place.records(numbers, 90)
            figure(f"PostgreSQL stopped {seconds} s: calls that went on", f"{well}/{len(numbers)}", "all",
                   met=well == len(numbers))  # fmt: skip
            figure("PostgreSQL stopped: records lost, doubled", (lost, doubled), "0, 0",
                   met=(lost, doubled) == (0, 0))  # fmt: skip
