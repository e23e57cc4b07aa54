"""Calls of real phones through a real Asterisk and core: what each person hears, and what is recorded of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from server.demo.ua import UserAgent, tone
from server.demo.ua.calls import IncomingCall
from tests.support.company import SECRET, snapshot
from tests.support.stack import Stack, Web, running

CUSTOMER, AGENT = 440.0, 880.0


class Desk:
    """An agent's phone that answers when told to."""

    def __init__(self, phone: UserAgent) -> None:
        self.phone = phone
        self.ringing: asyncio.Queue[IncomingCall] = asyncio.Queue()
        phone.on_incoming = self._incoming

    async def _incoming(self, call: IncomingCall) -> None:
        call.ring()
        self.ringing.put_nowait(call)

    async def rings(self, seconds: float = 15) -> IncomingCall:
        return await asyncio.wait_for(self.ringing.get(), seconds)

    async def answers(self) -> IncomingCall:
        call = await self.rings()
        await call.answer()
        call.speak(tone(AGENT, 1))
        return call


@pytest.fixture
async def stack(home: Path) -> AsyncIterator[tuple[Stack, Web]]:
    async with running(home, snapshot(agents=2)) as (made, web):
        yield made, web


async def desk(stack: Stack, web: Web, agent: str, device: str) -> Desk:
    made = Desk(await stack.phone(device))
    await web.request("agent.login", agent=agent, device=device)
    await web.heard("agent.state", agent=agent, state="available")
    return made


async def customer(stack: Stack, dialled: str = "1001", number: str = "13800138000", name: str = "李四"):  # type: ignore[no-untyped-def]
    phone = await stack.phone()
    call = await phone.call(stack.number(dialled), user=number, from_name=name)
    await call.wait_answered()
    call.speak(tone(CUSTOMER, 1))
    return call


async def talking(stack: Stack, web: Web):  # type: ignore[no-untyped-def]
    one = await desk(stack, web, "a1", "8001")
    call = await customer(stack)
    leg = await one.answers()
    await leg.wait_tone(CUSTOMER, 20)
    await call.wait_tone(AGENT, 20)
    return one, call, leg


async def test_a_caller_reaches_an_agent_by_the_menu_and_everything_is_kept(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    web.customers["13800138000"] = {"known": True, "customer": "42", "name": "王小明", "region": {"zh": "北京市"}}
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch, "1000")
    await call.wait_audio(0.02, 10)
    await call.send_digits("1")
    leg = await one.rings()
    pop = await web.heard("screen_pop", agent="a1")
    assert leg.remote.uri.user == "13800138000"
    assert pop.data["card"]["name"] == "王小明"
    assert [(step["node"], step["result"]) for step in pop.data["path"]] == [("top", "1"), ("agent", "service")]
    await leg.answer()
    leg.speak(tone(AGENT, 1))
    await leg.wait_tone(CUSTOMER, 20)
    await call.wait_tone(AGENT, 20)
    await leg.hangup()
    assert (await call.wait_ended(10)).by == "remote"
    (cdr,) = await web.cdrs(1)
    assert cdr["outcome"] == "answered"
    assert (cdr["ended_by"], cdr["cause"], cdr["agent"], cdr["customer"]) == ("agent", "normal", "a1", "42")
    kinds = [item["type"] for item in cdr["timeline"]]
    for kind in ("call.started", "call.node", "call.queued", "call.offered", "call.offer_ended", "call.connected"):
        assert kind in kinds
    assert kinds.index("call.offered") < kinds.index("call.connected") < kinds.index("call.segment_ended")
    offered = next(item for item in cdr["timeline"] if item["type"] == "call.offered")
    assert offered["data"]["popped"] is True
    await web.heard("agent.state", agent="a1", state="wrap_up")
    await web.heard("agent.state", agent="a1", state="available", count=2)


