"""The core process of `events`: the real core on the fake switch, which says what a call's phones do, in real time.

`python -m server.bench.replay CALLS_PER_SECOND SECONDS` with HOTLINE_HOME; begins when a line comes in on stdin, and
prints one line of JSON at the end.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
import uvloop

from server import logs, settings
from server.bench.report import percentile
from server.core import Core
from telephony.configuration import Configuration
from telephony.events import Event
from telephony.switch.fake import FakePeer, FakeSwitch, answers

ENTRY = "1000"
PICKS_UP = 0.3
TALK = 3.0
_STEP = 0.001
_DRAIN = 30.0


class ReplayCore(Core):
    """Renders no prompts, as the fake switch plays names of files; `watch` sees each fact that was dealt with."""

    watch: Callable[[Event], None] | None = None

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        if self.watch is not None:
            self.watch(event)

    async def _prepare(self, config: Configuration) -> None:
        del config


class Replay:
    """Plays calls in real time and notes, for each fact, how long after its instant the core had dealt with it."""

    def __init__(self, core: ReplayCore, switch: FakeSwitch) -> None:
        self._core = core
        self._switch = switch
        self._origin = 0.0
        self._in_time = False
        self.lags: list[float] = []
        self.facts = 0
        switch.on_call = self._called
        core.watch = self.seen

    def seen(self, _event: Event) -> None:
        """A fact has been dealt with. Those that answer a command have no instant of their own and are only counted."""
        self.facts += 1
        if self._in_time:
            self.lags.append(time.monotonic() - self._origin - self._switch.time.now)

    def _called(self, peer: FakePeer) -> None:
        """An agent's phone is called: it is picked up, and hung up after the talk."""
        self._switch.behave(peer.dialled, answers(PICKS_UP))
        self._switch.time.after(PICKS_UP + TALK, peer.hang_up)

    async def play(self, rate: float, seconds: float) -> int:
        """Returns how many calls were made; all of them are over, or the time to wait for them is."""
        count = round(rate * seconds)
        self._origin = time.monotonic() - self._switch.time.now
        for number in range(count):
            self._switch.time.after(number / rate, partial(self._arrive, number))
        end = time.monotonic() + seconds + _DRAIN
        while time.monotonic() < end:
            self._in_time = True
            self._switch.advance(max(0.0, time.monotonic() - self._origin - self._switch.time.now))
            self._in_time = False
            if time.monotonic() > end - _DRAIN and not self._core.engine.calls:
                break
            self._switch.commands.clear()
            await asyncio.sleep(_STEP)
        return count

    def _arrive(self, number: int) -> None:
        self._switch.arrive(ENTRY, f"1390100{number % 1000:04d}")


async def run(rate: float, seconds: float) -> dict[str, Any]:
    """Raises nothing of its own: what goes wrong in a call is the core's to log."""
    config = settings.load()
    config.make_folders()
    switch = FakeSwitch(node="f1", media_seconds=lambda _: 0.1)
    core = ReplayCore(config, switch)
    replay = Replay(core, switch)
    await core.start()
    await asyncio.to_thread(sys.stdin.readline)
    cpu, began = time.process_time(), time.monotonic()
    calls = await replay.play(rate, seconds)
    used, lasted = time.process_time() - cpu, time.monotonic() - began
    await core.journal.flushed()
    open_calls = len(core.engine.calls)
    last = core.journal.last
    await asyncio.sleep(1.0)
    await core.close()
    return {
        "calls": calls,
        "left_open": open_calls,
        "facts": replay.facts,
        "measured": len(replay.lags),
        "p50_ms": round(percentile(replay.lags, 0.5) * 1000, 3),
        "p99_ms": round(percentile(replay.lags, 0.99) * 1000, 3),
        "max_ms": round(max(replay.lags, default=0.0) * 1000, 3),
        "cpu_ms_per_call": round(used * 1000 / max(1, calls), 3),
        "cpu_share": round(used / lasted, 3),
        "last": last,
    }


def main() -> None:
    """Entry point of the process."""
    logs.configure("bench", "error")
    result = uvloop.run(run(float(sys.argv[1]), float(sys.argv[2])))
    print(orjson.dumps(result).decode(), flush=True)


if __name__ == "__main__":
    main()
