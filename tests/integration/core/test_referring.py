"""The transfer key of a hard phone (SIP REFER), on the real switch: who hears whom afterwards, who is free, what the
record says, and what becomes of it when the core dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from server.demo.ua import tone
from server.demo.ua.calls import Call
from tests.integration.core.test_calls import AGENT, CUSTOMER, Desk, desk, talking
from tests.integration.core.test_incall import THIRD, heard_anew
from tests.support.company import SECRET, snapshot
from tests.support.stack import Stack, Web, running


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[tuple[Stack, Web]]:
    async with running(home, snapshot(agents=2)) as (made, web):
        yield made, web


async def restarted(switch: Stack, web: Web) -> None:
    """kill -9 of the core, and the next one has taken the calls back."""
    await switch.kill_core()
    await switch.start_core()
    await web.connected()
    await web.heard("switch.state", up=True, count=2)


async def taken(call: Call, *desks: Desk) -> Call:
    """The first of these phones that rings is answered; it and the customer hear each other."""
    waiting = [asyncio.create_task(each.rings()) for each in desks]
    done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    leg = done.pop().result()
    await leg.answer()
    leg.speak(tone(THIRD, 1))
    await asyncio.gather(leg.wait_tone(CUSTOMER, 10), call.wait_tone(THIRD, 10))
    return leg


async def record_of(web: Web, leg: Call, call: Call) -> dict[str, Any]:
    """The second agent hangs up; the call's record."""
    await leg.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    return cdr


@pytest.mark.parametrize(("target", "kind"), [("1002", "agent"), ("8002", "device"), ("second", "queue")])
async def test_blind(stack: tuple[Stack, Web], target: str, kind: str) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    two = await desk(switch, web, "a2", "8002")
    assert await leg.refer(switch.number(target)) == 202
    assert (await leg.wait_ended(5)).by == "remote"
    await web.heard("call.transferred", by="a1", kind=kind, target=target)
    await web.heard("agent.state", agent="a1", state="wrap_up")
    second = await taken(call, two)
    cdr = await record_of(web, second, call)
    assert [(part["agent"], part["kind"], part["ended_by"]) for part in cdr["segments"]] == [
        ("a1", "talk", "agent"),
        ("a2", "talk", "agent"),
    ]
    assert [part["queue"] for part in cdr["segments"]] == ["service", "second" if kind == "queue" else "service"]
    assert (cdr["outcome"], len(cdr["recordings"])) == ("answered", 2)
    await web.heard("agent.state", agent="a1", state="available", count=2)
    await web.heard("agent.state", agent="a2", state="wrap_up")


async def test_a_target_that_is_none_is_told_to_the_phone_and_the_talk_goes_on(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    assert await leg.refer(switch.number("1002")) == 202  # nobody is logged in there
    await leg.wait_notified("603")
    await asyncio.gather(heard_anew(leg, CUSTOMER), heard_anew(call, AGENT))
    await leg.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert [(part["agent"], part["ended_by"]) for part in cdr["segments"]] == [("a1", "agent")]


async def test_the_core_dies_while_the_phone_of_a_blind_transfer_rings(stack: tuple[Stack, Web]) -> None:
    """The caller is back in his queue at his place, and reaches whoever is free first."""
    switch, web = stack
    two = await desk(switch, web, "a2", "8002")
    await web.request("agent.state", agent="a2", state="busy", reason="test")
    one, call, leg = await talking(switch, web)
    assert await leg.refer(switch.number("1002")) == 202
    ringing = await two.rings()
    await web.heard("call.transferred", by="a1", kind="agent", target="1002")
    await restarted(switch, web)
    assert (await ringing.wait_ended(10)).by == "remote"
    second = await taken(call, one, two)
    cdr = await record_of(web, second, call)
    assert [part["ended_by"] for part in cdr["segments"]] == ["agent", "agent"]
    queued = [item["data"]["entered"] for item in cdr["timeline"] if item["type"] == "call.queued"]
    assert len(queued) == 2
    assert queued[1] == pytest.approx(queued[0])


async def attended(switch: Stack, web: Web) -> tuple[Call, Call, Call, Call]:
    """(customer, first agent's leg with him, that agent's second leg, colleague): he has held the customer and dialled
    the colleague by himself, and both talk."""
    one, call, leg = await talking(switch, web)
    two = await desk(switch, web, "a2", "8002")
    await leg.hold(True)
    await web.heard("call.held", held=True)
    second = await one.phone.call(switch.number("1002"), user="8001", secret=SECRET)
    other = await two.rings()
    await other.answer()
    other.speak(tone(THIRD, 1))
    second.speak(tone(AGENT, 1))
    await second.wait_answered()
    await asyncio.gather(second.wait_tone(THIRD, 10), other.wait_tone(AGENT, 10))
    return call, leg, second, other


@pytest.mark.parametrize("killed", [False, True])
async def test_attended(stack: tuple[Stack, Web], killed: bool) -> None:
    """With `killed` the core dies as soon as both are together: they talk on, and each call has one record."""
    switch, web = stack
    call, leg, second, other = await attended(switch, web)
    dialog = second.dialog
    replaces = quote(f"{dialog.call_id};to-tag={dialog.remote.tag};from-tag={dialog.local.tag}", safe="")
    assert await leg.refer(f"{switch.number('1002')}?Replaces={replaces}") == 202
    await asyncio.gather(call.wait_tone(THIRD, 10), other.wait_tone(CUSTOMER, 10))
    for gone in (leg, second):
        assert (await gone.wait_ended(5)).by == "remote"
    if killed:
        await restarted(switch, web)
        await asyncio.gather(heard_anew(call, THIRD), heard_anew(other, CUSTOMER))
    await web.heard("agent.state", agent="a1", state="wrap_up")
    await web.heard("agent.state", agent="a2", state="talking")
    await other.hangup()
    await call.wait_ended(10)
    cdrs = {cdr["direction"]: cdr for cdr in await web.cdrs(2)}
    assert [(part["agent"], part["kind"]) for part in cdrs["inbound"]["segments"]] == [("a1", "talk"), ("a2", "talk")]
    assert cdrs["inbound"]["hold_seconds"] > 0
    assert cdrs["internal"]["outcome"] == "answered"
    assert len([item for item in web.news if item.type == "call.ended" and item.n]) == 2
    await web.heard("agent.state", agent="a2", state="wrap_up")
