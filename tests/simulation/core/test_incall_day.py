"""Hours of consultations, talks of three, ways through flows, held and recorded calls, with callers and phones that do
what they like: in the end nobody is stuck, no leg is left, every call has one record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from telephony.acd.engine import Acd
from telephony.acd.model import AgentState
from telephony.calls import Call, Stage
from telephony.errors import HotlineError
from telephony.incall import members
from tests.simulation.core.test_day import AGENTS, HOUR, Day, nothing_is_left, recordings_are_closed
from tests.support.virtual import run


class Busy(Day):
    """Agents do something with their calls all the time."""

    def _something(self, trouble: bool) -> None:
        for _ in range(3):
            self._in_a_call()
        self.check()
        super()._something(trouble)

    def _in_a_call(self) -> None:
        talks = [call for call in self.engine.calls.values() if call.stage in (Stage.TALKING, Stage.IVR)]
        if self.dead or not talks:
            return
        call = self.chance.choice(talks)
        conversation, chance = self.controller.conversation, self.chance
        consulting, taping = conversation.consulting, conversation.taping
        third = f"100{chance.randint(1, AGENTS)}"
        if call.consult is not None or call.guests:
            acts: tuple[Callable[[], object], ...] = (
                lambda: consulting.complete(call),
                lambda: consulting.cancel(call),
                lambda: consulting.toggle(call),
                lambda: consulting.toggle(call),
                lambda: consulting.merge(call),
                lambda: consulting.merge(call),
                lambda: consulting.drop(call),
                lambda: self._leave_third(call),
            )
            if chance.random() < 0.7:
                return  # they talk for a while
        elif chance.random() < 0.5:
            acts = (
                lambda: consulting.start(call, "agent", third),
                lambda: consulting.start(call, "device", chance.choice(self.devices)),
                lambda: consulting.start(call, "queue", chance.choice(["service", "second"])),
            )
        else:
            acts = (
                lambda: self.controller.hang_up(call, "agent"),
                lambda: conversation.hold(call, not call.held),
                lambda: conversation.hold(call, not call.held),
                lambda: conversation.mute(call, chance.random() < 0.5),
                lambda: taping.act(call, chance.choice(["start", "stop", "pause", "resume"])),
                lambda: self.controller.detours.start(call, "menu", back=True),
                lambda: self.controller.detours.start(call, "menu:bye", back=chance.random() < 0.5),
                lambda: conversation.transfer(call, "agent", third),
                lambda: self._turn(call),
                lambda: self.controller.dialout.by_agent(chance.choice(self.agents), third),
            )
        try:
            chance.choice(acts)()
        except HotlineError:
            return
        self.controller.acd.pump()

    def _leave_third(self, call: Call) -> None:
        for party in list(members.members(call))[1:]:
            if party.agent:
                self.controller.conversation.consulting.leave(call, party.agent)
                return

    def _turn(self, call: Call) -> None:
        if call.colleague:
            self.controller.conversation.internal.turn(call, call.colleague)

    def check(self) -> None:
        """At any moment: an agent whom a call counts as its own is known to the distributor as busy with a call."""
        if self.dead or not self.switch.connected:
            return
        acd: Acd = self.acd
        for call in self.engine.calls.values():
            for party in members.members(call):
                known = party.agent in acd.agents  # supervisors who took over need not be agents
                here = (
                    known and acd.agent_state(party.agent or "") is not AgentState.OFFLINE
                )  # not logged out meanwhile
                if party.agent and here and call.stage is Stage.TALKING and party.connected_at is not None:
                    assert acd.item_of(party.agent) is not None, (party, call.stage)
        asked = {call.enquiry.item for call in self.engine.calls.values() if call.enquiry is not None}
        assert asked == {ident for ident, item in acd.items.items() if item.item.media == "consult"}


@pytest.mark.parametrize("trouble", [False, True], ids=["calm", "trouble"])
@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_stuck_whatever_agents_do(
    seed: int, trouble: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def day() -> Day:
        made = Busy(seed, tmp_path, {})
        await made.begin()
        await made.live(HOUR / 2, trouble)
        return made

    lived = run(day())
    output = capsys.readouterr().out
    assert "controller.failed" not in output
    assert "engine.task_failed" not in output
    assert "recovery.failed" not in output
    nothing_is_left(lived)
    consulted = {item.data["state"] for item in lived.told("call.consult")}
    assert {"talking", "waiting", "offered"} <= consulted
    assert lived.acd.items == {}
    recordings_are_closed(lived)
    for item in lived.told("call.ended"):
        for segment in item.data["cdr"]["segments"]:
            assert segment["ended"] is not None
            # After a restart durations mix the virtual clock with the machine's, in this simulation only.
            assert segment["seconds"] >= 0 or item.data["cdr"]["recovered"]
