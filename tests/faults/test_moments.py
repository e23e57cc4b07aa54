"""Callers and agents act at the worst moment: every moment is tried, nobody is stuck and nobody has two owners."""

from __future__ import annotations

import asyncio
from pathlib import Path

from server.demo.ua import CallFailed, UserAgent
from server.demo.ua.calls import IncomingCall
from tests.faults.conftest import Size
from tests.faults.test_connections import _all_free
from tests.support.company import snapshot
from tests.support.figures import figure
from tests.support.stack import Stack, Web, running
from tests.support.switch_view import SwitchView

SIDE_BY_SIDE = 10


async def _phones(stack: Stack, web: Web, agents: int) -> UserAgent:
    devices = [str(8000 + k) for k in range(1, agents + 1)]
    phone = await stack.phone(*devices)
    for k, device in enumerate(devices, 1):
        await web.request("agent.login", agent=f"a{k}", device=device)
    for k in range(1, agents + 1):
        await web.heard("agent.state", agent=f"a{k}", state="available")
    return phone


async def test_a_caller_who_leaves_while_the_agent_rings_leaves_nothing_behind(home: Path, size: Size) -> None:
    """Hang-ups at every moment from 0 to 3 s after dialling, in steps of 50 ms (short form: 300 ms)."""
    step = size.of(50, 300) / 1000
    moments = [step * n for n in range(int(3 / step) + 1)]
    async with running(home, snapshot(agents=SIDE_BY_SIDE, wrap_up=0.0)) as (stack, web):
        phone = await _phones(stack, web, SIDE_BY_SIDE)
        ringing: list[IncomingCall] = []

        async def ring(call: IncomingCall) -> None:
            call.ring()
            ringing.append(call)

        phone.on_incoming = ring
        customer = await stack.phone()
        switch = SwitchView(stack)

        async def one(number: int, moment: float) -> None:
            call = await customer.call(stack.number("1001"), user=f"1380013{8000 + number}")
            await asyncio.sleep(moment)
            await call.hangup()
            await call.wait_ended(10)

        for first in range(0, len(moments), SIDE_BY_SIDE):
            batch = moments[first : first + SIDE_BY_SIDE]
            await asyncio.gather(*(one(first + k, moment) for k, moment in enumerate(batch)))
            await _all_free(web)
        assert ringing  # some phones did ring
        left = await switch.empty(10)
        cdrs = await web.cdrs(1)
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs)
        assert not phone.calls
        figure(f"caller leaves at {len(moments)} moments of 0–3 s: zombie legs", len(left), "0", met=not left)


async def test_an_answer_at_the_ring_timeout_has_one_owner(home: Path, size: Size) -> None:
    """The phone answers at the ring timeout ± 50 ms: the caller talks to exactly one agent, or goes on waiting."""
    timeout, step = 2.0, size.of(5, 25)
    moments = [timeout + offset / 1000 for offset in range(-50, 51, step)]
    async with running(home, snapshot(agents=1, ring_timeout=timeout, wrap_up=0.0, no_answer_penalty=0.5)) as (
        stack,
        web,
    ):
        phone = await _phones(stack, web, 1)
        wait = [0.0]

        async def late(call: IncomingCall) -> None:
            call.ring()
            await asyncio.sleep(wait[0])
            wait[0] = 0.1  # the next time he is there
            try:
                await call.answer()
            except CallFailed:
                return  # cancelled a moment before

        phone.on_incoming = late
        customer = await stack.phone()
        switch = SwitchView(stack)
        owners = []
        for turn, moment in enumerate(moments):
            wait[0] = moment
            call = await customer.call(stack.number("1001"), user="13800138000")
            await call.wait_answered()
            connected = await web.heard("call.connected", count=turn + 1)
            difference = await switch.settled(web)
            assert difference.count == 0, difference
            owners.append(sum(item.type == "call.connected" and item.call == connected.call for item in web.news))
            assert len(await switch.channels()) == 2
            await call.hangup()
            (await web.cdrs(turn + 1))
            await _all_free(web)
        assert await switch.empty() == []
        once = sum(count == 1 for count in owners)
        figure(
            f"answer at the ring timeout ± 50 ms, {len(moments)} moments: one owner",
            f"{once}/{len(moments)}", "all", met=once == len(moments),
        )  # fmt: skip


async def test_without_a_core_every_caller_reaches_the_switchs_own_queue(home: Path, size: Size) -> None:
    calls, agents = size.of(100, 8), 10
    async with running(home, snapshot(agents=agents)) as (stack, web):
        phone = await _phones(stack, web, agents)
        reached = 0

        async def take(call: IncomingCall) -> None:
            nonlocal reached
            call.ring()
            try:
                await call.answer()
                reached += 1
                await asyncio.sleep(0.2)
                await call.hangup()
            except CallFailed:
                return  # another phone was quicker

        phone.on_incoming = take
        await stack.kill_core()
        switch = SwitchView(stack)
        async with asyncio.timeout(10):
            while "hotline" in await switch.applications():
                await asyncio.sleep(0.02)
        customer = await stack.phone()

        async def one(number: int) -> bool:
            call = await customer.call(stack.number("1000"), user=f"1380013{8000 + number}")
            await call.wait_answered()
            await call.wait_ended(60)
            return True

        served = 0
        for first in range(0, calls, agents):
            served += sum(await asyncio.gather(*(one(first + k) for k in range(min(agents, calls - first)))))
        await stack.start_core()
        await web.connected()
        cdrs = await web.cdrs(calls, 60)
        assert {cdr["entry"] for cdr in cdrs} == {"fallback"}
        assert len({cdr["call"] for cdr in cdrs}) == len(cdrs) == calls
        met = served == calls and reached >= calls
        figure(f"no controller: callers of {calls} who reached an agent", reached, str(calls), met=met)
