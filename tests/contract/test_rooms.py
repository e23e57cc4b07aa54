"""Rooms: who hears whom."""

from __future__ import annotations

import pytest

from telephony import commands as c
from telephony.errors import CommandFailed
from telephony.events import LegAnswered, LegEnded, PlaybackFinished, PlaybackOutcome
from tests.contract.stage import Person, Stage
from tests.contract.test_legs import answered
from tests.contract.test_originate import ring


async def agent(stage: Stage, caller: Person, device: str = "8001") -> Person:
    """A phone that has answered a call for `caller`."""
    leg = stage.new_leg(f"agent-{device}")
    await stage.switch.execute(ring(leg, device=device, peer=caller.leg))
    phone = await stage.next_call()
    phone.leg = leg
    await phone.answer()
    await stage.expect(LegAnswered, leg=leg)
    return phone


async def talk(stage: Stage, room: str = "room-1") -> tuple[Person, Person]:
    """A caller and an agent who hear each other."""
    caller = await answered(stage)
    phone = await agent(stage, caller)
    await stage.switch.execute(c.RoomOpen(room, "C1"))
    await stage.switch.execute(c.RoomAdd(room, caller.leg))
    await stage.switch.execute(c.RoomAdd(room, phone.leg))
    caller.say(600)
    phone.say(1200)
    await caller.hears(1200)
    await phone.hears(600)
    return caller, phone


async def end(stage: Stage, *people: Person, room: str = "room-1") -> None:
    for person in people:
        await stage.switch.execute(c.Hangup(person.leg))
        await stage.expect(LegEnded, leg=person.leg)
    await stage.switch.execute(c.RoomClose(room))


async def test_both_hear_each_other(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await end(stage, caller, phone)


async def test_joining_a_room_ends_the_music(stage: Stage) -> None:
    caller = await answered(stage)
    await stage.switch.execute(c.MusicStart(caller.leg))
    await caller.hears_music()
    phone = await agent(stage, caller)
    await stage.switch.execute(c.RoomOpen("room-1", "C1"))
    await stage.switch.execute(c.RoomAdd("room-1", caller.leg))
    await stage.switch.execute(c.RoomAdd("room-1", phone.leg))
    phone.say(1200)
    await caller.hears(1200)
    await end(stage, caller, phone)


async def test_hold_is_music_and_silence_for_the_other(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.Hold("room-1", caller.leg))
    await caller.hears_nothing(1200)
    await caller.hears_music()
    await phone.hears_nothing(600)
    await stage.switch.execute(c.Unhold("room-1", caller.leg))
    await caller.hears(1200)
    await phone.hears(600)
    await end(stage, caller, phone)


async def test_mute(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.Mute(phone.leg, on=True))
    await caller.hears_nothing(1200)
    await phone.hears(600)
    await stage.switch.execute(c.Mute(phone.leg, on=False))
    await caller.hears(1200)
    await end(stage, caller, phone)


async def test_leaving_and_coming_back(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RoomRemove("room-1", caller.leg))
    await phone.hears_nothing(600)
    await stage.switch.execute(c.RoomRemove("room-1", caller.leg))
    await stage.switch.execute(c.Play(caller.leg, "p1", (stage.media(800),)))
    await caller.hears(800)
    await stage.expect(PlaybackFinished, playback="p1", outcome=PlaybackOutcome.DONE)
    await stage.switch.execute(c.RoomAdd("room-1", caller.leg))
    await caller.hears(1200)
    await end(stage, caller, phone)


async def test_three_in_a_room_and_one_leaves(stage: Stage) -> None:
    caller, phone = await talk(stage)
    second = await agent(stage, caller, "8002")
    await stage.switch.execute(c.RoomAdd("room-1", second.leg))
    caller.say(None)
    phone.say(None)
    second.say(1500)
    await caller.hears(1500)
    await phone.hears(1500)
    await phone.hang_up()
    await stage.expect(LegEnded, leg=phone.leg)
    await caller.hears(1500)
    await end(stage, caller, second)


async def test_moving_to_another_room(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RoomOpen("room-2", "C1"))
    await stage.switch.execute(c.RoomAdd("room-2", caller.leg))
    await phone.hears_nothing(600)
    await stage.switch.execute(c.RoomAdd("room-2", phone.leg))
    await phone.hears(600)
    await caller.hears(1200)
    await stage.switch.execute(c.RoomClose("room-2"))
    await end(stage, caller, phone)


async def test_closing_a_room_leaves_its_legs(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RoomClose("room-1"))
    await caller.hears_nothing(1200)
    await stage.switch.execute(c.Play(caller.leg, "p1", (stage.media(800, 1.0),)))
    await caller.hears(800)
    assert not stage.said(LegEnded)
    await end(stage, caller, phone)


async def test_opening_twice_is_once(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.RoomOpen("room-1", "C1"))
    await caller.hears(1200)
    await end(stage, caller, phone)


async def test_a_prompt_to_one_leg_in_a_room(stage: Stage) -> None:
    caller, phone = await talk(stage)
    phone.say(None)
    await stage.switch.execute(c.Play(caller.leg, "p1", (stage.media(800, 1.0),)))
    await caller.hears(800)
    await phone.hears_nothing(800)
    await stage.expect(PlaybackFinished, playback="p1", outcome=PlaybackOutcome.DONE)
    phone.say(1200)
    await caller.hears(1200)
    await end(stage, caller, phone)


async def test_a_room_that_does_not_exist(stage: Stage) -> None:
    caller = await answered(stage)
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.RoomAdd("nowhere", caller.leg))


async def test_the_agent_stays_when_the_caller_leaves(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await caller.hang_up()
    await stage.expect(LegEnded, leg=caller.leg)
    await stage.pass_time(0.3)
    assert not stage.said(LegEnded, leg=phone.leg)
    await end(stage, phone)


async def test_keys_are_pressed_for_one_leg(stage: Stage) -> None:
    caller, phone = await talk(stage)
    await stage.switch.execute(c.SendDigits(caller.leg, "12*0#"))
    await caller.gets_digits("12*0#")
    with pytest.raises(CommandFailed):
        await stage.switch.execute(c.SendDigits(caller.leg, "12 3"))
    await phone.hears(600)
    await end(stage, caller, phone)
