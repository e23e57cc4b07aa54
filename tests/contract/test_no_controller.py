"""Nobody drives the switch: callers are taken by a plain queue, then by a recorder; legs do not stay behind."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import pytest

from server.demo.ua import CallState, tone
from telephony import commands as c
from telephony.endings import read_endings
from telephony.events import LegAnswered, SwitchConnected
from tests.contract.asterisk_stage import AsteriskStage
from tests.contract.test_legs import answered
from tests.contract.test_rooms import talk

pytestmark = pytest.mark.asterisk


async def appears(folder: Path, pattern: str, seconds: float = 8.0) -> Path:
    """The first file of that name that is not being written any more."""
    async with asyncio.timeout(seconds):
        while True:
            for found in folder.glob(pattern):
                size = found.stat().st_size
                await asyncio.sleep(0.3)
                if size > 44 and found.stat().st_size == size:
                    return found
            await asyncio.sleep(0.05)


async def test_a_phone_answers_the_caller(real: AsteriskStage) -> None:
    await real.switch.close()
    call = await real.dial("1000")
    await call.wait_tone(800)
    phone = await real.next_call()
    await phone.ring()
    await call.wait_audio()
    await phone.answer()
    call.speak(tone(600, 1.0))
    phone.say(1200)
    await call.wait_tone(1200)
    await phone.hears(600)
    await call.hangup()
    await phone.ended()


async def test_no_phone_is_there_so_the_caller_leaves_a_message(real: AsteriskStage) -> None:
    for device in ("8001", "8002"):
        await real.unplug(device)
    await real.switch.close()
    call = await real.dial("4008001234", caller="02083331234")
    await call.wait_tone(900)
    await call.wait_tone(1000)  # the beep
    call.speak(tone(440, 1.0))
    await asyncio.sleep(1.5)
    await call.hangup()
    message = await appears(real.settings.fallback_spool, "*_02083331234_4008001234.wav")
    with wave.open(str(message)) as audio:
        assert audio.getnframes() / audio.getframerate() > 1.0
    message.unlink()


async def test_a_phone_of_ours_that_dials_hears_that_it_cannot(real: AsteriskStage) -> None:
    await real.switch.close()
    call = await real.dial("8002", "8001", "", "only-a-test")
    cause = await call.wait_ended(10.0)
    assert cause.status != 200


async def test_bridged_legs_go_down_together_once_the_controller_is_dead(real: AsteriskStage) -> None:
    caller, phone = await talk(real)
    await real.switch.close()
    await asyncio.sleep(6.0)  # the dialplan believes in the controller for some seconds
    await caller.hears(1200)
    await phone.hang_up()
    await caller.ended()


async def test_the_agents_leg_does_not_stay_when_the_caller_leaves(real: AsteriskStage) -> None:
    caller, phone = await talk(real)
    await real.switch.close()
    await asyncio.sleep(6.0)
    await caller.hang_up()
    await phone.ended()


async def test_with_a_controller_the_other_leg_stays(real: AsteriskStage) -> None:
    caller, phone = await talk(real)
    await phone.hang_up()
    await asyncio.sleep(0.5)
    assert caller.call.state is CallState.ANSWERED  # type: ignore[attr-defined]
    await real.switch.execute(c.Hangup(caller.leg))
    await caller.ended()


async def test_the_next_controller_learns_when_calls_ended(real: AsteriskStage) -> None:
    caller = await answered(real)
    await real.switch.execute(c.Tag(caller.leg, {"call": "01JCALL"}))
    await real.switch.close()
    await caller.hang_up()
    await asyncio.sleep(0.5)
    endings = read_endings(real.settings.ended_log)
    (ending,) = [each for each in endings if each.call == "01JCALL"]
    assert f"{real.node}:{ending.leg}" == caller.leg
    assert ending.ended >= ending.started > 1_700_000_000
    assert (ending.caller, ending.dialled) == ("13800138000", "1000")


async def test_a_leg_that_is_answered_while_nobody_is_there_is_not_kept(real: AsteriskStage) -> None:
    caller = await answered(real)
    leg = real.new_leg("answered-alone")
    await real.switch.execute(c.Originate(leg, "C1", "8001", None, None, "138", "", timeout=20, peer=caller.leg))
    phone = await real.next_call()
    await real.switch.close()
    await phone.answer()
    await phone.ended()
    other = real.another_controller()
    facts: list[object] = []
    await other.start(facts.append)
    await real.until(lambda: bool(facts), 5.0)
    state = facts[0]
    assert isinstance(state, SwitchConnected)
    assert [found.leg for found in state.legs] == [caller.leg]
    assert not real.said(LegAnswered, leg=leg)
