"""The fake switch's own promises: people who behave, and time that is virtual."""

from __future__ import annotations

import asyncio

import pytest

from telephony import commands as c
from telephony.config_model import Device
from telephony.errors import SwitchUnavailable
from telephony.events import Cause, Event, LegAnswered, LegEnded, LegRinging, SwitchConnected
from telephony.switch.fake import Behaviour, FakeSwitch, Timeline, answers, busy, no_answer, rejects


async def started(*devices: str) -> tuple[FakeSwitch, list[Event]]:
    switch, facts = FakeSwitch(), []
    await switch.start(facts.append)
    await switch.provision([Device(device, "phone", "s") for device in devices], [])
    return switch, facts


def wish(leg: str, device: str, timeout: float = 20.0) -> c.Originate:
    return c.Originate(leg, "C1", device, None, None, "138", "", timeout, None)


@pytest.mark.parametrize(
    ("behaviour", "outcome", "at"),
    [
        (answers(2.0), "answered", 2.0),
        (busy(), Cause.BUSY, 0.05),
        (rejects(3.0), Cause.REJECTED, 3.0),
        (no_answer(), Cause.NO_ANSWER, 20.0),
    ],
)
async def test_behaviours(behaviour: Behaviour, outcome: str, at: float) -> None:
    switch, facts = await started("8001")
    switch.behave("8001", behaviour)
    await switch.execute(wish("fake:x", "8001"))
    switch.advance(at - 0.01)
    assert not [fact for fact in facts if isinstance(fact, LegAnswered | LegEnded)]
    switch.advance(0.02)
    (last,) = [fact for fact in facts if isinstance(fact, LegAnswered | LegEnded)]
    assert last == (
        LegAnswered("fake", "fake:x") if outcome == "answered" else LegEnded("fake", "fake:x", Cause(outcome))
    )
    assert bool([fact for fact in facts if isinstance(fact, LegRinging)]) is (behaviour.rings_after is not None)


async def test_the_same_story_gives_the_same_facts() -> None:
    async def story() -> list[Event]:
        switch, facts = await started("8001", "8002")
        caller = switch.arrive("1000", "138")
        await switch.execute(c.Answer(caller.leg))
        await switch.execute(wish("fake:a", "8001"))
        await switch.execute(wish("fake:b", "8002"))
        switch.advance(5)
        caller.press("12")
        caller.hang_up()
        switch.advance(60)
        return facts

    assert await story() == await story()


async def test_facts_come_after_the_command_has_returned() -> None:
    switch, facts = await started()
    caller = switch.arrive("1000")
    before = len(facts)
    await switch.execute(c.Answer(caller.leg))
    assert len(facts) == before
    await asyncio.sleep(0)
    assert facts[before:] == [LegAnswered("fake", caller.leg)]


async def test_without_a_controller_legs_go_down_together() -> None:
    switch, facts = await started("8001")
    caller = switch.arrive("1000")
    await switch.execute(c.Answer(caller.leg))
    await switch.execute(c.Originate("fake:a", "C1", "8001", None, None, "138", "", 20, caller.leg))
    switch.advance(2)
    switch.drop()
    with pytest.raises(SwitchUnavailable):
        await switch.execute(c.Hangup(caller.leg))
    caller.hang_up()
    switch.restore()
    assert isinstance(facts[-1], SwitchConnected)
    assert facts[-1].legs == ()


async def test_it_follows_the_clock_of_the_loop() -> None:
    switch, facts = await started("8001")
    switch.behave("8001", answers(0.05))
    await switch.execute(wish("fake:x", "8001"))
    follower = asyncio.create_task(switch.follow())
    async with asyncio.timeout(5):
        while not any(isinstance(fact, LegAnswered) for fact in facts):
            await asyncio.sleep(0.01)
    follower.cancel()


def test_things_happen_in_the_order_of_their_instants() -> None:
    time, seen = Timeline(), []
    time.after(2, lambda: seen.append(("b", time.now)))
    time.after(1, lambda: time.after(0.5, lambda: seen.append(("a", time.now))))
    time.after(2, lambda: seen.append(("c", time.now)))
    time.after(1.7, lambda: seen.append(("never", time.now))).cancel()
    time.advance(1.2)
    assert seen == []
    time.advance(10)
    assert seen == [("a", 1.5), ("b", 2.0), ("c", 2.0)]
    assert time.now == 11.2
    assert time.next_at() is None
