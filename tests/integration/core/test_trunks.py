"""Trunks on the real Asterisk: two carriers of the tests' own on loopback addresses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from server.demo.ua import CallFailed, tone
from server.demo.ua.calls import IncomingCall
from telephony.errors import HotlineError
from tests.support.carrier import PARTY, Carrier
from tests.support.company import snapshot
from tests.support.stack import Stack, Web, running

AGENT, CUSTOMER = 880.0, 440.0
MOBILE = "13911112222"
THIRD = {"id": "t3", "name": "t3", "host": "127.0.0.4:5999", "preference": 9}


@asynccontextmanager
async def company(
    home: Path, first: Carrier, *more: Carrier, changes: dict[str, Any] | None = None, **snap: Any
) -> AsyncIterator[tuple[Stack, Web, asyncio.Queue[IncomingCall]]]:
    """A company with these carriers as trunks; agent a1 is logged in at 8001, whose calls come into the queue."""
    carriers = (first, *more)
    for carrier in carriers:
        await carrier.open()
    trunks = [carrier.config(preference=place, **(changes or {})) for place, carrier in enumerate(carriers)]
    try:
        async with running(home, snapshot(agents=1) | {"trunks": trunks} | snap) as (stack, web):
            phone = await stack.phone("8001")
            rings: asyncio.Queue[IncomingCall] = asyncio.Queue()

            async def incoming(call: IncomingCall) -> None:
                call.ring()
                await call.answer()
                call.speak(tone(AGENT, 1))
                rings.put_nowait(call)

            phone.on_incoming = incoming
            await web.request("agent.login", agent="a1", device="8001")
            await web.heard("agent.state", agent="a1", state="available")
            yield stack, web, rings
    finally:
        for carrier in carriers:
            await carrier.stop()


async def test_the_second_carrier_takes_what_the_first_refuses(home: Path) -> None:
    """503 from the first: one call, one record, both attempts in it; the right numbers at each carrier."""
    first = Carrier("t1", "127.0.0.2", status=503)
    second = Carrier("t2", "127.0.0.3")
    changes = {"numbers": ["01062881234"], "format": {"shape": "e164"}, "caller_format": {"shape": "plus"}}
    async with company(home, first, second, changes=changes) as (_, web, rings):
        await web.request("call.dial", agent="a1", number="139-1111 2222")
        mine = await asyncio.wait_for(rings.get(), 15)
        await mine.wait_tone(PARTY, 15)
        (arrived,) = second.arrived
        await arrived.wait_tone(AGENT, 10)
        for call in (first.arrived[0], arrived):
            assert (call.to_user, call.caller_number) == ("8613911112222", "+861062881234")
        more = [first.config(qualify=30, codecs=["alaw"]), second.config(preference=1, **changes), THIRD]
        await web.request("config.put", snapshot=snapshot(agents=1) | {"version": 2, "trunks": more})
        await web.heard("trunk.state", trunk="t3")
        await mine.wait_tone(PARTY, 5)  # trunks were loaded anew under the call
        await arrived.wait_tone(AGENT, 5)
        await mine.hangup()
        (cdr,) = await web.cdrs(1)
        assert cdr["outcome"] == "answered"
        tried = [item["data"] for item in cdr["timeline"] if item["type"] == "call.trunk_tried"]
        results = [item["data"] for item in cdr["timeline"] if item["type"] == "call.trunk_result"]
        assert [item["trunk"] for item in tried] == ["t1", "t2"]
        assert [(item["trunk"], item["result"], item["next"]) for item in results] == [
            ("t1", "congestion", True),
            ("t2", "answered", False),
        ]
        with pytest.raises(HotlineError) as refused:
            await web.request("call.dial", agent="a1", number="0085212345678")
        assert refused.value.code == "outbound.international"
        assert "国际" in str(refused.value.details["message_zh"])
        told = await web.heard("outbound.refused", code="outbound.international")
        assert told.data["agent"] == "a1"
        assert len(second.arrived) == 1


async def test_a_trunk_registers_and_calls_go_both_ways(home: Path) -> None:
    """Its state is told, also that it is lost; a call from it is answered by its entry, with the caller's number."""
    carrier = Carrier("t1", "127.0.0.2", user="01062881234", secret="right-secret")
    entries = [{"number": "01062881234@t1", "flow": "straight", "name": {"zh": "线", "en": "line"}}]
    async with company(home, carrier, entries=entries) as (stack, web, rings):
        await asyncio.wait_for(carrier.registered.wait(), 15)
        await web.heard("trunk.state", trunk="t1", up=True, registration="registered")
        view = await web.request("live.snapshot")
        assert [(item["trunk"], item["up"]) for item in view["trunks"]] == [("t1", True)]
        call = await carrier.call(stack.number("62881234"), user="013800138000")
        await call.wait_answered(10)
        call.speak(tone(CUSTOMER, 1))
        mine = await asyncio.wait_for(rings.get(), 15)
        await mine.wait_tone(CUSTOMER, 15)
        await call.wait_tone(AGENT, 15)
        assert mine.caller_number == "13800138000"
        view = await web.request("live.snapshot")
        assert view["trunks"][0]["in_use"] == 1
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        assert (cdr["from_number"], cdr["entry"]) == ("13800138000", "01062881234@t1")


