"""The load: phones of agents that answer at once, with their browsers, and callers at a steady rate.

Its CPU is not counted with the system's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from server.bench.stage import CALLERS, PASSWORD, SECRET, Stage
from server.demo.api import ApiError, Login, User
from server.demo.ua import CallFailed, IncomingCall, MediaClock, RegistrationFailed, SipError, UserAgent, speech_like
from telephony.errors import ConfigError

TALK = 3.0
"""Seconds from the agent's answer to his hanging up, the spoken 工号 included."""
_LONGEST = 60.0
_AT_ONCE = 8
_PATIENCE = 20


@dataclass(slots=True)
class Driven:
    """What became of the calls of one run. Times in seconds. `pops` are decision → browser, `late` rings without a
    screen-pop before them, `skipped` the 20 ms frames that the load itself was too late for."""

    started: int = 0
    talked: int = 0
    failed: int = 0
    setups: list[float] = field(default_factory=list)
    pops: list[float] = field(default_factory=list)
    rings: int = 0
    late: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    skipped: int = 0

    @property
    def clean(self) -> bool:
        """Every call reached an agent and the load kept its own time."""
        return self.failed == 0 and self.talked == self.started and self.skipped <= self.seconds


class Load:
    """All phones. Use `phones(stage)`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._clock = MediaClock()
        self._desks = UserAgent(clock=self._clock, name="Hotline-Bench-Agent")
        self._outside = UserAgent(clock=self._clock, name="Hotline-Bench-Caller")
        self._voice = speech_like(5.0, seed=1)
        self._other_voice = speech_like(5.0, seed=2, pitch=200)
        self._begun: dict[str, float] = {}
        self._popped: dict[str, float] = {}
        self._run = Driven()
        self._expects_pops = False
        self._count = 0

    async def open(self, http: aiohttp.ClientSession) -> list[asyncio.Task[None]]:
        """Register the phones, log the agents in and open their browsers; returns the tasks that follow the news."""
        await self._desks.start()
        await self._outside.start()
        self._desks.on_incoming = self._ring
        ready = asyncio.Semaphore(_AT_ONCE)

        async def sign_in(number: str) -> asyncio.Task[None]:
            async with ready:
                user = User(http, self._stage.base, Login(number, PASSWORD))
                await self._register(number)
                await user.request("POST", "/agent/session", {"extension": number})
                await user.request("PUT", "/agent/state", {"state": "available"})
                opened = asyncio.Event()

                def on_frame(kind: str, data: Mapping[str, Any]) -> None:
                    opened.set()
                    if kind == "screen_pop":
                        self._pop(number, data)

                task = asyncio.create_task(user.live(on_frame))
                async with asyncio.timeout(30):
                    await opened.wait()
                return task

        return list(await asyncio.gather(*(sign_in(number) for number in self._stage.agents)))

    async def _register(self, number: str) -> None:
        """The switch may not have loaded the phones yet."""
        for _ in range(_PATIENCE):
            try:
                await self._desks.register(number, SECRET, self._stage.sip, expires=3600)
            except RegistrationFailed:
                await asyncio.sleep(1.0)
            else:
                return
        await self._desks.register(number, SECRET, self._stage.sip, expires=3600)

    async def close(self) -> None:
        await self._outside.stop()
        await self._desks.stop()

    def _pop(self, agent: str, data: Mapping[str, Any]) -> None:
        self._popped[agent] = time.time()
        self._run.pops.append(time.time() - float(data["at"]))

    async def _ring(self, call: IncomingCall) -> None:
        self._run.rings += 1
        if self._expects_pops and self._popped.pop(call.to_user, None) is None:
            self._run.late += 1
        await call.answer()
        begun = self._begun.pop(call.caller_number, None)
        if begun is not None:
            self._run.setups.append(time.monotonic() - begun)
            self._run.talked += 1
        call.speak(self._other_voice)
        try:
            await call.wait_ended(TALK)
        except TimeoutError:
            await call.hangup()

    async def _one(self, dialled: str) -> None:
        self._count += 1
        number = CALLERS[self._count % len(CALLERS)]
        self._run.started += 1
        call = await self._outside.call(f"sip:{dialled}@{self._stage.sip}", user=number)
        try:
            await call.wait_answered(20)
            self._begun[number] = time.monotonic()
            call.speak(self._voice)
            await call.wait_ended(_LONGEST)
        except (CallFailed, TimeoutError):
            self._run.failed += 1
        finally:
            self._begun.pop(number, None)
            await call.hangup()

    async def drive(self, dialled: str, rate: float, seconds: float, *, pops: bool) -> Driven:
        """Call `dialled` at `rate` calls per second for `seconds`; returns when the last call is over."""
        run = self._run = Driven()
        self._expects_pops = pops
        self._popped.clear()
        skipped, cpu, began = self._clock.skipped, time.process_time(), time.monotonic()
        loop = asyncio.get_running_loop()
        start = loop.time()
        calls: list[asyncio.Task[None]] = []
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
            calls.append(asyncio.create_task(self._one(dialled)))
        await asyncio.gather(*calls)
        run.seconds, run.cpu = time.monotonic() - began, time.process_time() - cpu
        run.skipped = self._clock.skipped - skipped
        return run


@asynccontextmanager
async def phones(stage: Stage) -> AsyncIterator[Load]:
    """Everybody at work. Raises ConfigError when an agent cannot be logged in."""
    load = Load(stage)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        tasks: list[asyncio.Task[None]] = []
        try:
            try:
                tasks = await load.open(http)
            except (aiohttp.ClientError, ApiError, SipError, TimeoutError) as error:
                raise ConfigError(f"the agents of the bench could not be logged in: {error!r}") from error
            yield load
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await load.close()
