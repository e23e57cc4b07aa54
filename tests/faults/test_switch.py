"""The switch stands still: calls are closed, agents are free, new calls are taken once it goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from tests.faults.conftest import Size
from tests.faults.test_connections import _all_free
from tests.support.company import snapshot
from tests.support.figures import figure
from tests.support.floor import Floor
from tests.support.stack import running
from tests.support.switch_view import SwitchView


async def test_a_frozen_switch_is_noticed_and_taken_up_again(home: Path, size: Size) -> None:
    frozen, calls = size.of(20, 8), 4
    async with running(home, snapshot(agents=calls + 1, wrap_up=0.0)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(calls + 1)
        for _ in range(calls):
            await floor.call()
        await floor.talking(calls)
        assert stack.asterisk is not None
        assert stack.asterisk.pid is not None
        os.kill(stack.asterisk.pid, signal.SIGSTOP)
        begun = time.monotonic()
        await web.heard("switch.state", up=False, seconds=20)
        noticed = time.monotonic() - begun
        gone = [asyncio.create_task(call.hangup()) for call in floor.customers[:2]]  # they give up meanwhile
        await asyncio.sleep(frozen - noticed)
        os.kill(stack.asterisk.pid, signal.SIGCONT)
        await asyncio.gather(*gone)
        await web.heard("switch.state", up=True, count=2, seconds=40)
        await web.cdrs(2, 40)
        switch = SwitchView(stack)
        difference = await switch.settled(web)
        assert difference.count == 0, difference
        begun = time.monotonic()
        await floor.call()
        async with asyncio.timeout(20):
            while len(floor.answered) <= calls:
                await asyncio.sleep(0.02)
        again = time.monotonic() - begun
        for call in floor.customers[2:]:
            await call.hangup()
        cdrs = await web.cdrs(calls + 1, 40)
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs) == calls + 1
        assert await switch.empty() == []
        await _all_free(web)
        figure(f"switch frozen {frozen} s: noticed after", f"{noticed:.1f} s", "≤ 8 s", met=noticed <= 8)
        figure("switch frozen: a new call reaches an agent after", f"{again:.2f} s", "≤ 5 s", met=again <= 5)
