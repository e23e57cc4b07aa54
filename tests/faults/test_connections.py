"""The lines between core and switch are cut, or one end stops reading: afterwards both agree again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.switch import render_switch
from server.watchdog import Watchdog
from tests.faults.conftest import Size
from tests.integration.core.test_flows import company, dial, flow, prompt_of
from tests.integration.core.test_incall import heard_anew
from tests.support.cable import Cable
from tests.support.company import snapshot
from tests.support.figures import figure
from tests.support.floor import Floor
from tests.support.stack import Stack, Web, running
from tests.support.switch_view import SwitchView

AGENTS = 6


async def _up(web: Web, times: int) -> None:
    await web.heard("switch.state", count=times, up=True)


@contextlib.asynccontextmanager
async def _cables(stack: Stack, web: Web) -> AsyncIterator[tuple[Cable, Cable]]:
    """The lines to AMI and ARI of a core that is started anew on them; it has connected for the second time then."""
    ami, ari = Cable(stack.settings.ami_port), Cable(stack.settings.switch_http_port)
    await ami.start()
    await ari.start()
    stack.core_variables = {"HOTLINE_AMI_PORT": str(ami.port), "HOTLINE_SWITCH_HTTP_PORT": str(ari.port)}
    await stack.kill_core()
    await stack.start_core()
    await web.connected()
    await _up(web, 2)
    yield ami, ari
    await ami.close()
    await ari.close()


async def test_lines_cut_again_and_again_leave_no_difference(home: Path, size: Size) -> None:
    """While calls come and go, ARI's and AMI's line are cut in turn; then core and switch know the same calls."""
    cuts = size.of(100, 6)
    async with running(home, snapshot(agents=AGENTS)) as (stack, web), _cables(stack, web) as (ami, ari):
        floor = Floor(stack, web)
        await floor.staff(AGENTS)
        switch = SwitchView(stack)
        differences = 0
        for turn in range(cuts):
            calls = [await floor.call() for _ in range(2)]
            await floor.talking(2 * (turn + 1))
            (ari if turn % 2 else ami).cut()
            await calls[0].hangup()  # while the line is broken
            await _up(web, turn + 3)
            differences += (await switch.settled(web)).count
            await calls[1].hangup()
            await web.cdrs(2 * (turn + 1))
        cdrs = await web.cdrs(2 * cuts)
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs) == 2 * cuts
        assert await switch.empty() == []
        await _all_free(web)
        figure(f"ARI and AMI cut × {cuts}: differences after resync", differences, "0", met=differences == 0)


LONG, NEXT = 700.0, 1300.0


@pytest.mark.parametrize("fault", ["ARI cut", "AMI cut", "core killed"])
async def test_a_prompt_that_plays_in_a_fault_is_heard_on_and_still_stops_at_a_key(home: Path, fault: str) -> None:
    """After the core's death it begins anew; what the dead one was playing does not hold the caller up."""
    menu = flow(
        {
            "top": {"kind": "menu", "say": {"prompt": "long"}, "keys": {"1": "next"}, "wait": 30, "on_fail": "bye"},
            "next": {"kind": "play", "say": {"prompt": "next"}, "next": "bye"},
            "bye": {"kind": "hangup"},
        }
    )
    prompts = [
        {"id": "long", "files": {"zh": prompt_of(home, LONG, 40)}},
        {"id": "next", "files": {"zh": prompt_of(home, NEXT)}},
    ]
    async with running(home, company((1, menu), prompts=prompts)) as (stack, web), _cables(stack, web) as (ami, ari):
        call = await dial(stack)
        await call.wait_tone(LONG, 10)
        if fault == "core killed":
            await stack.kill_core()
            await stack.start_core()
            await web.connected()
        else:
            (ari if fault == "ARI cut" else ami).cut()
        await _up(web, 3)
        await heard_anew(call, LONG)
        pressed = time.monotonic()
        await call.send_digits("1")
        await call.wait_tone(NEXT, 20)
        seconds = round(time.monotonic() - pressed, 1)
        figure(f"{fault} in a prompt: seconds from a key to the next prompt", seconds, "< 3", met=seconds < 3)
        assert (await call.wait_ended(10)).by == "remote"
        (cdr,) = await web.cdrs(1)
        path = [item["data"]["node"] for item in cdr["timeline"] if item["type"] == "call.node"]
        assert path == ["top", "next", "bye"]


async def test_a_reader_that_stood_still_finds_the_truth(home: Path, size: Size) -> None:
    """The core is stopped (SIGSTOP) under load, and goes on: no call that it believes in is gone, no leg is left."""
    seconds, rate = size.of(30, 5), size.of(4, 2)
    async with running(home, snapshot(agents=AGENTS, wrap_up=0.0)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(AGENTS)
        watchdog = asyncio.create_task(Watchdog(render_switch(stack.settings)).run())
        before = [await floor.call() for _ in range(4)]
        await floor.talking(4)
        assert stack.core is not None
        os.kill(stack.core.pid, signal.SIGSTOP)
        arriving = asyncio.create_task(_arrivals(stack, seconds * rate, 1 / rate))
        await before[0].hangup()
        await before[1].hangup()
        await arriving
        os.kill(stack.core.pid, signal.SIGCONT)
        switch = SwitchView(stack)
        difference = await switch.settled(web, 30)
        figure(f"reader stopped {seconds} s: ghosts after resync", difference.count, "0", met=difference.count == 0)
        for call in before[2:]:
            await call.hangup()
        assert await switch.empty(40) == []
        await _all_free(web)
        watchdog.cancel()
        answered = len(floor.answered)
        fresh = await floor.call()
        await floor.talking(answered + 1)
        await fresh.hangup()


async def _arrivals(stack: Stack, count: int, pause: float) -> None:
    """Callers who come, wait a little and leave, while nobody is listening."""
    phone = await stack.phone()

    async def one(number: int) -> None:
        call = await phone.call(stack.number("1001"), user=f"1390013{8000 + number}")
        try:
            async with asyncio.timeout(1.5):
                await call.wait_ended(1.5)
        except TimeoutError:
            await call.hangup()

    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(one(number)))
        await asyncio.sleep(pause)
    await asyncio.gather(*tasks)


async def _all_free(web: Web, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while True:
            view = await web.request("live.snapshot")
            if not view["calls"] and {agent["state"] for agent in view["agents"]} == {"available"}:
                return
            await asyncio.sleep(0.1)
