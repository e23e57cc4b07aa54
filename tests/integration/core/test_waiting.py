"""Around the queue with real phones: who rings and stops, what is heard by whom, who is called back, who is sent on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.demo.ua import UserAgent, tone
from server.demo.ua.calls import IncomingCall
from tests.integration.core.test_calls import AGENT, CUSTOMER, customer, desk
from tests.support.company import snapshot
from tests.support.stack import running


async def test_the_first_of_two_phones_has_the_caller_and_the_other_stops_with_cause_26(home: Path) -> None:
    async with running(home, snapshot(agents=2, strategy="ring_all")) as (stack, web):
        one, two = await desk(stack, web, "a1", "8001"), await desk(stack, web, "a2", "8002")
        call = await customer(stack)
        first, second = await one.rings(), await two.rings()
        await second.answer()
        second.speak(tone(AGENT, 1))
        ended = await first.wait_ended(5)
        assert "elsewhere" in ended.reason.lower() or "26" in ended.reason, ended
        await second.wait_tone(CUSTOMER, 10)
        await call.wait_tone(AGENT, 10)
        await web.heard("screen_pop_withdrawn", agent="a1", result="answered_elsewhere")
        await web.heard("agent.state", agent="a1", state="available", count=2)
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        assert cdr["agents"] == ["a2"]
        # and once more: the caller leaves while both ring
        await web.heard("agent.state", agent="a2", state="available", count=2)
        again = await customer(stack)
        legs = await one.rings(), await two.rings()
        await again.hangup()
        for leg in legs:
            assert (await leg.wait_ended(5)).by == "remote"
        assert (await web.cdrs(2))[1]["outcome"] == "abandoned"
        view = await web.request("live.snapshot")
        assert view["calls"] == []
        assert stack.asterisk is not None
        for agent in ("a1", "a2"):
            await web.heard("agent.state", agent=agent, state="available", count=3)


async def test_the_place_is_told_and_the_agent_hears_his_whisper_while_the_caller_hears_music(home: Path) -> None:
    rules = {"first": 1.0, "whisper": True, "whisper_text": {"zh": "这是一个很长的坐席提示，请注意接听。", "en": "Hi"}}
    async with running(home, snapshot(agents=1, announcements=rules, announce_every=60.0)) as (stack, web):
        call = await customer(stack)
        await web.heard("call.queued")
        await call.wait_audio(0.005, 10)
        one = await desk(stack, web, "a1", "8001")
        leg = await one.rings()
        await leg.answer()
        leg.speak(tone(AGENT, 1))
        await leg.wait_audio(0.01, 10)  # the whisper: nobody is in the room with him yet
        assert not [item for item in web.news if item.type == "call.connected"]
        assert leg.received.tone(CUSTOMER) < 0.2
        assert call.received.tone(AGENT) < 0.2
        assert call.received.level(0.5) > 0.003  # music, or the announcement
        await web.heard("call.connected", agent="a1")
        await leg.wait_tone(CUSTOMER, 10)
        await call.wait_tone(AGENT, 10)
        await call.hangup()
        await web.cdrs(1)


class Outside:
    """The world behind the trunk."""

    def __init__(self) -> None:
        self.phone = UserAgent()
        self.rung: asyncio.Queue[IncomingCall] = asyncio.Queue()

    async def start(self) -> dict[str, Any]:
        """→ the trunk that leads here."""

        async def ring(call: IncomingCall) -> None:
            call.ring()
            self.rung.put_nowait(call)

        self.phone.on_incoming = ring
        await self.phone.start()
        port = self.phone.address[1]
        numbers = ["01088888888"]
        return {"id": "line", "name": "line", "host": f"127.0.0.1:{port}", "qualify": 0, "numbers": numbers}


async def test_a_caller_presses_a_key_and_is_called_back_when_an_agent_is_free(home: Path) -> None:
    outside = Outside()
    config = snapshot(agents=1, keys={"1": {"action": "callback"}}, announcements={"whisper": True})
    config |= {"trunks": [await outside.start()]}
    async with running(home, config) as (stack, web):
        call = await customer(stack)
        await web.heard("call.queued")
        await call.wait_audio(0.005, 10)
        await call.send_digits("1")
        await asyncio.sleep(1)
        await call.send_digits("1")
        asked = await web.heard("callback.requested", number="+8613800138000", source="key")
        assert (await call.wait_ended(40)).by == "remote"
        await stack.kill_core()
        await stack.start_core()
        await web.connected()
        one = await desk(stack, web, "a1", "8001")
        leg = await one.rings()
        assert outside.rung.empty()
        await leg.answer()
        await leg.wait_audio(0.005, 10)  # "a callback"
        assert outside.rung.empty()
        leg.speak(tone(AGENT, 1))
        rung = await asyncio.wait_for(outside.rung.get(), 10)
        assert rung.to_user.endswith("13800138000")
        await rung.answer()
        rung.speak(tone(CUSTOMER, 1))
        await leg.wait_tone(CUSTOMER, 10)
        await rung.wait_tone(AGENT, 10)
        await rung.hangup()
        done = await web.heard("callback.ended", result="done", agent="a1")
        assert done.data["callback"] == asked.data["callback"]
        records = {cdr["call"]: cdr for cdr in await web.cdrs(2)}  # one may come again after the crash
        assert [(cdr["direction"], cdr["outcome"]) for cdr in records.values()] == [
            ("inbound", "overflow"),
            ("outbound", "answered"),
        ]
    await outside.phone.stop()


async def test_limits_send_a_caller_to_another_queue_and_then_to_a_message(home: Path) -> None:
    config = snapshot(agents=1, overflow=[{"when": "no_agents", "action": "queue", "target": "second"}])
    config["queues"][1] |= {"overflow": [{"when": "max_wait", "action": "voicemail", "over": 3.0}]}
    config["agents"][0]["queues"] = [{"queue": "second"}]
    async with running(home, config) as (stack, web):
        call = await customer(stack)
        first = await web.heard("call.queued", queue="service")
        second = await web.heard("call.queued", queue="second")
        assert second.data["entered"] == first.data["entered"]
        await web.heard("voicemail.started", box="second")
        await asyncio.sleep(2)
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        assert cdr["outcome"] == "voicemail"
        moves = [item["data"] for item in cdr["timeline"] if item["type"] == "call.left_queue"]
        assert [(move["detail"], move["action"]) for move in moves] == [
            ("no_agents", "queue"),
            ("max_wait", "voicemail"),
        ]
