"""The core is killed while a call begins: commands go to the switch at once, news to the disk a moment later. Whatever
of them has arrived, the caller is served. And the moment in which a leg ends while the line to the switch is broken."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from test_incall import Scene

from telephony.acd.model import AgentState
from telephony.commands import Answer, Command
from telephony.switch.fake import FakePeer, answers
from tests.support.virtual import run


class Beginning(Scene):
    """Agent a1 is free and answers; nobody has called yet."""

    async def ready(self) -> None:
        await self.begin()
        self.clock = asyncio.create_task(self.switch.follow(0.05))
        for agent in self.agents[1:]:
            self.acd.set_state(agent, AgentState.BUSY, self.engine.now())
        self.switch.behave("8001", answers(0.5))

    async def begins(self, *, up: bool, tagged: bool) -> FakePeer:
        """A caller, as far as the switch has come with the commands for him."""
        execute = self.switch.execute

        async def so_far(command: Command) -> None:
            if not self.dead and not up and isinstance(command, Answer):
                await asyncio.Event().wait()
            await execute(command)

        self.switch.execute = so_far  # type: ignore[method-assign]
        caller = self.switch.arrive("1001", "13800138000")
        caller.say("customer")
        async with asyncio.timeout(5):
            while (tagged and "call" not in caller.tags) or (up and not caller.up):
                await asyncio.sleep(0)
        return caller

    def kill(self, *, written: bool) -> None:
        """kill -9; of what is `written` nothing but that the call has begun."""
        calls = [item for item in self.journal.kept if item.call is not None and item.type != "agent.state"]
        self.journal.kept[:] = [item for item in self.journal.kept if item not in calls]
        if written:
            self.journal.kept += [item for item in calls if item.type == "call.started"]
        self._crash()


@pytest.mark.parametrize(
    ("up", "tagged", "written"),
    [(True, True, False), (False, True, False), (False, False, True), (False, True, True), (True, True, True)],
    ids=["answered-unwritten", "tagged-unwritten", "written-only", "written-tagged", "written-answered"],
)
def test_a_caller_whose_call_had_just_begun_is_served(tmp_path: Path, up: bool, tagged: bool, written: bool) -> None:
    async def scene() -> None:
        s = Beginning(tmp_path)
        await s.ready()
        caller = await s.begins(up=up, tagged=tagged)
        assert caller.up == up
        s.kill(written=written)
        del s.switch.execute
        await s.wait(lambda: not s.dead and s.engine.calls, 10)
        await s.wait(lambda: s.told("call.connected"))
        (s.call,) = s.engine.calls.values()
        await asyncio.sleep(0.3)
        s.one = s.leg_of("a1")
        s.one.say("one")
        assert caller.up
        assert (caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        caller.hang_up()
        assert (await s.finish())["outcome"] == "answered"

    run(scene())


def test_a_leg_of_a_call_that_is_over_is_ended_as_before(tmp_path: Path) -> None:
    async def scene() -> None:
        s = Beginning(tmp_path)
        await s.ready()
        caller = await s.begins(up=True, tagged=True)
        await s.wait(lambda: s.told("call.connected"))
        ended = s.told("call.started")[0]
        s.journal.kept.append(type(ended)(s.journal.next_number(), ended.at, "call.ended", ended.call, {"cdr": {}}))
        s._crash()
        await s.wait(lambda: not s.dead and caller.ended is not None, 10)
        s.clock.cancel()

    run(scene())


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_a_leg_that_is_ending_while_the_line_comes_back_is_gone(tmp_path: Path, who: str) -> None:
    """Its end was told while nobody listened, and it is still in the switch's list: not in our hands any more."""

    async def scene() -> None:
        s = Scene(tmp_path)
        await s.talk()
        ending = s.caller if who == "customer" else s.one
        s.switch.drop()
        legs = tuple(replace(leg, ours=leg.leg != ending.leg) for leg in s.switch._legs())
        ending.hang_up()
        s.switch._legs = lambda: legs  # type: ignore[method-assign]
        s.switch.restore()
        assert (await s.finish())["outcome"] == "answered"

    run(scene())
