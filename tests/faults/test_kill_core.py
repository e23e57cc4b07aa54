"""kill -9 of the core again and again, with talks going on: how many survive, how soon they are taken back."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from server.bench.report import percentile
from tests.faults.conftest import Size
from tests.support.company import snapshot
from tests.support.figures import figure
from tests.support.floor import AGENT, CUSTOMER, Floor
from tests.support.stack import Stack, Web, running
from tests.support.switch_view import SwitchView


async def _taken_back(stack: Stack, web: Web, calls: int) -> float:
    """Start a core; seconds from its exec until it has every call in its stage again."""
    connected = sum(item.type == "switch.state" and item.data["up"] for item in web.news)
    begun = time.monotonic()
    await stack.start_core()
    await web.connected()
    await web.heard("switch.state", count=connected + 1, up=True)
    view = await web.request("live.snapshot")
    seconds = time.monotonic() - begun
    assert sum(call["stage"] == "talking" for call in view["calls"]) == calls, view["calls"]
    return seconds


async def test_talks_survive_every_kill_and_are_taken_back(home: Path, size: Size) -> None:
    calls, kills = size.of(50, 6), size.of(20, 2)
    async with running(home, snapshot(agents=calls)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(calls)
        for _ in range(calls):
            await floor.call()
        await floor.talking(calls)
        times = []
        for _ in range(kills):
            await stack.kill_core()
            times.append(await _taken_back(stack, web, calls))
            assert all(call.state == "answered" for call in (*floor.customers, *floor.answered))
        survived = 0
        for customer, agent in zip(floor.customers, floor.answered, strict=True):
            await customer.wait_tone(AGENT, 10)
            await agent.wait_tone(CUSTOMER, 10)
            survived += 1
        switch = SwitchView(stack)
        difference = await switch.settled(web)
        assert difference.count == 0, difference
        await asyncio.gather(*(call.hangup() for call in floor.customers))
        cdrs = await web.cdrs(calls, 60)
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs) == calls
        assert await switch.empty() == []
        figure(f"core kill -9 × {kills} with {calls} calls: survived", f"{100 * survived / calls:.0f} %", "100 %",
               met=survived == calls)  # fmt: skip
        p99 = percentile(times, 0.99)
        figure("core kill -9: taken back after exec, p99", f"{p99:.2f} s", "≤ 2 s", met=p99 <= (2 if size.full else 20))
