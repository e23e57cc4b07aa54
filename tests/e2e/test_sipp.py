"""A customer who is sipp: another SIP stack reaches an agent's hard phone through the menu."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.demo.ua import IncomingCall, UserAgent, tone
from tests.e2e import sipp
from tests.e2e.company import PHONE_SECRET, Company
from tests.e2e.sipp import Pause, Play

pytestmark = pytest.mark.sipp

# The recordings carry the time stamps of one stream: a key recorded earlier than the one before would be an old packet.
CHINESE = [Play("dtmf_2833_1"), Pause(2.0)]
TO_AN_AGENT = [Play("dtmf_2833_0"), Pause(2.0)]
TALK = [Play("g711a"), Pause(8.5)]


async def test_sipp_presses_its_way_to_an_agent_who_hears_it(
    company: Company, phone: UserAgent, tmp_path: Path
) -> None:
    agent, extension, number = await company.agent(), await company.extension(), company.customer_number()
    answered: asyncio.Future[IncomingCall] = asyncio.get_running_loop().create_future()

    async def answer(call: IncomingCall) -> None:
        call.ring()
        await call.answer()
        call.speak(tone(880, 1))
        answered.set_result(call)

    phone.on_incoming = answer
    await phone.register(extension, PHONE_SECRET, company.hotline.registrar)
    async with await company.log_in(agent) as own:
        await own.send("POST", "/agent/session", {"extension": extension})
        await company.state_of(agent, "available")
        steps = [Pause(1.0), *CHINESE, *TO_AN_AGENT, *TALK, *TALK]
        calling = asyncio.create_task(sipp.customer(company.hotline, tmp_path, number, steps))
        await asyncio.wait({answered, calling}, timeout=40, return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            pytest.fail(f"no agent was called; sipp: {await calling}; {await company.call_of(number)}")
        leg = answered.result()
        assert leg.caller_number == number
        await leg.wait_audio(0.02, 20)
        assert await calling == 0
        assert (await leg.wait_ended(10)).by == "remote"
    record = await company.call_of(number)
    assert (record["outcome"], record["ended_by"], record["language"]) == ("answered", "caller", "zh")
    offered = [step for step in record["timeline"] if step["type"] == "call.offered"]
    assert [step["data"]["agent"] for step in offered] == [agent.id]
