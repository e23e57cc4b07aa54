"""Somebody sets the clock an hour ahead, then back, with calls in every stage: nothing happens before its time."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.support.company import snapshot
from tests.support.figures import figure
from tests.support.floor import AGENT, CUSTOMER, Floor
from tests.support.stack import running

HOUR = 3600
WRAP_UP = 6.0


async def test_timers_and_durations_do_not_follow_a_clock_that_is_set(home: Path, tmp_path: Path) -> None:
    skew = tmp_path / "skew"
    skew.write_text("0")
    async with running(home, snapshot(agents=2, wrap_up=WRAP_UP, max_wait=60.0, announce_every=0)) as (stack, web):
        stack.core_module, stack.core_variables = "tests.support.skewed_core", {"HOTLINE_TEST_SKEW": str(skew)}
        await stack.kill_core()
        await stack.start_core()
        await web.connected()
        await web.heard("switch.state", up=True, count=2)
        floor = Floor(stack, web)
        await floor.staff(2)
        talks = [await floor.call() for _ in range(2)]
        await floor.talking(2)
        begun = time.monotonic()
        waiting = await floor.call()
        await web.heard("call.queued", count=3)
        queued = time.monotonic()
        await talks[0].hangup()
        wrap_up = time.monotonic()
        await web.heard("agent.state", state="wrap_up")

        skew.write_text(str(-HOUR))
        await floor.answered[1].wait_tone(CUSTOMER, 5)
        await talks[1].wait_tone(AGENT, 5)
        skew.write_text(str(HOUR))  # everything that waits is now an hour late by the wall clock
        await floor.answered[1].wait_tone(CUSTOMER, 5)

        async with asyncio.timeout(WRAP_UP + 10):
            while len(floor.answered) < 3:  # the one in wrap-up takes the one who waits, at the time for it
                await asyncio.sleep(0.01)
        served = time.monotonic()
        assert WRAP_UP - 0.5 <= served - wrap_up <= WRAP_UP + 3
        await web.heard("call.connected", count=3)  # who leaves before that has not been served
        for call in (talks[1], waiting):
            await call.hangup()
        ended = time.monotonic()
        cdrs = {cdr["from_number"]: cdr for cdr in await web.cdrs(3)}
        misfired = [cdr for cdr in cdrs.values() if cdr["outcome"] != "answered"]
        talk = cdrs[talks[1].dialog.local.uri.user]
        wait = cdrs[waiting.dialog.local.uri.user]
        off = max(abs(talk["talk_seconds"] - (ended - begun)), abs(wait["wait_seconds"] - (served - queued)))
        figure("clock set ± 1 h: timers that misfired", len(misfired), "0", met=not misfired)
        figure("clock set ± 1 h: error of durations", f"{off:.2f} s", "≤ 2 s", met=off <= 2)
