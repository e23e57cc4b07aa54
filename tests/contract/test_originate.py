"""Ringing phones: every way in which it can end, and exactly one end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from telephony import commands as c
from telephony.errors import CommandFailed, NoSuchLeg
from telephony.events import (
    Cause,
    DeviceChanged,
    DeviceState,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegRinging,
)
from tests.contract.stage import Ringing, Stage


def ring(leg: str, device: str | None = "8001", **changes: Any) -> c.Originate:
    wish: dict[str, Any] = {
        "call": "C1",
        "number": None,
        "trunk": None,
        "caller": "13800138000",
        "caller_name": "王小明",
        "timeout": 20.0,
        "peer": None,
    }
    return c.Originate(leg=leg, device=device, **(wish | changes))


async def ringing(stage: Stage, leg: str, **changes: Any) -> Ringing:
    await stage.switch.execute(ring(leg, **changes))
    phone = await stage.next_call()
    await phone.ring()
    await stage.expect(LegRinging, leg=leg)
    return phone


async def one_end(stage: Stage, leg: str) -> LegEnded:
    ended = await stage.expect(LegEnded, leg=leg)
    await stage.pass_time(0.3)
    assert len(stage.said(LegEnded, leg=leg)) == 1
    return ended


async def test_answered(stage: Stage) -> None:
    leg = stage.new_leg("answered")
    phone = await ringing(stage, leg)
    assert (phone.caller, phone.caller_name) == ("13800138000", "王小明")
    await stage.expect(DeviceChanged, device="8001", state=DeviceState.RINGING)
    await phone.answer()
    await stage.expect(LegAnswered, leg=leg)
    await stage.expect(DeviceChanged, device="8001", state=DeviceState.BUSY)
    assert not stage.said(LegArrived)
    await phone.hang_up()
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.NORMAL, False)
    await stage.expect(DeviceChanged, device="8001", state=DeviceState.IDLE)


async def test_answered_and_ended_by_us(stage: Stage) -> None:
    leg = stage.new_leg("by-us")
    phone = await ringing(stage, leg)
    await phone.answer()
    await stage.expect(LegAnswered, leg=leg)
    await stage.switch.execute(c.Hangup(leg))
    await phone.ended()
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.NORMAL, True)


async def test_busy(stage: Stage) -> None:
    leg = stage.new_leg("busy")
    await stage.switch.execute(ring(leg))
    await (await stage.next_call()).reject(busy=True)
    assert (await one_end(stage, leg)).cause is Cause.BUSY


async def test_rejected_while_ringing(stage: Stage) -> None:
    leg = stage.new_leg("rejected")
    phone = await ringing(stage, leg)
    await phone.reject()
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.REJECTED, False)


async def test_no_answer(stage: Stage) -> None:
    leg = stage.new_leg("no-answer")
    phone = await ringing(stage, leg, timeout=1.0)
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.NO_ANSWER, False)
    await phone.ended()


async def test_cancelled_while_ringing(stage: Stage) -> None:
    leg = stage.new_leg("cancelled")
    phone = await ringing(stage, leg)
    await stage.switch.execute(c.Hangup(leg))
    await phone.ended()
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.CANCELLED, True)


async def test_cancelled_because_another_phone_answered(stage: Stage) -> None:
    leg = stage.new_leg("elsewhere")
    phone = await ringing(stage, leg)
    await stage.switch.execute(c.Hangup(leg, Cause.ANSWERED_ELSEWHERE))
    await phone.ended()
    assert (await one_end(stage, leg)).cause is Cause.ANSWERED_ELSEWHERE


async def test_cancelled_at_once(stage: Stage) -> None:
    leg = stage.new_leg("at-once")
    await stage.switch.execute(ring(leg))
    await stage.switch.execute(c.Hangup(leg))
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.CANCELLED, True)


async def test_offline(stage: Stage) -> None:
    await stage.unplug("8002")
    await stage.expect(DeviceChanged, device="8002", state=DeviceState.OFFLINE)
    leg = stage.new_leg("offline")
    await stage.switch.execute(ring(leg, device="8002"))
    ended = await one_end(stage, leg)
    assert (ended.cause, ended.by_us) == (Cause.UNAVAILABLE, False)


async def test_a_device_that_does_not_exist(stage: Stage) -> None:
    leg = stage.new_leg("nobody")
    await stage.switch.execute(ring(leg, device="7777"))
    assert (await one_end(stage, leg)).cause is Cause.UNAVAILABLE


async def test_a_trunk_that_does_not_exist(stage: Stage) -> None:
    leg = stage.new_leg("no-trunk")
    await stage.switch.execute(ring(leg, device=None, number="+8613800138000", trunk="t9"))
    assert (await one_end(stage, leg)).cause is Cause.UNAVAILABLE


async def test_several_phones_ring_and_the_first_answer_wins(stage: Stage) -> None:
    first, second = stage.new_leg("first"), stage.new_leg("second")
    await ringing(stage, first, device="8001")
    winner = await ringing(stage, second, device="8002")
    await winner.answer()
    await stage.expect(LegAnswered, leg=second)
    await stage.switch.execute(c.Hangup(first, Cause.ANSWERED_ELSEWHERE))
    assert (await one_end(stage, first)).cause is Cause.ANSWERED_ELSEWHERE
    assert not stage.said(LegEnded, leg=second)
    await stage.switch.execute(c.Hangup(second))
    await stage.expect(LegEnded, leg=second)


async def test_the_same_leg_cannot_be_made_twice(stage: Stage) -> None:
    leg = stage.new_leg("twice")
    await ringing(stage, leg)
    with pytest.raises(CommandFailed):
        await stage.switch.execute(ring(leg, device="8002"))
    await stage.switch.execute(c.Hangup(leg))
    assert (await one_end(stage, leg)).cause is Cause.CANCELLED


async def test_a_peer_that_has_gone(stage: Stage) -> None:
    with pytest.raises(NoSuchLeg):
        await stage.switch.execute(ring(stage.new_leg("alone"), peer=stage.new_leg("gone")))


@pytest.mark.parametrize(
    "changes",
    [
        {"caller": "138\r\nX-Evil: 1"},
        {"caller_name": "王\n小明"},
        {"device": "8001\r\nAction: Originate"},
        {"device": None, "number": "138\r\n00138000", "trunk": "t1"},
        {"device": None},
        {"number": "13800138000", "trunk": "t1"},
    ],
)
async def test_what_cannot_be_dialled_is_refused(stage: Stage, changes: dict[str, Any]) -> None:
    with pytest.raises(CommandFailed):
        await stage.switch.execute(ring(stage.new_leg("refused"), **changes))
    await stage.pass_time(0.1)
    assert not stage.said(LegEnded)


async def test_the_switch_itself_ends_what_has_lasted_too_long(stage: Stage) -> None:
    leg = stage.new_leg("too-long")
    await stage.switch.execute(replace(ring(leg), max_seconds=3.0))
    phone = await stage.next_call()
    await phone.answer()
    await stage.expect(LegAnswered, leg=leg)
    await phone.ended()
    assert (await one_end(stage, leg)).by_us is False
