"""Legs: arriving, answered, heard, ended; exactly one end for each."""

from __future__ import annotations

import pytest

from telephony import commands as c
from telephony.errors import CommandFailed, NoSuchLeg
from telephony.events import (
    Cause,
    DigitPressed,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegHeld,
    PlaybackFinished,
    PlaybackOutcome,
    TransferRequested,
)
from tests.contract.stage import Person, Stage


async def answered(stage: Stage, **who: str) -> Person:
    person = await stage.call_in(**who)
    await stage.switch.execute(c.Answer(person.leg))
    await stage.expect(LegAnswered, leg=person.leg)
    return person


async def test_an_arrival_says_who_calls_whom(stage: Stage) -> None:
    person = await stage.call_in("4008001234", caller="02083331234", name="李四")
    (arrived,) = stage.said(LegArrived)
    assert (arrived.caller, arrived.caller_name, arrived.dialled) == ("02083331234", "李四", "4008001234")
    assert (arrived.device, arrived.entry, arrived.node) == (None, "inbound", stage.node)
    await person.hang_up()
    ended = await stage.expect(LegEnded, leg=person.leg)
    assert (ended.cause, ended.by_us) == (Cause.CANCELLED, False)


async def test_a_phone_of_ours_comes_through_its_own_door(stage: Stage) -> None:
    person = await stage.dial_from("8001", "*98")
    (arrived,) = stage.said(LegArrived)
    assert (arrived.device, arrived.entry, arrived.dialled) == ("8001", "device", "*98")
    await stage.switch.execute(c.Hangup(person.leg))
    await stage.expect(LegEnded, leg=person.leg, by_us=True)


async def test_the_caller_ends_the_call(stage: Stage) -> None:
    person = await answered(stage)
    await person.hang_up()
    ended = await stage.expect(LegEnded, leg=person.leg)
    assert (ended.cause, ended.by_us) == (Cause.NORMAL, False)
    await stage.pass_time(0.3)
    assert len(stage.said(LegEnded)) == 1


@pytest.mark.parametrize("cause", [Cause.NORMAL, Cause.BUSY, Cause.UNALLOCATED, Cause.CONGESTION])
async def test_we_end_the_call(stage: Stage, cause: Cause) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Hangup(person.leg, cause))
    ended = await stage.expect(LegEnded, leg=person.leg)
    assert (ended.cause, ended.by_us) == (cause, True)
    await person.ended()
    await stage.switch.execute(c.Hangup(person.leg))
    await stage.pass_time(0.3)
    assert len(stage.said(LegEnded)) == 1


async def test_a_call_can_be_refused_unanswered(stage: Stage) -> None:
    person = await stage.call_in()
    await stage.switch.execute(c.Hangup(person.leg, Cause.UNALLOCATED))
    await person.ended()
    ended = await stage.expect(LegEnded, leg=person.leg)
    assert (ended.cause, ended.by_us) == (Cause.UNALLOCATED, True)


async def test_files_are_played_in_a_row_and_finish_once(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(500), stage.media(700, 0.8))))
    await person.hears(700)
    await stage.expect(PlaybackFinished, leg=person.leg, playback="p1", outcome=PlaybackOutcome.DONE)
    await stage.switch.execute(c.StopPlay(person.leg, "p1"))
    await stage.pass_time(0.2)
    assert len(stage.said(PlaybackFinished)) == 1


async def test_a_playback_can_be_stopped(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(900, 20.0),)))
    await person.hears(900)
    await stage.switch.execute(c.StopPlay(person.leg, "p1"))
    await stage.expect(PlaybackFinished, 2.0, playback="p1", outcome=PlaybackOutcome.STOPPED)
    await person.hears_nothing(900)
    assert len(stage.said(PlaybackFinished)) == 1


async def test_a_missing_file_is_told(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", ("/no/such/file",)))
    await stage.expect(PlaybackFinished, playback="p1", outcome=PlaybackOutcome.FAILED)


async def test_a_playback_ends_before_its_leg_does(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(900, 20.0),)))
    await person.hears(900)
    await person.hang_up()
    await stage.expect(LegEnded, leg=person.leg)
    kinds = [type(event) for event in stage.history if isinstance(event, PlaybackFinished | LegEnded)]
    assert kinds == [PlaybackFinished, LegEnded]


