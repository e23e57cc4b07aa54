"""Several phones ring for one caller: the first to answer has him, and nobody else is left with anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from telephony.commands import Hangup
from telephony.events import Cause
from telephony.switch.fake import manual
from tests.support.company import snapshot
from tests.support.fake_core import FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]


def play(folder: Path, story: Story, agents: int = 3) -> None:
    async def whole() -> None:
        core = FakeCore(folder, snapshot(agents=agents, strategy="ring_all"))
        await core.start()
        for k in range(1, agents + 1):
            core.switch.behave(str(8000 + k), manual())
        core.login(*range(1, agents + 1))
        await story(core)
        await core.stop()

    run(whole())


async def all_ring(core: FakeCore, agents: int = 3):  # type: ignore[no-untyped-def]
    legs = [await core.rings(str(8000 + k)) for k in range(1, agents + 1)]
    for leg in legs:
        leg.ring()
    for k in range(1, agents + 1):
        await core.hears_of("agent.state", agent=f"a{k}", state="ringing")
    return legs


def test_the_first_to_answer_has_the_caller_and_the_others_stop_with_answered_elsewhere(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        one, two, three = await all_ring(core)
        live = core.told("call.live")[-1]
        assert live.data["stage"] == "ringing"
        assert set(live.data["extra"]["ringing"]) == {"a1", "a2", "a3"}
        two.answer()
        await core.hears_of("call.connected", agent="a2")
        assert (one.ended, three.ended) == (Cause.ANSWERED_ELSEWHERE, Cause.ANSWERED_ELSEWHERE)
        assert {hangup.cause for hangup in core.sent(Hangup)} == {Cause.ANSWERED_ELSEWHERE}
        for agent in ("a1", "a3"):
            await core.hears_of("screen_pop_withdrawn", agent=agent, result="answered_elsewhere")
            assert core.state(agent) == "available"
        assert not core.told("screen_pop_withdrawn", agent="a2")
        caller.hang_up()
        await core.hears_of("call.ended")
        cdr = core.told("call.ended")[0].data["cdr"]
        assert (cdr["outcome"], cdr["agents"]) == ("answered", ["a2"])
        results = [item["data"]["result"] for item in cdr["timeline"] if item["type"] == "call.offer_ended"]
        assert sorted(results) == ["answered", "answered_elsewhere", "answered_elsewhere"]
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story)


def test_two_answers_at_the_same_instant_leave_one_owner_and_no_leg(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        one, two, three = await all_ring(core)
        two.answer()
        three.answer()
        one.answer()
        await core.hears_of("call.connected")
        await asyncio.sleep(3)
        assert len(core.told("call.connected")) == 1
        assert sorted(core.state(f"a{k}") for k in (1, 2, 3)) == ["available", "available", "talking"]
        assert len(core.switch.peers) == 2
        caller.hang_up()
        await core.hears_of("call.ended")
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story)


@pytest.mark.parametrize("after", [0.0, 0.01, 0.05, 0.3, 2.0, 3.99, 4.0, 4.01])
def test_a_caller_who_leaves_while_several_ring_releases_them_all(tmp_path: Path, after: float) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        await core.rings("8001")
        await asyncio.sleep(after)
        caller.hang_up()
        await core.hears_of("call.ended")
        await asyncio.sleep(8)
        assert {core.state(f"a{k}") for k in (1, 2, 3)} == {"available"}
        assert len(core.told("call.ended")) == 1
        core.at_rest()

    play(tmp_path, story)


def test_who_refuses_does_not_stop_the_others(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        one, two, _three = await all_ring(core)
        one.reject()
        await core.hears_of("screen_pop_withdrawn", agent="a1", result="rejected")
        assert two.ended is None
        two.answer()
        await core.hears_of("call.connected", agent="a2")
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story)


@pytest.mark.parametrize("answered", [False, True])
def test_a_restart_while_several_ring_leaves_nobody_ringing_for_ever(tmp_path: Path, answered: bool) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        _one, two, _three = await all_ring(core)
        if answered:
            two.answer()
            await core.until(lambda: core.told("call.left_queue", result="answered"))
        await core.crash()
        if not answered:
            for k in (1, 2, 3):
                await core.hears_of("call.offered", agent=f"a{k}", count=2)
            (await core.rings("8003")).answer()
        await core.hears_of("call.connected")
        await asyncio.sleep(6)
        assert len(core.switch.peers) == 2
        caller.hang_up()
        await core.hears_of("call.ended")
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story)
