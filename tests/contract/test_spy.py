"""Listening and whispering: who hears whom, and that nothing stays behind."""

from __future__ import annotations

import pytest

from telephony import commands as c
from telephony.errors import NoSuchLeg
from telephony.events import LegArrived, LegEnded, SwitchConnected
from tests.contract.asterisk_stage import AsteriskStage
from tests.contract.stage import Person, Stage
from tests.contract.test_rooms import agent, end, talk

CALLER, AGENT, BOSS = 600, 1200, 1700


async def watched(stage: Stage, *, whisper: bool = False) -> tuple[Person, Person, Person]:
    """A caller and an agent in a talk, both silent, and a supervisor at the agent's leg who speaks."""
    caller, phone = await talk(stage)
    boss = await agent(stage, caller, "8002")
    caller.say(None)
    phone.say(None)
    boss.say(BOSS)
    await stage.switch.execute(c.Spy(boss.leg, phone.leg, whisper))
    return caller, phone, boss


async def hears_both(caller: Person, phone: Person, boss: Person) -> None:
    caller.say(CALLER)
    await boss.hears(CALLER)
    caller.say(None)
    phone.say(AGENT)
    await boss.hears(AGENT)
    phone.say(None)


async def test_listening_hears_both_and_is_not_heard(stage: Stage) -> None:
    caller, phone, boss = await watched(stage)
    await hears_both(caller, phone, boss)
    await caller.hears_nothing(BOSS)
    await phone.hears_nothing(BOSS)
    assert len(stage.said(LegArrived)) == 1
    await end(stage, caller, phone, boss)


async def test_whispering_reaches_the_agent_alone(stage: Stage) -> None:
    caller, phone, boss = await watched(stage, whisper=True)
    await phone.hears(BOSS)
    await caller.hears_nothing(BOSS)
    await hears_both(caller, phone, boss)
    await end(stage, caller, phone, boss)


async def test_stepping_through_all_modes_without_redialling(stage: Stage) -> None:
    caller, phone, boss = await watched(stage)
    await caller.hears_nothing(BOSS)
    await stage.switch.execute(c.Spy(boss.leg, phone.leg, whisper=True))
    await phone.hears(BOSS)
    await stage.switch.execute(c.RoomAdd("room-1", boss.leg))
    await caller.hears(BOSS)
    await phone.hears(BOSS)
    await hears_both(caller, phone, boss)
    await stage.switch.execute(c.Spy(boss.leg, phone.leg))
    await caller.hears_nothing(BOSS)
    await phone.hears_nothing(BOSS)
    await hears_both(caller, phone, boss)
    await stage.switch.execute(c.SpyStop(boss.leg))
    await stage.switch.execute(c.SpyStop(boss.leg))
    caller.say(CALLER)
    await boss.hears_nothing(CALLER)
    await phone.hears(CALLER)
    assert not stage.said(LegEnded)
    await end(stage, caller, phone, boss)


async def test_the_talk_goes_on_when_the_supervisor_hangs_up(stage: Stage) -> None:
    caller, phone, boss = await watched(stage, whisper=True)
    await phone.hears(BOSS)
    await boss.hang_up()
    await stage.expect(LegEnded, leg=boss.leg)
    await phone.hears_nothing(BOSS)
    caller.say(CALLER)
    await phone.hears(CALLER)
    await end(stage, caller, phone)


async def test_the_supervisor_stays_when_the_one_he_listens_to_leaves(stage: Stage) -> None:
    caller, phone, boss = await watched(stage)
    await hears_both(caller, phone, boss)
    await phone.hang_up()
    await stage.expect(LegEnded, leg=phone.leg)
    await stage.pass_time(0.3)
    assert not stage.said(LegEnded, leg=boss.leg)
    second = await agent(stage, caller, "8001")
    await stage.switch.execute(c.RoomAdd("room-1", second.leg))
    await stage.switch.execute(c.Spy(boss.leg, second.leg))
    second.say(AGENT)
    await boss.hears(AGENT)
    await end(stage, caller, boss, second)


async def test_spying_on_a_leg_that_is_gone(stage: Stage) -> None:
    caller, phone, boss = await watched(stage)
    with pytest.raises(NoSuchLeg):
        await stage.switch.execute(c.Spy(boss.leg, stage.new_leg("nobody")))
    with pytest.raises(NoSuchLeg):
        await stage.switch.execute(c.Spy(stage.new_leg("nobody"), phone.leg))
    await end(stage, caller, phone, boss)


async def test_another_controller_finds_legs_only_and_can_step_on(stage: Stage) -> None:
    caller, phone, boss = await watched(stage)
    await hears_both(caller, phone, boss)
    await stage.break_connection()
    back = await stage.expect(SwitchConnected)
    assert {leg.leg for leg in back.legs} == {caller.leg, phone.leg, boss.leg}
    assert {room.room for room in back.rooms} == {"room-1"}
    await hears_both(caller, phone, boss)
    await stage.switch.execute(c.Spy(boss.leg, phone.leg, whisper=True))
    await phone.hears(BOSS)
    await caller.hears_nothing(BOSS)
    await end(stage, caller, phone, boss)


async def _left(stage: AsteriskStage) -> list[str]:
    """What of ours is at the switch besides calls."""
    ask = stage.driver._context.ask
    found = [*(await ask("GET", "channels")).body, *(await ask("GET", "bridges")).body]
    return [each["id"] for each in found if each["id"].startswith("spy-")]


@pytest.mark.asterisk
async def test_no_channel_stays_behind(real: AsteriskStage) -> None:
    caller, phone, boss = await watched(real)
    first = set(await _left(real))
    assert len(first) == 1
    await real.switch.execute(c.Spy(boss.leg, phone.leg, whisper=True))
    assert len(set(await _left(real)) - first) == 1
    await boss.hang_up()
    await real.expect(LegEnded, leg=boss.leg)
    await end(real, caller, phone)
    await _all_gone(real)


@pytest.mark.asterisk
async def test_what_a_supervisor_left_while_no_controller_was_there_is_ended(real: AsteriskStage) -> None:
    caller, phone, boss = await watched(real)
    await real.break_connection()
    await boss.hang_up()
    await real.expect(SwitchConnected)
    await _all_gone(real)
    caller.say(CALLER)
    await phone.hears(CALLER)
    await end(real, caller, phone)


async def _all_gone(stage: AsteriskStage) -> None:
    for _ in range(40):
        if not await _left(stage):
            return
        await stage.pass_time(0.05)
    raise AssertionError(await _left(stage))
