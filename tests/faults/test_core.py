"""The controller dies, doubles, or is not there: calls go on, nobody is stuck, every call keeps its one record."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from server.switch import render_switch
from server.watchdog import Watchdog
from tests.support.company import snapshot
from tests.support.floor import AGENT, CUSTOMER, Floor
from tests.support.stack import Web, running

TALKS = 20


async def test_kill_9_under_live_calls_loses_no_call_no_record_and_no_agent(home: Path) -> None:
    async with running(home, snapshot(agents=TALKS)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(TALKS)
        for _ in range(TALKS):
            await floor.call()
        await floor.talking(TALKS)
        waiting = [await floor.call() for _ in range(3)]
        in_menu = await floor.call("1000")
        await web.heard("call.queued", count=TALKS + 3)
        await web.heard("call.started", count=TALKS + 4)
        places = {item.call: item.data["entered"] for item in web.news if item.type == "call.queued"}
        order = sorted(places, key=lambda call: places[call])

        await stack.kill_core()
        await floor.customers[0].hangup()  # these two leave while nobody is listening
        await waiting[0].hangup()
        await floor.customers[0].wait_ended(10)
        await stack.start_core()
        await web.connected()
        await web.heard("switch.state", count=2, up=True)

        view = await web.request("live.snapshot")
        stages = sorted(call["stage"] for call in view["calls"])
        taken = stages.count("talking") - (TALKS - 1)
        assert taken in (0, 1), "the agent whose customer left may have the next one by now"
        assert stages == sorted(["talking"] * (TALKS - 1 + taken) + ["queue"] * (2 - taken) + ["ivr"])
        for leg in floor.answered[1:]:
            await leg.wait_tone(CUSTOMER, 10)
        for call in floor.customers[1:TALKS]:
            await call.wait_tone(AGENT, 10)

        # those who wait are served in the order in which they came
        await floor.answered[5].hangup()
        await floor.one_ends(floor.customers[1:TALKS])  # whichever of them talked with this agent
        first = await web.heard("call.left_queue", result="answered", count=TALKS + 1)
        assert first.call == order[TALKS + 1]
        await web.heard("call.connected", count=TALKS + 1)

        for leg in list(floor.answered):
            await leg.hangup()
        for call in (*waiting[1:], in_menu):
            await call.hangup()
        for leg in list(floor.answered):
            await leg.hangup()
        cdrs = await web.cdrs(TALKS + 4, 40)
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs) == TALKS + 4
        assert sum(cdr["outcome"] == "answered" for cdr in cdrs) >= TALKS + 1
        recorded = {recording["recording"] for cdr in cdrs for recording in cdr["recordings"]}
        ready = await web.until(lambda news: _ready(news) if len(_ready(news)) >= len(recorded) else None)
        assert ready == recorded
        sizes = [
            (stack.settings.recordings_dir / f"{item.data['path']}.raw").stat().st_size
            for item in web.news
            if item.type == "recording.ready"
        ]
        assert min(sizes) > 0
        assert sum(size > 8000 for size in sizes) >= TALKS
        numbers = [item.n for item in web.news if item.n]
        assert numbers == sorted(set(numbers))
        await _all_free(web, TALKS)


def _ready(news) -> set[str]:  # type: ignore[no-untyped-def]
    return {item.data["recording"] for item in news if item.type == "recording.ready"}


async def _all_free(web: Web, agents: int) -> None:
    async with asyncio.timeout(20):
        while True:
            view = await web.request("live.snapshot")
            if [agent["state"] for agent in view["agents"]] == ["available"] * agents and not view["calls"]:
                return
            await asyncio.sleep(0.2)


async def test_a_second_core_takes_over_and_the_first_leaves(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(1)
        await floor.call()
        await floor.talking(1)
        first = stack.core
        assert first is not None
        await stack.start_core()
        assert await asyncio.wait_for(first.wait(), 20) == 3
        await web.connected()
        await floor.answered[0].wait_tone(CUSTOMER, 10)


async def test_without_a_core_callers_reach_a_phone_and_get_their_record_later(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(1)
        await stack.kill_core()
        await asyncio.sleep(0.3)  # the switch notices the closed socket
        await floor.call("1000")
        await floor.talking(1)
        await floor.customers[0].hangup()
        await floor.customers[0].wait_ended(10)
        await stack.start_core()
        await web.connected()
        (cdr,) = await web.cdrs(1, 30)
        assert (cdr["entry"], cdr["from_number"], cdr["recovered"]) == ("fallback", "13800138000", True)


async def test_callers_in_a_menu_are_handed_to_the_fallback_when_no_core_comes_back(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(1)
        caller = await floor.call("1000")
        await caller.wait_audio(0.02, 10)
        await stack.kill_core()
        watchdog = asyncio.create_task(Watchdog(render_switch(stack.settings), patience=1.0, every=0.2).run())
        await floor.talking(1)
        watchdog.cancel()
        await caller.hangup()
        await caller.wait_ended(10)
        await stack.start_core()
        await web.connected()
        (cdr,) = await web.cdrs(1, 30)
        assert cdr["recovered"] is True


async def test_core_runs_without_web_and_web_learns_everything_later(home: Path) -> None:
    async with running(home, snapshot(agents=1)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(1)
        await web.close()
        await floor.call()
        await floor.talking(1)
        await floor.customers[0].hangup()
        await floor.customers[0].wait_ended(10)
        later = Web(stack.settings.core_socket)
        (cdr,) = await later.cdrs(1)
        assert cdr["outcome"] == "answered"
        await later.close()


@pytest.mark.parametrize("kill", [True, False])
async def test_a_dead_switch_ends_its_calls_with_a_record_and_frees_the_agents(home: Path, kill: bool) -> None:
    async with running(home, snapshot(agents=2)) as (stack, web):
        floor = Floor(stack, web)
        await floor.staff(2)
        for _ in range(2):
            await floor.call()
        await floor.talking(2)
        assert stack.asterisk is not None
        if kill:
            assert stack.asterisk.pid is not None
            os.kill(stack.asterisk.pid, signal.SIGKILL)
            await stack.asterisk.wait()
        else:
            await stack.asterisk.stop()
        await web.heard("switch.state", up=False)
        await stack.start_switch()
        await web.heard("switch.state", up=True, count=2)
        cdrs = await web.cdrs(2, 30)
        assert {cdr["outcome"] for cdr in cdrs} == {"answered"}
        view = await web.request("live.snapshot")
        assert view["calls"] == []
        assert not [agent for agent in view["agents"] if agent["state"] in {"talking", "ringing", "reserved"}]
