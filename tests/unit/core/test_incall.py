"""In the talk, on the fake switch: third parties, detours, surveys, feature codes; who is heard, freed, recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crm.kpis.facts import QueueVisit
from crm.kpis.fold import facts_of
from telephony.acd.model import AgentState
from telephony.calls import Call, Stage
from telephony.commands import MusicStart, RecordPause, RecordResume, RefuseTransfer, SendDigits
from telephony.configuration import load_snapshot
from telephony.errors import HotlineError, NotPossible, Unknown
from telephony.supervision.moving import move
from telephony.switch.fake import FakePeer, answers, manual, no_answer
from tests.simulation.core.test_day import Day
from tests.support.company import snapshot
from tests.support.flows import SURVEY, VERIFY
from tests.support.virtual import run


class Scene(Day):
    """A talk of agent a1 with a caller; everybody says his own name."""

    def __init__(self, folder: Path, survey: dict[str, Any] | None = None) -> None:
        self._survey = survey or {}
        super().__init__(1, folder, {})

    def _build(self) -> None:
        super()._build()
        raw = snapshot(agents=6, survey=self._survey)
        raw["flows"] += [{"id": flow["flow"], "version": 1, "document": flow} for flow in (VERIFY, SURVEY)]
        self.engine.config = load_snapshot(raw)
        config = self.engine.config
        self.acd.configure(config.queues.values(), config.agents.values(), self.engine.now())

    async def wait(self, condition: Callable[[], Any], seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.05)

    async def talk(self) -> None:
        await self.begin()
        self.clock = asyncio.create_task(self.switch.follow(0.05))
        now = self.engine.now()
        for agent in self.agents[1:]:
            self.acd.set_state(agent, AgentState.BUSY, now)
        for device in self.devices:
            self.switch.behave(device, answers(0.5))
        self.caller = self.switch.arrive("1001", "13800138000")
        self.caller.say("customer")
        await self.wait(lambda: self.told("call.connected"))
        (self.call,) = self.engine.calls.values()
        self.one = self.leg_of("a1")
        self.one.say("one")
        await asyncio.sleep(0.2)
        assert self.caller.hears() == {"one"}

    def leg_of(self, agent: str) -> FakePeer:
        device = f"800{agent[1:]}"
        return next(peer for peer in self.switch.peers.values() if peer.device == device and peer.originated)

    async def consult(self, target: str = "1002") -> None:
        self.controller.conversation.consulting.start(self.call, "agent", target)
        await self.wait(lambda: self.call.consult is not None and self.call.consult.answered)
        assert self.call.consult is not None
        self.two = self.switch.peers[self.call.consult.leg]
        self.two.say("two")
        await asyncio.sleep(0.2)

    def state(self, agent: str) -> AgentState:
        return self.acd.agent_state(agent)

    async def finish(self) -> dict[str, Any]:
        await self.wait(lambda: self.told("call.ended"))
        await asyncio.sleep(5)
        self.clock.cancel()
        assert self.switch.peers == {}
        assert self.engine.calls == {}
        assert AgentState.TALKING not in {self.state(agent) for agent in self.agents}
        ended = self.told("call.ended")
        return dict(ended[0].data["cdr"])


def play(tmp_path: Path, scene: Callable[[Scene], Awaitable[None]], survey: dict[str, Any] | None = None) -> Scene:
    async def whole() -> Scene:
        made = Scene(tmp_path, survey)
        await made.talk()
        await scene(made)
        return made

    return run(whole())


def test_the_customer_hears_music_while_the_agent_consults_and_comes_back(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.switch.behave("8002", manual())
        s.controller.conversation.consulting.start(s.call, "agent", "1002")
        await asyncio.sleep(0.2)
        assert s.state("a2") is AgentState.TALKING  # taken: no queue offers him anything
        with pytest.raises(NotPossible):
            s.controller.conversation.consulting.toggle(s.call)
        leg = s.leg_of("a2")
        leg.ring()
        leg.answer()
        leg.say("two")
        await asyncio.sleep(0.3)
        assert s.caller.hears() == {"music:default"}
        assert (s.one.hears(), leg.hears()) == ({"two"}, {"one"})
        s.controller.conversation.consulting.toggle(s.call)
        await asyncio.sleep(0.2)
        assert (s.caller.hears(), leg.hears()) == ({"one"}, {"music:default"})
        s.controller.conversation.consulting.toggle(s.call)
        await asyncio.sleep(0.2)
        leg.hang_up()
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        assert s.state("a2") is AgentState.BUSY
        s.caller.hang_up()
        cdr = await s.finish()
        assert [(each["agent"], each["kind"]) for each in cdr["segments"]] == [("a1", "talk"), ("a2", "consult")]
        assert cdr["agent"] == "a1"

    play(tmp_path, scene)


@pytest.mark.parametrize("how", ["api", "phone"])
def test_completing_hands_the_customer_over(tmp_path: Path, how: str) -> None:
    async def scene(s: Scene) -> None:
        await s.consult()
        if how == "api":
            s.controller.conversation.consulting.complete(s.call)
        else:
            s.one.hang_up()
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.two.hears()) == ({"two"}, {"customer"})
        assert s.one.ended is not None
        assert s.state("a1") in (AgentState.WRAP_UP, AgentState.AVAILABLE)
        s.two.hang_up()
        cdr = await s.finish()
        assert (cdr["agent"], len(cdr["recordings"])) == ("a2", 1)

    play(tmp_path, scene)


def test_hanging_up_while_the_third_rings_goes_on_as_a_blind_transfer(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.switch.behave("8002", answers(4.0))
        s.controller.conversation.consulting.start(s.call, "agent", "1002")
        await asyncio.sleep(0.5)
        s.one.hang_up()
        await asyncio.sleep(0.3)
        assert s.call.stage is Stage.DIALLING
        assert s.caller.hears() == {"music:default"}
        await s.wait(lambda: s.call.stage is Stage.TALKING)
        await asyncio.sleep(0.2)
        s.leg_of("a2").say("two")
        assert s.caller.hears() == {"two"}
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_an_unanswered_consultation_brings_the_customer_back(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.switch.behave("8002", no_answer())
        s.controller.conversation.consulting.start(s.call, "agent", "1002")
        await s.wait(lambda: s.call.consult is None, 60)
        await asyncio.sleep(0.2)
        assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        assert s.told("call.consult")[-1].data["state"] == "failed"
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_three_talk_one_is_dropped_and_the_last_two_go_on(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        await s.consult()
        s.controller.conversation.consulting.merge(s.call)
        await asyncio.sleep(0.2)
        assert s.caller.hears() == {"one", "two"}
        assert s.two.hears() == {"one", "customer"}
        s.one.hang_up()  # the guest goes on with the customer
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.two.hears()) == ({"two"}, {"customer"})
        s.one = s.two
        await s.consult("1003")
        s.controller.conversation.consulting.merge(s.call)
        s.controller.conversation.consulting.drop(s.call)
        await asyncio.sleep(0.3)
        assert s.caller.hears() == {"two"}
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_an_agent_rung_for_a_blind_transfer_is_taken_and_free_again_when_he_does_not_answer(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.switch.behave("8002", no_answer())
        s.controller.conversation.transfer(s.call, "agent", "1002")
        await asyncio.sleep(0.5)
        assert s.state("a2") is AgentState.TALKING
        await s.wait(lambda: s.state("a2") is AgentState.BUSY, 60)
        await s.wait(lambda: s.call.party is not None and s.call.party.agent == "a1", 60)
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_through_a_flow_and_back_with_what_it_found_out_and_silence_in_the_recording(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        with pytest.raises(Unknown):
            s.controller.detours.start(s.call, "verify:nowhere", back=True)
        s.controller.detours.start(s.call, "verify", back=True)
        await asyncio.sleep(0.3)
        assert s.one.hears() == {"music:default"}
        assert any(isinstance(each, RecordPause) for each in s.switch.commands)
        s.caller.press("4711")
        await s.wait(lambda: s.told("call.returned"))
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        returned = s.told("call.returned")[0].data
        assert (returned["result"], returned["variables"]["checked"]) == ("ok", "yes")
        assert "4711" not in str(s.journal.kept)
        assert any(isinstance(each, RecordResume) for each in s.switch.commands)
        assert [item.data["paused"] for item in s.told("recording.paused")] == [True, False]
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_keys_of_the_agent_who_waits_are_none_of_the_customers(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.controller.detours.start(s.call, "verify", back=True)
        await asyncio.sleep(0.3)
        s.one.press("4711")
        await asyncio.sleep(1)
        assert not s.told("call.returned")
        s.caller.press("4711")
        await s.wait(lambda: s.told("call.returned"))
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_no_recording_begins_while_the_customer_keys_in_what_nobody_shall_hear(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        act = s.controller.conversation.taping.act
        s.controller.detours.start(s.call, "verify", back=True)
        await asyncio.sleep(0.3)
        act(s.call, "stop")
        with pytest.raises(NotPossible) as refused:
            act(s.call, "start")
        assert refused.value.details["message_zh"]
        begun = len(s.told("recording.started"))
        s.caller.press("4711")
        await s.wait(lambda: s.told("call.returned"))
        act(s.call, "start")
        assert len(s.told("recording.started")) == begun + 1
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_the_survey_after_the_talk(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.one.hang_up()
        await asyncio.sleep(0.3)
        assert s.state("a1") in (AgentState.WRAP_UP, AgentState.AVAILABLE)  # while the customer rates
        assert s.call.stage is Stage.IVR
        s.caller.press("1")
        cdr = await s.finish()
        rated = s.told("call.rated")[0].data
        assert (rated["score"], rated["agent"], rated["queue"], rated["segment"]) == (3, "a1", "service", 1)
        assert [item.data["via"] for item in s.told("survey.offered")] == ["keypad"]
        assert cdr["ended_by"] == "agent"

    play(tmp_path, scene, {"mode": "auto", "flow": "rate", "sms": True})


def test_a_customer_who_hung_up_first_is_asked_by_link(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.caller.hang_up()
        await s.finish()
        assert [(item.data["via"], item.data["number"]) for item in s.told("survey.offered")] == [
            ("sms", "13800138000")
        ]

    play(tmp_path, scene, {"mode": "auto", "flow": "rate", "sms": True})


def test_the_survey_at_a_button(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.controller.surveys.rate(s.call)
        await asyncio.sleep(0.3)
        assert s.one.ended is not None
        s.caller.press("3")
        await s.finish()
        assert s.told("call.rated")[0].data["score"] == 1

    play(tmp_path, scene, {"mode": "button", "flow": "rate"})


def test_keys_go_to_whom_the_agent_talks_with(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.controller.conversation.send_digits(s.call, "12#")
        await asyncio.sleep(0.2)
        assert s.caller.received_digits == "12#"
        await s.consult()
        s.controller.conversation.send_digits(s.call, "9")
        await asyncio.sleep(0.2)
        assert s.two.received_digits == "9"
        assert "12#" not in str([item.data for item in s.told("call.digits_sent")])
        assert any(isinstance(each, SendDigits) for each in s.switch.commands)
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_the_dialled_colleague_can_hold_and_transfer(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.caller.hang_up()
        await s.wait(lambda: not s.engine.calls)
        await asyncio.sleep(2)
        call: Call = s.controller.dialout.by_agent("a3", "1004")
        await s.wait(lambda: call.stage is Stage.TALKING)
        await asyncio.sleep(0.2)
        three, four = s.switch.peers[call.party.leg], s.switch.peers[call.leg]  # type: ignore[union-attr]
        three.say("three")
        four.say("four")
        s.controller.conversation.internal.turn(call, "a4")
        s.controller.conversation.hold(call, True)
        await asyncio.sleep(0.2)
        assert three.hears() == {"music:default"}
        s.controller.conversation.hold(call, False)
        s.controller.conversation.transfer(call, "agent", "1005")
        await s.wait(lambda: call.party is not None and call.party.connected_at is not None)
        await asyncio.sleep(0.3)
        assert four.ended is not None
        assert s.state("a4") is AgentState.BUSY
        s.leg_of("a5").say("five")
        assert three.hears() == {"five"}
        three.hang_up()
        await s.wait(lambda: not s.engine.calls)
        s.clock.cancel()
        assert s.switch.peers == {}

    play(tmp_path, scene)


class Staff:
    """Web's answer: only the password 2468 of 1006 is right."""

    async def query(self, name: str, params: Any, timeout: float) -> Any:
        assert name == "staff"
        return {"found": params == {"number": "1006", "password": "2468"}}

    async def customer(self, number: str, dialled: str, timeout: float) -> Any:
        raise TimeoutError


