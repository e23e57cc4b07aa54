"""Callers whom somebody takes or sends elsewhere, on the real switch: a colleague's pick-up code, and a supervisor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from server.demo.ua import tone
from server.demo.ua.calls import Call
from tests.integration.core.test_calls import AGENT, CUSTOMER, customer, desk, talking
from tests.integration.core.test_incall import THIRD, heard_anew, silent_for
from tests.integration.core.test_supervise import recording
from tests.support.company import SECRET, snapshot
from tests.support.stack import Stack, Web, running


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[tuple[Stack, Web]]:
    async with running(home, snapshot(agents=2)) as (made, web):
        yield made, web


async def meet(leg: Call, call: Call) -> None:
    leg.speak(tone(THIRD, 1))
    await asyncio.gather(leg.wait_tone(CUSTOMER, 10), call.wait_tone(THIRD, 10))


async def test_a_colleague_picks_up_what_rings_beside_him(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one, two = await desk(switch, web, "a1", "8001"), await desk(switch, web, "a2", "8002")
    await web.request("agent.state", agent="a2", state="busy", reason="test")
    call = await customer(switch)
    ringing = await one.rings()
    mine = await two.phone.call(switch.number("*8"), user="8002", secret=SECRET)
    await mine.wait_answered()
    await meet(mine, call)
    ended = await ringing.wait_ended(5)
    assert "elsewhere" in ended.reason.lower() or "26" in ended.reason, ended  # no missed call on that phone
    await web.heard("agent.state", agent="a2", state="talking")
    await web.heard("agent.state", agent="a1", state="available", count=2)
    await web.heard("call.offer_ended", agent="a1", result="answered_elsewhere")
    assert (await web.heard("call.left_queue", result="answered")).data["detail"] == "pickup"
    await asyncio.gather(heard_anew(mine, CUSTOMER), heard_anew(call, THIRD))
    await mine.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert [(part["agent"], part["queue"], part["ended_by"]) for part in cdr["segments"]] == [
        ("a2", "service", "agent")
    ]
    assert np.abs(await recording(switch, web, 1)).max(axis=0).min() > 1000
    await web.heard("agent.state", agent="a2", state="wrap_up")


async def test_where_nothing_rings_the_code_says_so(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    two = await desk(switch, web, "a2", "8002")
    mine = await two.phone.call(switch.number("*8"), user="8002", secret=SECRET)
    await mine.wait_audio(0.01, 10)
    assert (await mine.wait_ended(15)).by == "remote"
    assert [item for item in web.news if item.type == "call.started"] == []


async def moved(web: Web, kind: str, target: str) -> None:
    started = await web.heard("call.started")
    await web.request("call.move", call=started.call, kind=kind, target=target, supervisor="boss")
    await web.heard("supervision.act", supervisor="boss", act="move", kind=kind, target=target)


async def ends(web: Web, leg: Call, call: Call) -> list[tuple[str, str]]:
    """The agent hangs up; (agent, queue) of the talks in the call's record."""
    await leg.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert cdr["outcome"] == "answered"
    return [(part["agent"], part["queue"]) for part in cdr["segments"]]


async def test_a_supervisor_moves_a_caller_out_of_a_menu(stack: tuple[Stack, Web]) -> None:
    """Its prompt stops at once, and he reaches the agent."""
    switch, web = stack
    two = await desk(switch, web, "a2", "8002")
    call = await customer(switch, "1000")
    await call.wait_audio(0.02, 10)
    await moved(web, "agent", "1002")
    leg = await two.rings()
    await leg.answer()
    await meet(leg, call)
    assert [agent for agent, _ in await ends(web, leg, call)] == ["a2"]


async def test_a_supervisor_moves_a_waiting_caller_who_keeps_his_place(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    two = await desk(switch, web, "a2", "8002")
    await web.request("agent.state", agent="a2", state="busy", reason="test")
    call = await customer(switch)
    first = await web.heard("call.queued", queue="service")
    await call.wait_audio(0.003, 10)
    await moved(web, "queue", "second")
    second = await web.heard("call.queued", queue="second")
    assert second.data["entered"] == first.data["entered"]
    await call.wait_audio(0.003, 10)  # music again
    await web.request("agent.state", agent="a2", state="available", reason="")
    leg = await two.rings()
    await leg.answer()
    await meet(leg, call)
    assert await ends(web, leg, call) == [("a2", "second")]


async def test_a_supervisor_moves_a_caller_who_is_being_rung_for(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch)
    ringing = await one.rings()
    two = await desk(switch, web, "a2", "8002")
    await moved(web, "agent", "1002")
    assert (await ringing.wait_ended(5)).by == "remote"
    await web.heard("call.offer_ended", agent="a1", result="withdrawn")
    await web.heard("agent.state", agent="a1", state="available", count=2)
    leg = await two.rings()
    await leg.answer()
    await meet(leg, call)
    assert [agent for agent, _ in await ends(web, leg, call)] == ["a2"]


async def test_a_supervisor_moves_a_talk_to_another_queue(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    await web.request("agent.state", agent="a1", state="busy", reason="test")
    two = await desk(switch, web, "a2", "8002")
    await moved(web, "queue", "second")
    assert (await leg.wait_ended(5)).by == "remote"
    second = await two.rings()
    await silent_for(call, AGENT)
    await second.answer()
    await meet(second, call)
    assert await ends(web, second, call) == [("a1", "service"), ("a2", "second")]
