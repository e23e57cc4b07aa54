"""An agent consults a queue, on the fake switch: what each of them hears and is, whatever the others do, and that no
figure of the queue takes the enquiry for a caller."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from test_incall import Scene

from crm.kpis.facts import AgentCall, QueueVisit
from crm.kpis.fold import facts_of
from telephony.acd.model import AgentState
from telephony.calls import Stage
from telephony.configuration import load_snapshot
from telephony.console import Console
from telephony.engine import live
from telephony.errors import NotPossible, Unknown
from telephony.switch.fake import answers, manual, no_answer, rejects
from tests.support.company import snapshot
from tests.support.virtual import run

CLOSED = {"when": "closed", "action": "message", "text": {"zh": "已下班。", "en": "We are closed."}}
LATE = {"when": "max_wait", "action": "voicemail", "over": 30.0}


class Asking(Scene):
    """A talk of a1 in queue `service`; everybody else is busy until he is made free. The consulted queue is `second`,
    with music of its own."""

    def _build(self) -> None:
        super()._build()
        raw = snapshot(agents=6)
        raw["queues"][1] |= {"music": "second", "max_wait": 600.0, "overflow": [CLOSED, LATE], "wrap_up": 3.0}
        self.engine.config = load_snapshot(raw)
        self.controller.acd.configure()

    def ask(self, queue: str = "second") -> None:
        self.controller.conversation.consulting.start(self.call, "queue", queue)

    def free(self, agent: str) -> None:
        self.acd.set_state(agent, AgentState.AVAILABLE, self.engine.now())
        self.controller.acd.pump()

    async def found(self, agent: str = "a2") -> None:
        """The enquiry has found this colleague, and they talk."""
        self.ask()
        self.free(agent)
        await self.wait(lambda: self.call.consult is not None and self.call.consult.answered)
        self.two = self.leg_of(agent)
        self.two.say("two")
        await asyncio.sleep(0.2)

    async def reach(self, when: str) -> None:
        """The enquiry `waits`, a2's phone `rings` for it, or a2 `talks`; for a second."""
        self.switch.behave("8002", answers(0.5) if when == "talks" else no_answer())
        if when == "talks":
            await self.found()
        else:
            self.ask()
            if when == "rings":
                self.free("a2")
        await asyncio.sleep(1)

    def states(self) -> list[str]:
        return [item.data["state"] for item in self.told("call.consult")]

    def together(self) -> None:
        """Agent and customer talk, and nobody waits."""
        assert (self.caller.hears(), self.one.hears()) == ({"one"}, {"customer"})
        assert self.call.consult is None
        assert self.call.enquiry is None
        assert self.call.ringing == {}
        self.nobody_waits()

    def nobody_waits(self) -> None:
        assert self.acd.snapshot(self.engine.now())["items"] == []


def play(tmp_path: Path, scene: Callable[[Asking], Awaitable[None]]) -> None:
    async def whole() -> None:
        made = Asking(tmp_path)
        await made.talk()
        await scene(made)

    run(whole())