def test_feature_codes(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.engine.directory = Staff()
        s.acd.logout("a6", s.engine.now())

        async def dial(code: str, keys: str = "") -> FakePeer:
            phone = s.switch.arrive(code, "8006", entry="device", device="8006")
            await asyncio.sleep(0.3)
            phone.press(keys)
            return phone

        wrong = await dial("*50", "1006#1111#")
        await asyncio.sleep(1)
        assert s.acd.agent_on("8006") is None
        wrong.press("1006#2468#")
        await s.wait(lambda: wrong.ended is not None)
        assert s.acd.agent_on("8006") == "a6"
        assert s.told("agent.device")[-1].data == {"agent": "a6", "device": "8006", "on": True}
        done = await dial("*52")
        await s.wait(lambda: done.ended is not None)
        assert s.state("a6") is AgentState.BREAK
        done = await dial("*53")
        await s.wait(lambda: done.ended is not None)
        assert s.state("a6") is AgentState.AVAILABLE
        s.acd.set_state("a6", AgentState.BUSY, s.engine.now())
        s.acd.set_state("a5", AgentState.AVAILABLE, s.engine.now())
        s.switch.behave("8005", no_answer())
        second = s.switch.arrive("1001", "13900139000")
        second.say("second")
        await s.wait(lambda: any(call.ringing for call in s.engine.calls.values()))
        picked = await dial("*8")
        await s.wait(lambda: picked.hears() == {"second"})
        assert s.state("a6") is AgentState.TALKING
        second.hang_up()
        s.caller.hang_up()
        await s.wait(lambda: not s.engine.calls)
        await asyncio.sleep(3)
        out = await dial("*51")
        await s.wait(lambda: out.ended is not None)
        assert s.acd.agent_on("8006") is None
        s.clock.cancel()
        assert s.switch.peers == {}
        assert s.engine.legs == {}

    play(tmp_path, scene)


def test_what_is_not_possible_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        consulting, taping = s.controller.conversation.consulting, s.controller.conversation.taping
        for act in (
            lambda: consulting.cancel(s.call),
            lambda: consulting.merge(s.call),
            lambda: consulting.drop(s.call),
            lambda: consulting.start(s.call, "agent", "1001"),  # himself
            lambda: consulting.start(s.call, "agent", "4711"),
            lambda: taping.act(s.call, "resume"),
            lambda: taping.act(s.call, "start"),
            lambda: s.controller.surveys.rate(s.call),
        ):
            with pytest.raises(HotlineError):
                act()
        await asyncio.sleep(0.2)
        assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        assert not [each for each in s.switch.commands if isinstance(each, MusicStart)][1:]
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_a_recording_that_ends_before_its_leg_is_complete_and_holds_nobody_up(tmp_path: Path) -> None:
    """The switch tells of the file and of the leg on two connections: either may come first."""

    async def scene(s: Scene) -> None:
        await asyncio.sleep(2)
        s.caller.hang_up()
        await s.wait(lambda: s.told("call.ended"), seconds=1)
        (ready,) = s.told("recording.ready")
        assert ready.data["seconds"] == pytest.approx(2.2, abs=0.4)
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("when", ["rings", "rang", "held"])
def test_after_a_restart_nobody_waits_for_a_third_party_who_does_not_come(tmp_path: Path, when: str) -> None:
    """He still rang, or his phone stopped while the core was away: agent and customer talk. A customer whom the agent
    had put on hold himself stays there."""

    async def scene(s: Scene) -> None:
        if when == "held":
            s.controller.conversation.hold(s.call, True)
        else:
            s.switch.behave("8002", no_answer())
            s.controller.conversation.consulting.start(s.call, "agent", "1002")
        await asyncio.sleep(1)
        assert s.caller.hears() == {"music:default"}
        s._crash()
        if when == "rang":
            s.leg_of("a2").hang_up()
        await s.wait(lambda: not s.dead, 10)
        await s.wait(lambda: s.engine.calls)
        await asyncio.sleep(1)
        (s.call,) = s.engine.calls.values()
        if when == "held":
            assert (s.call.held, s.caller.hears()) == (True, {"music:default"})
            assert s.told("call.consult") == []
            s.controller.conversation.hold(s.call, False)
            await asyncio.sleep(0.3)
        else:
            assert s.told("call.consult")[-1].data["state"] == "failed"
            assert s.state("a2") is not AgentState.TALKING
        assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        assert (s.call.held, s.call.consult) == (False, None)
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("third", ["consulted", "guest"])
def test_who_hands_the_customer_on_by_hanging_up_has_not_ended_the_call(tmp_path: Path, third: str) -> None:
    async def scene(s: Scene) -> None:
        await s.consult()
        if third == "guest":
            s.controller.conversation.consulting.merge(s.call)
        s.controller.hang_up(s.call, "agent")
        await asyncio.sleep(0.3)
        assert s.caller.hears() == {"two"}
        s.caller.hang_up()
        assert (await s.finish())["ended_by"] == "caller"

    play(tmp_path, scene)


def test_an_agent_who_would_rather_not_have_a_transfer_sends_the_customer_back_and_not_away(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.switch.behave("8002", no_answer())
        s.controller.conversation.transfer(s.call, "agent", "1002")
        await asyncio.sleep(0.5)
        s.controller.hang_up(s.call, "agent")
        await asyncio.sleep(0.3)
        assert s.caller.ended is None
        assert s.state("a2") is AgentState.BUSY
        await s.wait(lambda: s.call.party is not None and s.call.party.connected_at is not None)
        s.caller.hang_up()
        cdr = await s.finish()
        assert (cdr["ended_by"], [each["agent"] for each in cdr["segments"]]) == ("caller", ["a1", "a1"])

    play(tmp_path, scene)


def test_a_phone_is_told_that_there_is_no_transfer_wherever_none_is_possible(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        def refused() -> list[str]:
            return [each.leg for each in s.switch.commands if isinstance(each, RefuseTransfer)]

        await s.consult()
        s.two.refer("second")
        await asyncio.sleep(0.1)
        assert refused() == [s.two.leg]
        s.controller.conversation.consulting.cancel(s.call)
        s.controller.detours.start(s.call, "verify", back=True)
        await asyncio.sleep(0.1)
        s.one.refer("second")
        s.caller.refer("second")
        await asyncio.sleep(0.1)
        assert refused() == [s.two.leg, s.one.leg, s.caller.leg]
        s.caller.press("4711")
        await s.wait(lambda: s.told("call.returned"))
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("kind", ["queue", "agent"])
def test_a_supervisor_moves_a_customer_out_of_a_flow_and_the_agent_who_waited_is_free(
    tmp_path: Path, kind: str
) -> None:
    async def scene(s: Scene) -> None:
        s.controller.detours.start(s.call, "verify", back=True)
        await asyncio.sleep(0.3)
        if kind == "queue":
            s.acd.set_state("a2", AgentState.AVAILABLE, s.engine.now())
        move(s.controller, s.call, kind, "second" if kind == "queue" else "1002", "boss")
        await s.wait(lambda: s.call.party is not None and s.call.party.agent == "a2" and s.call.party.connected_at)
        assert s.one.ended is not None
        assert s.state("a1") is not AgentState.TALKING
        s.caller.hang_up()
        cdr = await s.finish()
        assert [each["agent"] for each in cdr["segments"]] == ["a1", "a2"]

    play(tmp_path, scene)


def test_a_customer_whose_transfer_is_not_answered_has_not_waited_while_he_talked(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        await asyncio.sleep(100)
        s.switch.behave("8002", no_answer())
        s.controller.conversation.transfer(s.call, "agent", "1002")
        await s.wait(lambda: len(s.told("call.connected")) > 1, 60)
        s.caller.hang_up()
        cdr = await s.finish()
        assert cdr["wait_seconds"] < 10
        assert [visit.wait < 10 for visit in facts_of(cdr) if isinstance(visit, QueueVisit)] == [True, True]

    play(tmp_path, scene)
