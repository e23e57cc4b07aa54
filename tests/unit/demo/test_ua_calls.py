"""Two user agents on loopback call each other with real packets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from server.demo.ua import CallFailed, CallState, IncomingCall, MalformedMessage, UserAgent, tone
from server.demo.ua import transactions as timers

Behaviour = Callable[[IncomingCall], Awaitable[None]]


@pytest.fixture
async def phones() -> AsyncIterator[tuple[UserAgent, UserAgent]]:
    one, two = UserAgent(), UserAgent()
    await one.start()
    await two.start()
    yield one, two
    await one.stop()
    await two.stop()
    assert not one.calls
    assert not two.calls
    assert len(one.clock) == len(two.clock) == 0


def uri(phone: UserAgent, user: str = "8001") -> str:
    host, port = phone.address
    return f"sip:{user}@{host}:{port}"


def taking(phone: UserAgent, behaviour: Behaviour | None = None) -> "asyncio.Queue[IncomingCall]":
    """Answer (or behave otherwise) and hand the calls over."""
    calls: asyncio.Queue[IncomingCall] = asyncio.Queue()

    async def incoming(call: IncomingCall) -> None:
        call.ring()
        await (behaviour or IncomingCall.answer)(call)
        await calls.put(call)

    phone.on_incoming = incoming
    return calls


async def test_a_call_has_audio_both_ways_and_digits(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    calls = taking(two)
    out = await one.call(uri(two), user="13800138000", from_name="王小明")
    await out.wait_answered(5)
    incoming = await asyncio.wait_for(calls.get(), 5)
    assert (incoming.to_user, incoming.caller_number, incoming.caller_name) == ("8001", "13800138000", "王小明")
    out.speak(tone(440, 1.0))
    incoming.speak(tone(1000, 1.0))
    await incoming.wait_tone(440)
    await out.wait_tone(1000)
    assert await incoming.wait_audio(0.1) > 0.1
    await out.send_digits("1*0#")
    assert await incoming.wait_digits(4) == "1*0#"
    await incoming.send_digits("9")
    assert await out.wait_digits(1) == "9"
    await out.hangup()
    assert (await incoming.wait_ended(5)).by == "remote"
    assert (await out.wait_ended(5)).by == "local"


async def test_play_returns_when_the_sound_is_over(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    taking(two)
    out = await one.call(uri(two))
    await out.wait_answered(5)
    began = asyncio.get_running_loop().time()
    await out.play(tone(440, 0.4))
    assert 0.3 < asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize("status", [486, 480, 603])
async def test_a_refusal_reaches_the_caller(phones: tuple[UserAgent, UserAgent], status: int) -> None:
    one, two = phones

    async def refuse(call: IncomingCall) -> None:
        call.reject(status)

    taking(two, refuse)
    out = await one.call(uri(two))
    with pytest.raises(CallFailed) as failure:
        await out.wait_answered(5)
    assert failure.value.status == status


async def test_nobody_home_is_480(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    out = await one.call(uri(two))
    assert (await out.wait_ended(5)).status == 480


async def test_a_failing_behaviour_refuses_the_call(
    phones: tuple[UserAgent, UserAgent], caplog: pytest.LogCaptureFixture
) -> None:
    one, two = phones

    async def fail(call: IncomingCall) -> None:
        raise RuntimeError("boom")

    taking(two, fail)
    out = await one.call(uri(two))
    assert (await out.wait_ended(5)).status == 480
    assert "behaviour of a simulated phone failed" in caplog.text


async def test_the_caller_gives_up_while_it_rings(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones

    async def ignore(call: IncomingCall) -> None:
        return

    calls = taking(two, ignore)
    out = await one.call(uri(two))
    await out.wait_ringing(5)
    incoming = await asyncio.wait_for(calls.get(), 5)
    assert incoming.state is CallState.RINGING
    await out.hangup()
    assert (await incoming.wait_ended(5)).status == 487
    cause = await out.wait_ended(5)
    assert (cause.by, cause.status) == ("local", 487)


async def test_answering_a_call_that_is_gone_fails(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones

    async def ignore(call: IncomingCall) -> None:
        return

    calls = taking(two, ignore)
    out = await one.call(uri(two))
    await out.wait_ringing(5)
    incoming = await asyncio.wait_for(calls.get(), 5)
    await out.hangup()
    await incoming.wait_ended(5)
    with pytest.raises(CallFailed):
        await incoming.answer()


async def test_hold_stops_the_audio_and_resume_brings_it_back(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    calls = taking(two)
    out = await one.call(uri(two))
    incoming = await asyncio.wait_for(calls.get(), 5)
    incoming.speak(tone(440, 1.0))
    await out.wait_tone(440)
    await out.hold()
    assert incoming.held_by_remote
    heard = out.received.packets
    incoming.hush()
    await incoming.hold(False)
    assert out.received.packets - heard <= 3
    await out.hold(False)
    assert not incoming.held_by_remote
    incoming.speak(tone(440, 1.0))
    await out.wait_audio(0.1)


async def test_many_calls_share_one_socket(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    calls = taking(two)
    sound = tone(700, 1.0)
    outs = [await one.call(uri(two, str(8001 + number))) for number in range(20)]
    for out in outs:
        await out.wait_answered(5)
        out.speak(sound)
    ins = [await asyncio.wait_for(calls.get(), 5) for _ in outs]
    assert {call.to_user for call in ins} == {str(8001 + number) for number in range(20)}
    for call in ins:
        await call.wait_tone(700)
    await asyncio.gather(*(call.hangup() for call in outs))


async def test_lost_datagrams_are_sent_again(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "T1", 0.02)
    one, two = phones
    calls = taking(two)
    for phone in phones:
        dropped: set[bytes] = set()
        send = phone._transactions._send

        def lossy(data: bytes, to: tuple[str, int], *, dropped: set[bytes] = dropped, send=send) -> None:
            if data in dropped:
                send(data, to)
            dropped.add(data)

        phone._transactions._send = lossy
    out = await one.call(uri(two))
    await out.wait_answered(5)
    incoming = await asyncio.wait_for(calls.get(), 5)
    await incoming.hangup()
    assert (await out.wait_ended(5)).by == "remote"


async def test_silence_on_the_other_side_ends_the_call(
    phones: tuple[UserAgent, UserAgent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "T1", 0.005)
    monkeypatch.setattr(timers, "LIFETIME", 0.3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        out = await phones[0].call(f"sip:x@127.0.0.1:{mute.getsockname()[1]}")
        assert (await out.wait_ended(5)).status == 408


async def test_options_are_answered_and_rubbish_is_counted(phones: tuple[UserAgent, UserAgent]) -> None:
    one, two = phones
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(b"rubbish", two.address)
    assert await one.options(uri(two)) == 200
    assert two.malformed == 1


async def test_a_bad_target_or_name_is_refused_at_once(phones: tuple[UserAgent, UserAgent]) -> None:
    with pytest.raises(MalformedMessage):
        await phones[0].call("sip:not a uri")
    with pytest.raises(MalformedMessage):
        await phones[0].call("sip:a@127.0.0.1", from_name="a\r\nX: y")