async def test_the_recording_has_the_customer_left_and_the_agent_right(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    await asyncio.gather(leg.wait_tone(CUSTOMER, 5), call.wait_tone(AGENT, 5))
    await call.hangup()
    ready = await web.heard("recording.ready", kind="call")
    raw = switch.settings.recordings_dir / (ready.data["path"] + ".raw")
    samples = np.frombuffer(raw.read_bytes(), dtype="<i2").reshape(-1, 2).astype(float)
    assert dominant(samples[:, 0]) == pytest.approx(CUSTOMER, abs=5)
    assert dominant(samples[:, 1]) == pytest.approx(AGENT, abs=5)
    (cdr,) = await web.cdrs(1)
    assert cdr["ended_by"] == "caller"
    assert cdr["talk_seconds"] == pytest.approx(len(samples) / 8000, abs=0.7)


def dominant(samples: np.ndarray) -> float:
    """The strongest frequency in Hz of 8 kHz samples."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.fft.rfftfreq(len(samples), 1 / 8000)[int(spectrum.argmax())])


async def test_no_answer_withdraws_the_agent_and_the_call_goes_on_at_its_place(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch)
    ringing = await one.rings()
    two = await desk(switch, web, "a2", "8002")
    await web.heard("call.offer_ended", agent="a1", result="no_answer")
    assert (await ringing.wait_ended(5)).by == "remote"
    await web.heard("agent.state", agent="a1", state="not_answering")
    leg = await two.answers()
    await leg.wait_tone(CUSTOMER, 20)
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    results = [item["data"]["result"] for item in cdr["timeline"] if item["type"] == "call.offer_ended"]
    assert results == ["no_answer", "answered"]
    assert len([item for item in cdr["timeline"] if item["type"] == "call.queued"]) == 1
    await web.heard("agent.state", agent="a1", state="available", count=2)


async def test_an_agent_who_rejects_is_left_alone_for_a_while(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch)
    (await one.rings()).reject(486)
    await web.heard("call.offer_ended", agent="a1")
    leg = await one.rings(20)
    await leg.answer()
    await leg.wait_tone(CUSTOMER, 20)
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert cdr["outcome"] == "answered"


async def test_a_caller_who_leaves_while_the_phone_rings_releases_everything(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch)
    ringing = await one.rings()
    await call.hangup()
    assert (await ringing.wait_ended(5)).by == "remote"
    (cdr,) = await web.cdrs(1)
    assert (cdr["outcome"], cdr["ended_by"]) == ("abandoned", "caller")
    await web.heard("agent.state", agent="a1", state="available", count=2)
    view = await web.request("live.snapshot")
    assert view["calls"] == []


async def test_hold_gives_the_customer_music_and_takes_him_back(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    await web.request("call.hold", agent="a1", held=True)
    await web.heard("call.held", held=True)
    await until(lambda: call.received.tone(AGENT) < 0.2 and call.received.level(0.5) > 0.005)
    await web.request("call.hold", agent="a1", held=False)
    await call.wait_tone(AGENT, 5)
    await leg.wait_tone(CUSTOMER, 5)
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert cdr["hold_seconds"] > 0


async def until(condition, seconds: float = 8) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("kind", "target"), [("queue", "second"), ("agent", "1002"), ("device", "8002")])
async def test_a_blind_transfer_moves_the_customer_and_frees_the_agent(
    stack: tuple[Stack, Web], kind: str, target: str
) -> None:
    switch, web = stack
    _, call, leg = await talking(switch, web)
    await web.request("agent.state", agent="a1", state="busy", reason="test")
    two = await desk(switch, web, "a2", "8002")
    await web.request("call.transfer", agent="a1", kind=kind, target=target)
    assert (await leg.wait_ended(5)).by == "remote"
    second = await two.answers()
    await second.wait_tone(CUSTOMER, 20)
    await call.wait_tone(AGENT, 20)
    await web.heard("agent.state", agent="a1", state="busy")
    await second.hangup()
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert cdr["agents"] == ["a1", "a2"]
    assert [segment["agent"] for segment in cdr["segments"]] == ["a1", "a2"]
    assert len(cdr["recordings"]) == 2


async def test_a_message_is_recorded_and_announced(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    call = await customer(switch, "1000")
    await call.wait_audio(0.02, 10)
    await call.send_digits("2")
    await web.heard("voicemail.started", box="service")
    await asyncio.sleep(2.5)  # the caller speaks for this long
    await call.send_digits("#")
    left = await web.heard("voicemail.left", box="service")
    assert left.data["seconds"] > 1.5
    await call.wait_ended(10)
    (cdr,) = await web.cdrs(1)
    assert (cdr["outcome"], cdr["voicemail"]) == ("voicemail", left.data["recording"])
    ready = await web.heard("recording.ready", kind="voicemail")
    assert (switch.settings.recordings_dir / (ready.data["path"] + ".wav")).stat().st_size > 16000


async def test_an_agent_dials_a_colleague(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    two = await desk(switch, web, "a2", "8002")
    dialled = await web.request("call.dial", agent="a1", number="1002")
    mine = await one.answers()
    other = await two.rings()
    await other.answer()
    other.speak(tone(CUSTOMER, 1))
    await mine.wait_tone(CUSTOMER, 10)
    await other.wait_tone(AGENT, 10)
    await web.heard("agent.state", agent="a2", state="talking")
    await mine.hangup()
    await other.wait_ended(5)
    await web.heard("agent.state", agent="a2", state="available", count=2)
    (cdr,) = await web.cdrs(1)
    assert (cdr["call"], cdr["direction"], cdr["outcome"]) == (dialled["call"], "internal", "answered")


async def test_the_sticky_agent_is_preferred_to_one_who_is_longer_idle(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    await desk(switch, web, "a1", "8001")
    two = await desk(switch, web, "a2", "8002")
    import time

    web.customers["13911112222"] = {"known": True, "customer": "7", "last_agent": "a2", "last_served": time.time() - 60}
    call = await customer(switch, number="13911112222")
    await two.rings()
    offered = await web.heard("call.offered")
    assert (offered.data["agent"], offered.data["sticky"]) == ("a2", True)
    await call.hangup()
    await web.cdrs(1)


async def test_nobody_there_ends_in_the_voicemail_of_the_queue(home: Path) -> None:
    async with running(home, snapshot(agents=1, max_wait=2.0)) as (switch, web):
        call = await customer(switch)
        await web.heard("call.left_queue", result="overflow")
        await web.heard("voicemail.started", box="service")
        await call.hangup()
        (cdr,) = await web.cdrs(1)
        assert cdr["outcome"] in {"voicemail", "overflow"}


async def test_a_wrong_configuration_is_refused_and_the_last_good_one_stays(stack: tuple[Stack, Web]) -> None:
    switch, web = stack
    from telephony.errors import ConfigError

    wrong = snapshot(agents=2) | {"version": 2}
    wrong["entries"] = [{"number": "1000", "flow": "nowhere", "name": {"zh": "x", "en": "x"}}]
    with pytest.raises(ConfigError, match="nowhere"):
        await web.request("config.put", snapshot=wrong)
    one = await desk(switch, web, "a1", "8001")
    call = await customer(switch)
    await one.answers()
    await call.wait_tone(AGENT, 20)
    await call.hangup()
    await web.cdrs(1)


async def test_a_caller_whose_news_had_not_reached_the_disk_when_the_core_was_killed(stack: tuple[Stack, Web]) -> None:
    """The switch had answered him, the journal knows nothing of him: he is served as if he had just come in."""
    switch, web = stack
    call = await customer(switch)
    started = await web.heard("call.started")
    await switch.kill_core()
    for path in switch.settings.core_dir.glob("journal-*.jsonl"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(line for line in lines if str(started.call).encode() not in line))
    await switch.start_core()
    await web.connected()
    again = await web.heard("call.started", count=2)
    assert again.call != started.call
    one = await desk(switch, web, "a1", "8001")
    leg = await one.answers()
    await asyncio.gather(leg.wait_tone(CUSTOMER, 20), call.wait_tone(AGENT, 20))
    await call.hangup()
    (cdr,) = await web.cdrs(1)
    assert cdr["outcome"] == "answered"


async def test_a_talk_that_a_phone_has_dialled_itself_outlives_the_core(stack: tuple[Stack, Web]) -> None:
    """Nothing is dialled anew, nobody is dropped, and there is one record of it."""
    switch, web = stack
    one = await desk(switch, web, "a1", "8001")
    two = await desk(switch, web, "a2", "8002")
    mine = await one.phone.call(switch.number("1002"), user="8001", secret=SECRET)
    other = await two.rings()
    await other.answer()
    await mine.wait_answered()
    mine.speak(tone(AGENT, 1))
    other.speak(tone(CUSTOMER, 1))
    await asyncio.gather(mine.wait_tone(CUSTOMER, 10), other.wait_tone(AGENT, 10))
    await web.heard("call.connected", agent="a2")
    await switch.kill_core()
    await switch.start_core()
    await web.connected()
    await web.heard("switch.state", count=2, up=True)
    (taken,) = (await web.request("live.snapshot"))["calls"]
    assert taken["stage"] == "talking"
    await asyncio.gather(mine.wait_tone(CUSTOMER, 10), other.wait_tone(AGENT, 10))
    assert (mine.state, other.state) == ("answered", "answered")
    await mine.hangup()
    await other.wait_ended(5)
    (cdr,) = await web.cdrs(1)
    assert (cdr["direction"], cdr["outcome"]) == ("internal", "answered")
