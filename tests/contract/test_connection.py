"""The controller's connection: lost, made again, taken over."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony import commands as c
from telephony.errors import SwitchUnavailable
from telephony.events import (
    DeviceState,
    DigitPressed,
    LegAnswered,
    LegArrived,
    LegEnded,
    PlaybackFinished,
    PlaybackOutcome,
    RecordingFinished,
    SwitchConnected,
    SwitchLost,
    SwitchTakenOver,
)
from tests.contract.asterisk_stage import AsteriskStage
from tests.contract.stage import Stage
from tests.contract.test_legs import answered
from tests.contract.test_originate import ringing
from tests.contract.test_rooms import end, talk


async def test_the_state_is_read_again(stage: Stage, tmp_path: Path) -> None:
    caller, phone = await talk(stage, "room-7")
    await stage.switch.execute(c.Tag(caller.leg, {"call": "C7", "queue": "售后", "role": "customer"}))
    await stage.switch.execute(c.RecordCall(caller.leg, "rec-7", str(tmp_path / "rec-7")))
    waiting = await stage.call_in("1009", caller="02088880000")
    await stage.break_connection()
    await stage.expect(SwitchLost)
    assert not stage.connected_when_told
    state = await stage.expect(SwitchConnected)
    assert stage.switch.connected

    legs = {leg.leg: leg for leg in state.legs}
    assert legs.keys() == {caller.leg, phone.leg, waiting.leg}
    assert all(leg.ours for leg in legs.values())
    mine = legs[caller.leg]
    assert (mine.up, mine.device, mine.caller, mine.dialled) == (True, None, "13800138000", "1000")
    assert mine.tags["call"] == "C7"
    assert mine.tags["queue"] == "售后"
    assert mine.tags["peer"] == phone.leg
    assert mine.age > 0
    assert (legs[phone.leg].device, legs[phone.leg].tags["call"]) == ("8001", "C1")
    assert (legs[waiting.leg].up, legs[waiting.leg].tags) == (False, {"entry": "inbound"})
    assert [room.legs for room in state.rooms if room.room == "room-7"] == [frozenset({caller.leg, phone.leg})]
    assert state.devices == {"8001": DeviceState.BUSY, "8002": DeviceState.IDLE}

    await caller.hears(1200)
    await caller.press("7")
    await stage.expect(DigitPressed, leg=caller.leg, digit="7")
    await stage.switch.execute(c.Answer(waiting.leg))
    await stage.expect(LegAnswered, leg=waiting.leg)
    await stage.switch.execute(c.RecordStop(caller.leg, "rec-7"))
    await stage.expect(RecordingFinished, recording="rec-7", ok=True)
    await end(stage, caller, phone, waiting, room="room-7")
    assert len(stage.said(LegArrived)) == 2


async def test_a_prompt_plays_on_and_can_still_be_stopped(stage: Stage) -> None:
    """A prompt that nobody can stop holds up everything that is said after it."""
    caller, other = await answered(stage), await answered(stage)
    await stage.switch.execute(c.Play(caller.leg, "long", (stage.media(900, 20.0),)))
    await stage.switch.execute(c.Play(other.leg, "short", (stage.media(500, 0.5),)))
    await stage.expect(PlaybackFinished, playback="short")
    await stage.break_connection()
    state = await stage.expect(SwitchConnected)
    playing = {leg.leg: leg.playing for leg in state.legs}
    assert playing == {caller.leg: {"long"}, other.leg: frozenset()}
    await caller.hears(900)
    await stage.switch.execute(c.StopPlay(caller.leg, "long"))
    await stage.expect(PlaybackFinished, 2.0, playback="long", outcome=PlaybackOutcome.STOPPED)
    await stage.switch.execute(c.Play(caller.leg, "next", (stage.media(1200),)))
    await caller.hears(1200)
    await stage.expect(PlaybackFinished, playback="next", outcome=PlaybackOutcome.DONE)
    assert len(stage.said(PlaybackFinished)) == 3


async def test_a_prompt_that_ended_meanwhile_is_told_once(stage: Stage) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.MusicStart(caller.leg))
    await stage.switch.execute(c.Play(caller.leg, "short", (stage.media(900, 0.2),)))
    await stage.break_connection()
    await stage.expect(SwitchConnected)
    await stage.expect(PlaybackFinished, leg=caller.leg, playback="short", outcome=PlaybackOutcome.DONE)
    await caller.hears_music()
    assert len(stage.said(PlaybackFinished)) == 1


@pytest.mark.asterisk
async def test_another_controller_stops_what_the_one_before_was_saying(real: AsteriskStage) -> None:
    caller = await answered(real)
    await real.switch.execute(c.Play(caller.leg, "long", (real.media(900, 20.0),)))
    await caller.hears(900)
    other = real.another_controller()
    facts: list[object] = []
    await other.start(facts.append)
    await real.until(lambda: bool(facts), 5.0)
    assert isinstance(facts[0], SwitchConnected)
    ((playing,),) = (leg.playing for leg in facts[0].legs)
    await other.execute(c.StopPlay(caller.leg, playing))
    await other.execute(c.Play(caller.leg, "long", (real.media(1200, 5.0),)))  # the same name, and not the same one
    await real.until(lambda: any(isinstance(fact, PlaybackFinished) for fact in facts), 2.0)
    assert [fact.playback for fact in facts if isinstance(fact, PlaybackFinished)] == [playing]
    await caller.hears(1200)


async def test_what_was_recorded_before_is_finished_after(stage: Stage, tmp_path: Path) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.RecordCall(caller.leg, "rec-8", str(tmp_path / "rec-8")))
    await stage.break_connection()
    await stage.expect(SwitchConnected)
    await stage.pass_time(0.5)
    await caller.hang_up()
    await stage.expect(RecordingFinished, leg=caller.leg, recording="rec-8", ok=True)


async def test_a_leg_that_ended_meanwhile_is_not_in_the_state(stage: Stage) -> None:
    caller = await answered(stage)
    await stage.break_connection()
    await caller.hang_up()
    await stage.expect(SwitchLost)
    state = await stage.expect(SwitchConnected)
    assert caller.leg not in {leg.leg for leg in state.legs}


async def test_a_ringing_phone_can_still_be_answered(stage: Stage) -> None:
    leg = stage.new_leg("still-ringing")
    phone = await ringing(stage, leg)
    await stage.break_connection()
    state = await stage.expect(SwitchConnected)
    assert [(found.leg, found.up) for found in state.legs] == [(leg, False)]
    await phone.answer()
    await stage.expect(LegAnswered, leg=leg)
    await stage.switch.execute(c.Hangup(leg))
    await stage.expect(LegEnded, leg=leg, by_us=True)


async def test_a_second_controller_takes_over(stage: Stage) -> None:
    caller = await answered(stage)
    other = stage.another_controller()
    facts: list[object] = []
    await other.start(facts.append)
    await stage.expect(SwitchTakenOver)
    await stage.pass_time(0.5)
    assert not stage.switch.connected
    assert not stage.said(SwitchLost)
    with pytest.raises(SwitchUnavailable):
        await stage.switch.execute(c.Hangup(caller.leg))
    await stage.until(lambda: bool(facts), 5.0)
    assert isinstance(facts[0], SwitchConnected)


async def test_leaving_touches_no_call(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.close()
    assert not stage.switch.connected
    await caller.hears(1200)
    await phone.hears(600)
    with pytest.raises(SwitchUnavailable):
        await stage.switch.execute(c.Hangup(caller.leg))