async def test_playbacks_queue_up(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(500),)))
    await stage.switch.execute(c.Play(person.leg, "p2", (stage.media(700),)))
    await stage.expect(PlaybackFinished, playback="p2", outcome=PlaybackOutcome.DONE)
    assert [event.playback for event in stage.said(PlaybackFinished)] == ["p1", "p2"]


async def test_digits_come_in_order_and_are_no_part_of_their_own_description(stage: Stage) -> None:
    person = await answered(stage)
    await person.press("13*#")
    for digit in "13*#":
        event = await stage.expect(DigitPressed, leg=person.leg)
        assert event.digit == digit
        assert f"'{digit}'" not in repr(event)


async def test_digits_are_heard_during_a_playback(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(900, 20.0),)))
    await person.hears(900)
    await person.press("5")
    await stage.expect(DigitPressed, digit="5")
    assert not stage.said(PlaybackFinished)


async def test_tags_are_written_while_a_prompt_plays(stage: Stage) -> None:
    """A switch that makes tags wait for the prompt's end holds up every other call's commands with them."""
    person = await answered(stage)
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(900, 20.0),)))
    await person.hears(900)
    await stage.switch.execute(c.Tag(person.leg, {"call": "c1", "queue": "service"}))
    await stage.switch.execute(c.StopPlay(person.leg, "p1"))
    finished = await stage.expect(PlaybackFinished, 2.0, playback="p1")
    assert finished.outcome is PlaybackOutcome.STOPPED, "the prompt had to end before the tags were written"


async def test_music_on_a_leg(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.MusicStart(person.leg))
    await person.hears_music()
    await stage.switch.execute(c.MusicStop(person.leg))
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(600, 1.0),)))
    await person.hears(600)


async def test_a_prompt_interrupts_music(stage: Stage) -> None:
    person = await answered(stage)
    await stage.switch.execute(c.MusicStart(person.leg))
    await person.hears_music()
    await stage.switch.execute(c.Play(person.leg, "p1", (stage.media(700, 1.0),)))
    await person.hears(700)
    await stage.expect(PlaybackFinished, playback="p1", outcome=PlaybackOutcome.DONE)
    await person.hears_music()


async def test_the_phones_own_hold_key(stage: Stage) -> None:
    person = await answered(stage)
    await person.hold(True)
    await stage.expect(LegHeld, leg=person.leg, held=True)
    await person.hold(False)
    await stage.expect(LegHeld, leg=person.leg, held=False)


async def test_commands_on_a_leg_that_is_gone(stage: Stage) -> None:
    person = await answered(stage)
    await person.hang_up()
    await stage.expect(LegEnded, leg=person.leg)
    await stage.switch.execute(c.RoomOpen("r-gone", "C1"))
    for command in (
        c.Answer(person.leg),
        c.Play(person.leg, "p", (stage.media(500),)),
        c.MusicStart(person.leg),
        c.Mute(person.leg, on=True),
        c.RoomAdd("r-gone", person.leg),
        c.Tag(person.leg, {"queue": "q"}),
    ):
        with pytest.raises(NoSuchLeg):
            await stage.switch.execute(command)
    await stage.switch.execute(c.Hangup(person.leg))
    await stage.switch.execute(c.StopPlay(person.leg, "p"))
    await stage.switch.execute(c.RoomClose("r-gone"))
    await stage.switch.execute(c.RoomClose("r-gone"))


async def test_an_unknown_command_is_refused(stage: Stage) -> None:
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.Command())


async def test_a_phone_asks_for_a_transfer(stage: Stage) -> None:
    person = await answered(stage)
    await person.refer("sip:8002@127.0.0.1")
    asked = await stage.expect(TransferRequested, leg=person.leg)
    assert (asked.target.removeprefix("sip:").partition("@")[0], asked.attended) == ("8002", False)
    await stage.pass_time(0.2)
    assert not stage.said(LegEnded)
