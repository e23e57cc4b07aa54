"""In the talk, on the real switch: what each of three people hears, what the recording holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from server.demo.ua import tone
from server.demo.ua.calls import Call
from tests.integration.core.test_calls import AGENT, CUSTOMER, desk, talking
from tests.support.company import SECRET, snapshot
from tests.support.flows import SURVEY
from tests.support.stack import Stack, Web, running

THIRD = 1320.0


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[tuple[Stack, Web]]:
    async with running(home, snapshot(agents=2)) as (made, web):
        yield made, web


async def silent_for(call: Call, hertz: float, seconds: float = 5.0) -> None:
    """Until that tone has not been heard for some tenths of a second. To send nothing at all is silence too: the meter
    then keeps what was heard last."""
    loop = asyncio.get_running_loop()
    packets, since = call.received.packets, loop.time()
    async with asyncio.timeout(seconds):
        while call.received.level(0.4) > 0.005 and call.received.tone(hertz) > 0.2:
            if call.received.packets != packets:
                packets, since = call.received.packets, loop.time()
            elif loop.time() - since > 0.4:
                return
            await asyncio.sleep(0.05)


async def heard_anew(call: Call, hertz: float, seconds: float = 5.0) -> None:
    """Until that tone is heard in audio that has come from now on."""
    blocks = len(call.received.levels) + 3  # the first may have begun before
    async with asyncio.timeout(seconds):
        while len(call.received.levels) < blocks:
            await asyncio.sleep(0.05)
    await call.wait_tone(hertz, seconds)


async def consulting(switch: Stack, web: Web):  # type: ignore[no-untyped-def]
    """A talk whose agent a1 has asked a2, who has answered."""
    _, call, leg = await talking(switch, web)
    await web.request("agent.state", agent="a1", state="busy", reason="test")
    two = await desk(switch, web, "a2", "8002")
    await web.request("call.consult", agent="a1", kind="agent", target="1002")
    ringing = await two.rings()
    await web.heard("agent.state", agent="a2", state="talking")  # no queue offers him anything
    await ringing.answer()
    ringing.speak(tone(THIRD, 1))
    await web.heard("call.consult", state="talking")
    return call, leg, ringing


async def test_a_consultation_is_not_heard_by_the_customer_and_then_all_three_talk(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    call, one, two = await consulting(switch, web)
    await one.wait_tone(THIRD, 5)
    await two.wait_tone(AGENT, 5)
    await silent_for(call, AGENT)
    await silent_for(call, THIRD)
    assert call.received.level(0.4) > 0.003  # music
    assert call.received.tone(AGENT) < 0.2
    assert call.received.tone(THIRD) < 0.2
    assert two.received.tone(CUSTOMER) < 0.2
    await web.request("call.consult_act", agent="a1", action="toggle")
    await one.wait_tone(CUSTOMER, 5)
    await call.wait_tone(AGENT, 5)
    await silent_for(two, AGENT)
    await web.request("call.consult_act", agent="a1", action="toggle")
    await one.wait_tone(THIRD, 5)
    await web.request("call.consult_act", agent="a1", action="merge")
    for person, heard in ((call, (AGENT, THIRD)), (one, (CUSTOMER, THIRD)), (two, (CUSTOMER, AGENT))):
        for hertz in heard:
            await person.wait_tone(hertz, 5, share=0.25)
    await web.request("call.conference_drop", agent="a1")
    assert (await two.wait_ended(5)).by == "remote"
    await call.wait_tone(AGENT, 5)
    await one.wait_tone(CUSTOMER, 5)
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert [(each["agent"], each["kind"]) for each in cdr["segments"]] == [
        ("a1", "talk"),
        ("a2", "consult"),
        ("a2", "guest"),
    ]
    assert cdr["consult_seconds"] > 0
    assert cdr["hold_seconds"] > 0
    await web.heard("agent.state", agent="a2", state="available", count=2)


async def test_the_agent_hangs_up_and_the_third_has_the_customer(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    call, one, two = await consulting(switch, web)
    await one.hangup()
    await two.wait_tone(CUSTOMER, 5)
    await call.wait_tone(THIRD, 5)
    await web.heard("agent.state", agent="a1", state="wrap_up")
    await two.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert (cdr["agent"], cdr["agents"], len(cdr["recordings"])) == ("a2", ["a1", "a2"], 1)


async def test_a_paused_recording_holds_silence(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    await asyncio.gather(leg.wait_tone(CUSTOMER, 5), call.wait_tone(AGENT, 5))
    await web.request("call.recording", agent="a1", action="pause")
    paused = await web.heard("recording.paused", paused=True)
    await asyncio.sleep(1.5)  # what is said in this time is not in the file
    await web.request("call.recording", agent="a1", action="resume")
    resumed = await web.heard("recording.paused", paused=False)
    await asyncio.sleep(0.5)
    await call.hangup()
    ready = await web.heard("recording.ready", kind="call")
    raw = switch.settings.recordings_dir / (ready.data["path"] + ".raw")
    samples = np.frombuffer(raw.read_bytes(), dtype="<i2").reshape(-1, 2).astype(float)
    begin = paused.at - ready.data["started"] + 0.3
    end = resumed.at - ready.data["started"] - 0.3
    within = samples[int(begin * 8000) : int(end * 8000)]
    assert len(within) > 4000
    assert abs(within).max() < 50
    assert abs(samples[: int((begin - 0.6) * 8000)]).max() > 1000
    assert len(samples) / 8000 == pytest.approx(ready.data["seconds"], abs=0.3)


async def test_keys_and_mute(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, _leg = await talking(switch, web)
    await web.request("call.digits", agent="a1", digits="42#")
    assert await call.wait_digits(3) == "42#"
    await heard_anew(call, AGENT)
    await web.request("call.mute", agent="a1", muted=True)
    await silent_for(call, AGENT)
    await web.request("call.mute", agent="a1", muted=False)
    await heard_anew(call, AGENT)
    await call.hangup()
    await web.cdrs(1)


async def test_a_consultation_is_found_again_after_a_kill(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    call, one, two = await consulting(switch, web)
    await one.wait_tone(THIRD, 5)
    await switch.kill_core()
    await switch.start_core()
    await web.connected()
    await web.heard("switch.state", up=True, count=2)
    view = await web.request("live.snapshot")
    (live,) = view["calls"]
    assert live["extra"]["consult"]["state"] == "talking"
    await one.wait_tone(THIRD, 5)
    await web.request("call.consult_act", agent="a1", action="cancel")
    await call.wait_tone(AGENT, 5)
    await one.wait_tone(CUSTOMER, 5)
    assert (await two.wait_ended(5)).by == "remote"
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert cdr["outcome"] == "answered"


async def test_the_customer_leaves_in_a_consultation(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    call, one, two = await consulting(switch, web)
    await call.hangup()
    await one.wait_ended(5)
    await two.wait_ended(5)
    await web.cdrs(1)
    view = await web.request("live.snapshot")
    assert view["calls"] == []


async def test_the_customer_rates_by_keys_after_the_agent_has_hung_up(home: Path) -> None:
    raw = snapshot(agents=1, survey={"mode": "auto", "flow": "rate"})
    raw["flows"].append({"id": "rate", "version": 1, "document": SURVEY})
    async with running(home, raw) as (switch, web):
        _, call, leg = await talking(switch, web)
        await leg.hangup()
        await web.heard("agent.state", agent="a1", state="wrap_up")
        await web.heard("survey.offered", via="keypad")
        await call.wait_audio(0.02, 10)
        await call.send_digits("1")
        rated = await web.heard("call.rated")
        assert (rated.data["score"], rated.data["agent"], rated.data["queue"]) == (3, "a1", "service")
        await call.wait_ended(15)
        (cdr,) = await web.cdrs(1)
        assert (cdr["outcome"], cdr["ended_by"]) == ("answered", "agent")


async def test_an_agent_logs_in_by_the_keys_of_his_phone(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    web.queries["staff"] = {"found": True, "number": "1002", "name": "坐席2"}
    phone = await switch.phone("8002")
    call = await phone.call(switch.number("*50"), user="8002", secret=SECRET)
    await call.wait_answered()
    await call.wait_audio(0.02, 10)
    await call.send_digits("1002#")
    await call.send_digits("2468#")
    await web.heard("agent.state", agent="a2", state="available")
    bound = await web.heard("agent.device", agent="a2")
    assert (bound.data["device"], bound.data["on"]) == ("8002", True)
    assert (await call.wait_ended(15)).by == "remote"
    pause = await phone.call(switch.number("*52"), user="8002", secret=SECRET)
    await web.heard("agent.state", agent="a2", state="break")
    await pause.wait_ended(15)
    assert "2468" not in switch.core_log()


async def test_a_queue_is_consulted_until_it_finds_a_colleague_who_then_has_the_customer(
    stack: tuple[Stack, Web],
) -> None:
    switch, web = stack
    _, call, one = await talking(switch, web)
    await web.request("agent.state", agent="a1", state="busy", reason="test")
    two = await desk(switch, web, "a2", "8002")
    await web.request("agent.state", agent="a2", state="busy", reason="test")
    await web.request("call.consult", agent="a1", kind="queue", target="second")
    await web.heard("call.consult", state="waiting")
    await silent_for(call, AGENT)
    await silent_for(one, CUSTOMER)
    assert min(call.received.level(0.4), one.received.level(0.4)) > 0.003  # music, for both
    await switch.kill_core()  # the enquiry keeps its place
    await switch.start_core()
    await web.connected()
    await web.heard("switch.state", up=True, count=2)
    await web.request("agent.state", agent="a2", state="available", reason="")
    ringing = await two.rings()
    offered = await web.heard("call.consult", state="offered")
    assert (offered.data["agent"], offered.data["queue"]) == ("a2", "second")
    await ringing.answer()
    ringing.speak(tone(THIRD, 1))
    await one.wait_tone(THIRD, 5)
    await ringing.wait_tone(AGENT, 5)
    assert call.received.tone(THIRD) < 0.2
    await web.request("call.consult_act", agent="a1", action="complete")
    assert (await one.wait_ended(5)).by == "remote"
    await call.wait_tone(THIRD, 5)
    await ringing.wait_tone(CUSTOMER, 5)
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert [(each["agent"], each["kind"], each["queue"]) for each in cdr["segments"]] == [
        ("a1", "talk", "service"),
        ("a2", "consult", "second"),
        ("a2", "talk", "second"),
    ]