def test_agent_and_customer_wait_with_music_until_the_queue_finds_a_colleague(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.ask()
        await asyncio.sleep(3)
        assert (s.caller.hears(), s.one.hears()) == ({"music:default"}, {"music:second"})
        assert live(s.call).extra["consult"] == {
            "agent": None, "device": None, "number": None, "state": "waiting", "queue": "second",
        }  # fmt: skip
        with pytest.raises(NotPossible):
            s.controller.conversation.consulting.toggle(s.call)
        with pytest.raises(NotPossible):
            s.ask()
        assert s.call.enquiry is not None
        why = s.acd.explain_item(s.call.enquiry.item, s.engine.now())
        assert why["media"] == "consult"
        assert "二线" in why["text"]["zh"]
        s.switch.behave("8002", manual())
        s.free("a2")
        await asyncio.sleep(0.2)
        leg = s.leg_of("a2")
        leg.ring()
        await asyncio.sleep(0.2)
        assert s.state("a2") is AgentState.RINGING
        assert s.acd.item_of("a2") == s.call.id
        assert live(s.call).extra["ringing"] == ["a2"]
        assert live(s.call).extra["consult"]["state"] == "ringing"
        leg.answer()
        leg.say("two")
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.one.hears(), leg.hears()) == ({"music:default"}, {"two"}, {"one"})
        assert s.state("a2") is AgentState.TALKING
        assert s.acd.item_of("a2") == s.call.id
        assert s.states() == ["waiting", "offered", "talking"]
        offered = s.told("call.consult")[1].data
        assert offered["why"]["rule"] == "longest_idle"
        assert offered["queue"] == "second"
        leg.hang_up()
        await asyncio.sleep(0.3)
        s.together()
        assert s.state("a2") is AgentState.AVAILABLE
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_no_figure_of_the_queue_takes_the_enquiry_for_a_caller(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.switch.behave("8002", rejects(0.5))
        s.ask()
        s.free("a2")
        await asyncio.sleep(2)
        s.switch.behave("8003", answers(0.5))
        s.free("a3")
        await s.wait(lambda: "talking" in s.states())
        await asyncio.sleep(1)
        s.controller.conversation.consulting.complete(s.call)
        await asyncio.sleep(2)
        s.caller.hang_up()
        facts = facts_of(await s.finish())
        assert [(each.queue, each.result) for each in facts if isinstance(each, QueueVisit)] == [
            ("service", "answered")
        ]
        assert sorted((each.agent, each.kind, each.queue) for each in facts if isinstance(each, AgentCall)) == [
            ("a1", "talk", "service"),
            ("a3", "consult", "second"),
            ("a3", "talk", "second"),
        ]

    play(tmp_path, scene)


def test_giving_up_while_waiting_and_while_a_phone_rings(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.ask()
        await asyncio.sleep(1)
        s.controller.conversation.consulting.cancel(s.call)
        await asyncio.sleep(0.3)
        s.together()
        s.switch.behave("8002", no_answer())
        s.ask()
        s.free("a2")
        await asyncio.sleep(1)
        ringing = s.leg_of("a2")
        s.controller.conversation.consulting.cancel(s.call)
        await asyncio.sleep(0.3)
        s.together()
        assert ringing.ended is not None
        assert s.state("a2") is AgentState.AVAILABLE
        assert s.states() == ["waiting", "cancelled", "waiting", "offered", "declined", "cancelled"]
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("how", ["api", "phone"])
@pytest.mark.parametrize("when", ["waits", "offered", "rings"])
def test_handing_over_while_waiting_puts_the_customer_into_the_line_at_that_place(
    tmp_path: Path, how: str, when: str
) -> None:
    async def scene(s: Asking) -> None:
        s.ask()
        assert s.call.enquiry is not None
        place = s.call.enquiry.entered
        await asyncio.sleep(2)
        other = s.switch.arrive("1001", "13900139000")  # waits in the other queue, where a2 serves as well
        other.say("other")
        await asyncio.sleep(1)
        s.switch.behave("8002", no_answer())
        if when != "waits":
            s.free("a2")
        if when == "rings":
            await asyncio.sleep(0.5)
        s.switch.behave("8002", answers(0.5))
        if how == "api":
            s.controller.conversation.consulting.complete(s.call)
        else:
            s.one.hang_up()
        await asyncio.sleep(0.3)
        assert (s.call.stage, s.call.queue) == (Stage.QUEUE, "second")
        assert s.caller.hears() == {"music:second"}
        assert s.call.queued_at == pytest.approx(place)
        assert s.state("a1") is AgentState.WRAP_UP
        if when == "waits":
            s.free("a2")
        await s.wait(lambda: s.call.party is not None and s.call.party.connected_at is not None)
        assert s.call.party is not None
        assert s.call.party.agent == "a2"
        await asyncio.sleep(0.2)
        s.leg_of("a2").say("two")
        assert s.caller.hears() == {"two"}
        s.caller.hang_up()
        other.hang_up()
        await s.wait(lambda: not s.engine.calls)
        record = next(item.data["cdr"] for item in s.told("call.ended") if item.call == s.call.id)
        visits = [each for each in facts_of(record) if isinstance(each, QueueVisit)]
        assert [(each.queue, each.result) for each in visits] == [("service", "answered"), ("second", "answered")]
        assert visits[1].wait > 3
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("how", ["api", "phone"])
def test_handing_over_to_the_colleague_who_was_found(tmp_path: Path, how: str) -> None:
    async def scene(s: Asking) -> None:
        await s.found()
        if how == "api":
            s.controller.conversation.consulting.complete(s.call)
        else:
            s.one.hang_up()
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.two.hears()) == ({"two"}, {"customer"})
        assert s.state("a1") in (AgentState.WRAP_UP, AgentState.AVAILABLE)
        assert s.call.queue == "second"
        s.two.hang_up()
        await asyncio.sleep(0.3)
        assert s.state("a2") is AgentState.WRAP_UP  # of the queue that found him
        cdr = await s.finish()
        assert [(each["agent"], each["kind"], each["queue"]) for each in cdr["segments"]] == [
            ("a1", "talk", "service"),
            ("a2", "consult", "second"),
            ("a2", "talk", "second"),
        ]

    play(tmp_path, scene)


def test_all_three_talk_and_the_one_who_asked_leaves(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        await s.found()
        s.controller.conversation.consulting.toggle(s.call)
        await asyncio.sleep(0.2)
        assert (s.caller.hears(), s.two.hears()) == ({"one"}, {"music:default"})
        s.controller.conversation.consulting.merge(s.call)
        await asyncio.sleep(0.2)
        assert s.caller.hears() == {"one", "two"}
        s.one.hang_up()
        await asyncio.sleep(0.3)
        assert (s.caller.hears(), s.two.hears()) == ({"two"}, {"customer"})
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("when", ["waits", "rings", "talks"])
def test_the_customer_hangs_up(tmp_path: Path, when: str) -> None:
    async def scene(s: Asking) -> None:
        await s.reach(when)
        s.caller.hang_up()
        await s.finish()
        s.nobody_waits()
        assert s.one.ended is not None
        assert s.states()[-1] == "ended"
        assert s.state("a2") is (AgentState.BUSY if when == "waits" else AgentState.AVAILABLE)

    play(tmp_path, scene)


def test_who_does_not_answer_leaves_the_enquiry_at_its_place_for_the_next(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.switch.behave("8002", no_answer())
        s.switch.behave("8003", rejects(0.5))
        s.ask()
        s.free("a2")
        await s.wait(lambda: s.state("a2") is AgentState.NOT_ANSWERING, 60)
        assert s.one.hears() == {"music:second"}
        s.free("a3")
        await s.wait(lambda: s.states().count("declined") == 2)
        assert [item.data["cause"] for item in s.told("call.consult") if item.data["state"] == "declined"] == [
            "no_answer",
            "rejected",
        ]
        s.free("a4")
        await s.wait(lambda: "talking" in s.states())
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_several_are_rung_and_the_first_has_it(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        raw = snapshot(agents=6)
        raw["queues"][1] |= {"strategy": "ring_all", "ring_max": 3}
        s.engine.config = load_snapshot(raw)
        s.controller.acd.configure()
        s.switch.behave("8002", no_answer())
        s.switch.behave("8003", answers(2.0))
        s.free("a2")
        s.free("a3")
        s.ask()
        await asyncio.sleep(1)
        rung = s.leg_of("a2")
        await s.wait(lambda: "talking" in s.states())
        await asyncio.sleep(0.3)
        assert s.call.consult is not None
        assert s.call.consult.agent == "a3"
        assert rung.ended is not None
        assert s.call.ringing == {}
        assert s.state("a2") is AgentState.AVAILABLE
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_a_limit_of_the_queue_brings_the_agent_back_and_says_which(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.ask()
        await asyncio.sleep(31)
        s.together()
        assert (s.states()[-1], s.told("call.consult")[-1].data["cause"]) == ("failed", "max_wait")
        s.ask()
        now = s.engine.now()
        for agent in s.agents[1:]:
            s.acd.logout(agent, now)
        s.acd.logout("a1", now)  # after his call
        s.controller.acd.pump()
        raw = snapshot(agents=6)
        del raw["queues"][1]
        for agent in raw["agents"]:
            agent["queues"] = [{"queue": "service"}]
        s.engine.config = load_snapshot(raw)
        s.controller.acd.configure()
        await asyncio.sleep(0.3)
        s.together()
        assert s.states()[-1] == "failed"
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_a_queue_that_is_closed_or_deserted_or_full_is_refused_at_once_in_words(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        def refused() -> str:
            with pytest.raises(NotPossible) as error:
                s.ask()
            return str(error.value.details["message_zh"])

        with pytest.raises(Unknown):
            s.ask("nowhere")
        s.acd.set_open("second", False)
        assert "不在工作时间" in refused()
        s.acd.set_open("second", True)
        for agent in s.agents[1:]:
            s.acd.logout(agent, s.engine.now())
        assert "没有其他坐席签入" in refused()
        await asyncio.sleep(0.3)
        s.together()
        assert s.states() == []
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_a_supervisor_moves_the_customer_while_his_agent_waits(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        s.ask()
        await asyncio.sleep(1)
        s.controller.conversation.transfer(s.call, "queue", "service")
        await asyncio.sleep(0.3)
        assert (s.call.stage, s.call.queue, s.call.enquiry) == (Stage.QUEUE, "service", None)
        assert len(s.acd.snapshot(s.engine.now())["items"]) == 1  # the customer himself
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


@pytest.mark.parametrize("when", ["waits", "rings", "talks"])
def test_a_restart_of_the_core(tmp_path: Path, when: str) -> None:
    async def scene(s: Asking) -> None:
        await s.reach(when)
        s._crash()
        await s.wait(lambda: not s.dead, 10)
        await s.wait(lambda: s.engine.calls)
        await asyncio.sleep(1)
        (s.call,) = s.engine.calls.values()
        s.controller.acd.pump()
        if when == "talks":
            assert (s.caller.hears(), s.one.hears()) == ({"music:default"}, {"two"})
            s.controller.conversation.consulting.complete(s.call)
            await asyncio.sleep(0.3)
            assert (s.caller.hears(), s.two.hears()) == ({"two"}, {"customer"})
            assert s.call.queue == "second"
        else:
            assert (s.caller.hears(), s.one.hears()) == ({"music:default"}, {"music:second"})
            assert s.call.enquiry is not None
            s.switch.behave("8003", answers(0.5))
            s.acd.set_state("a2", AgentState.BUSY, s.engine.now())
            s.free("a3")
            await s.wait(lambda: s.call.consult is not None and s.call.consult.answered)
            await asyncio.sleep(0.3)
            s.leg_of("a3").say("three")
            assert s.one.hears() == {"three"}
            s.controller.conversation.consulting.cancel(s.call)
            await asyncio.sleep(0.3)
            assert (s.caller.hears(), s.one.hears()) == ({"one"}, {"customer"})
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)


def test_an_agent_of_the_queue_who_is_rung_cannot_end_the_customers_call(tmp_path: Path) -> None:
    async def scene(s: Asking) -> None:
        async def prepare(_config: Any) -> None:
            return None

        console = Console(s.controller, tmp_path, prepare)
        s.switch.behave("8002", no_answer())
        s.ask()
        s.free("a2")
        await asyncio.sleep(1)
        with pytest.raises(NotPossible):
            await console.hang_up({"agent": "a2"})
        explained = await console.explain_call({"call": s.call.id})
        assert explained["media"] == "consult"
        s.caller.hang_up()
        await s.finish()

    play(tmp_path, scene)