async def test_a_wrong_password_is_told(home: Path) -> None:
    carrier = Carrier("t1", "127.0.0.2", user="u", secret="right-secret")
    async with company(home, carrier, changes={"secret": "wrong-secret"}) as (_, web, _):
        await web.heard("trunk.state", trunk="t1", up=False, registration="rejected")
        with pytest.raises(HotlineError) as refused:
            await web.request("call.dial", agent="a1", number=MOBILE)
        assert refused.value.code == "outbound.trunks_down"


async def test_a_carrier_that_is_not_there_is_skipped(home: Path) -> None:
    """Nobody listens at the first one's address: the second is used at once, and the state says why."""
    gone = Carrier("t1", "127.0.0.2")
    second = Carrier("t2", "127.0.0.3")
    async with company(home, gone, second) as (_, web, rings):
        await gone.stop()
        await web.request("call.dial", agent="a1", number=MOBILE)
        mine = await asyncio.wait_for(rings.get(), 15)
        await mine.wait_tone(PARTY, 20)
        await mine.hangup()
        (cdr,) = await web.cdrs(1)
        results = [item["data"]["result"] for item in cdr["timeline"] if item["type"] == "call.trunk_result"]
        assert results[-1] == "answered"
        assert len(results) == 2


async def test_a_caller_on_the_black_list_is_rejected(home: Path) -> None:
    carrier = Carrier("t1", "127.0.0.2")
    entries = [{"number": "*", "flow": "straight", "name": {"zh": "线", "en": "line"}}]
    lists = ["b,i,r,0,+8613800138000", "b,i,m,0,0138*"]
    async with company(home, carrier, entries=entries, lists=lists) as (stack, web, rings):
        call = await carrier.call(stack.number("62881234"), user="013800138000")
        with pytest.raises(CallFailed):
            await call.wait_answered(10)
        (cdr,) = await web.cdrs(1)
        assert (cdr["outcome"], cdr["ended_by"], cdr["cause"]) == ("rejected", "system", "rejected")
        assert rings.empty()


async def test_the_emergency_message_is_heard_before_the_queue(home: Path) -> None:
    carrier = Carrier("t1", "127.0.0.2")
    entries = [{"number": "*", "flow": "straight", "name": {"zh": "线", "en": "line"}}]
    text = {"zh": "由于管网抢修，今日部分小区停止供热。", "en": "Heating is interrupted today."}
    message = {"id": "m1", "scope": "company", "text": text, "mode": "before", "until": None}
    async with company(home, carrier, entries=entries, announcements=[message]) as (stack, web, rings):
        call = await carrier.call(stack.number("62881234"), user="13800138000")
        await call.wait_answered(10)
        await call.wait_audio(0.02, 10)
        assert rings.empty()
        heard = await web.heard("call.announced", announcement="m1")
        assert heard.data["mode"] == "before"
        mine = await asyncio.wait_for(rings.get(), 30)
        assert [item.type for item in web.news if item.type in {"call.announced", "call.queued"}] == [
            "call.announced",
            "call.queued",
        ]
        call.speak(tone(CUSTOMER, 1))
        await mine.wait_tone(CUSTOMER, 20)
        await mine.hangup()
        await web.cdrs(1)
