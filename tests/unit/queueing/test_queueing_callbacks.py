"""Called back instead of waiting: at his turn, agent first, then the customer, again if he is not reached."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crm.kpis.facts import AgentCall, IvrVisit, QueueVisit
from crm.kpis.fold import facts_of
from telephony.commands import Play
from telephony.configuration import load_snapshot
from telephony.domain_events import CallbackAttempt
from telephony.errors import NotPossible, Unknown
from telephony.outside.lists import entry
from telephony.outside.refusals import OutboundRefused
from telephony.queueing.keys import TWICE
from telephony.switch.fake import FakePeer, busy, manual
from tests.support.company import snapshot
from tests.support.fake_core import MOBILE, TRUNK, FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]
OUTSIDE = "13800138000"


def play(folder: Path, story: Story, changes: dict[str, Any] | None = None, **queue: Any) -> None:
    async def whole() -> None:
        core = FakeCore(folder, snapshot(agents=2, keys={"1": {"action": "callback"}}, **queue) | (changes or {}))
        await core.start()
        for called in ("8001", "8002", OUTSIDE):
            core.switch.behave(called, manual())
        await story(core)
        await core.stop()

    run(whole())


async def asks(core: FakeCore, number: str = MOBILE) -> FakePeer:
    """A waiting caller presses 1, then 1 again: on my own number."""
    caller = core.call(number=number)
    await core.until(lambda: caller.hears() == {"music:default"})
    caller.press("1")
    await core.until(lambda: any(heard.startswith("media:") for heard in caller.hears()))
    await asyncio.sleep(TWICE + 0.1)
    caller.press("1")
    return caller


async def promised(core: FakeCore) -> str:
    await asks(core)
    ended = await core.hears_of("call.ended")
    assert ended.data["cdr"]["outcome"] == "overflow"
    return str(core.told("callback.requested")[-1].data["callback"])


def test_the_customer_is_called_when_an_agent_is_free_and_both_talk(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        asked = core.told("callback.requested")[0].data
        assert (asked["number"], asked["source"]) == (MOBILE, "key")
        assert asked["entered"] == core.told("call.queued")[0].data["entered"]
        await asyncio.sleep(30)
        core.login(1)
        agent = await core.rings("8001")
        assert agent.number == MOBILE
        pop = await core.hears_of("screen_pop", agent="a1", kind="callback")
        assert (pop.data["number"], pop.data["queue"]) == (MOBILE, "service")
        assert core.leg(OUTSIDE) is None
        agent.ring()
        agent.answer()
        customer = await core.rings(OUTSIDE)
        assert agent.hears() == {"music:default"}
        customer.answer()
        connected = await core.hears_of("call.connected", agent="a1")
        customer.say("customer")
        await core.until(lambda: agent.hears() == {"customer"})
        customer.hang_up()
        done = await core.hears_of("callback.ended", callback=callback, result="done", agent="a1")
        assert done.call == connected.call
        record = core.told("call.ended")[1].data["cdr"]
        assert (record["direction"], record["outcome"], record["to_number"]) == ("outbound", "answered", MOBILE)
        offered = core.told("call.offered", agent="a1")[0]
        assert record["wait_seconds"] == pytest.approx(offered.at - asked["entered"], abs=1)
        facts = [fact for fact in facts_of(record) if not isinstance(fact, IvrVisit)]
        assert [(type(fact), fact.queue, fact.agent, fact.result) for fact in facts] == [
            (QueueVisit, "service", "a1", "reached"),
            (AgentCall, "service", "a1", "answered"),
        ]
        await core.until(lambda: core.state("a1") == "available")
        core.at_rest()
        assert core.controller.callbacks.book.open == {}

    play(tmp_path, story)


def test_its_record_says_a_number_of_ours_and_no_pattern(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await promised(core)
        core.login(1)
        (await core.rings("8001")).answer()
        started = core.told("call.started", entry="callback")[0]
        assert started.data["from_number"] == "1000"

    name = {"zh": "线", "en": "Line"}
    patterns = [{"number": number, "flow": "straight", "name": name} for number in ("010*", "88886666@line")]
    play(tmp_path, story, {"entries": [*patterns, *snapshot()["entries"]]})


def test_a_callback_does_not_overtake_nor_is_it_overtaken(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        before = core.call(number="+8613900000001")
        await core.hears_of("call.queued")
        await asyncio.sleep(1)
        await promised(core)
        after = core.call(number="+8613900000002")
        await core.hears_of("call.queued", count=3)
        core.login(1)
        first = await core.rings("8001")
        assert first.number == "+8613900000001"
        first.answer()
        await core.hears_of("call.connected")
        before.hang_up()
        second = await core.rings("8001", but=first)
        assert second.number == MOBILE
        second.answer()
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected", count=2)
        after.hang_up()
        await core.until(lambda: len(core.told("call.ended")) == 3)

    play(tmp_path, story)


def test_the_place_counts_from_the_call_not_from_the_wish(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        first = core.call()
        await core.until(lambda: first.hears() == {"music:default"})
        await asyncio.sleep(1)
        core.call(number="+8613900000002")
        await core.hears_of("call.queued", count=2)
        first.press("1")
        await asyncio.sleep(1)
        first.press("1")
        await core.hears_of("callback.requested")
        core.login(1)
        assert (await core.rings("8001")).number == MOBILE

    play(tmp_path, story)


def test_an_attempt_of_which_nothing_is_left_is_made_again_uncounted(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        lost = core.engine.publish(CallbackAttempt("a-call-that-is-gone", callback, "service", "a1"))
        core.controller.callbacks.book.take(lost)
        await core.crash()
        again = await core.hears_of("callback.attempt_ended", callback=callback, result="interrupted")
        assert again.data["attempts"] == 0
        core.login(1)
        (await core.rings("8001")).answer()
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected")

    play(tmp_path, story)


def test_a_customer_who_was_called_back_may_be_handed_on_to_a_queue(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        core.login(1)
        first = await core.rings("8001")
        first.answer()
        customer = await core.rings(OUTSIDE)
        customer.answer()
        connected = await core.hears_of("call.connected", agent="a1")
        call = core.engine.calls[connected.call or ""]
        await core.until(lambda: core.switch.rooms)
        core.controller.conversation.transfer(call, "queue", "second")
        core.login(2)
        (await core.rings("8002")).answer()
        await core.hears_of("call.connected", agent="a2")
        assert customer.ended is None
        customer.hang_up()
        await core.hears_of("callback.ended", callback=callback, result="done")
        await asyncio.sleep(6)
        core.at_rest()

    play(tmp_path, story)


def test_a_customer_who_is_not_reached_is_tried_again_at_his_place_and_then_given_up(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.switch.behave(OUTSIDE, busy())
        callback = await promised(core)
        core.login(1)
        times = []
        for attempt in (1, 2):
            (await core.rings("8001", 120)).answer()
            ended = await core.hears_of("callback.attempt_ended", callback=callback, count=attempt)
            assert (ended.data["result"], ended.data["attempts"]) == ("busy", attempt)
            times.append(asyncio.get_running_loop().time())
            assert core.told("call.ended")[-1].data["cdr"]["outcome"] == "rejected"
            assert core.state("a1") == "available"
        await core.hears_of("callback.ended", callback=callback, result="failed")
        assert len({item.data["entered"] for item in core.told("call.queued", queue="service")}) == 1
        core.at_rest()

    play(tmp_path, story, callback={"attempts": 2, "retry_seconds": 0.5})


def test_a_number_that_a_rule_refuses_ends_the_wish_with_the_reason(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        core.raw = core.raw | {"lists": [entry("dnc", "out", "reject", 0, MOBILE)]}
        core.engine.config = load_snapshot(core.raw)
        core.login(1)
        agent = await core.rings("8001")
        agent.answer()
        ended = await core.hears_of("callback.ended", callback=callback, result="refused")
        assert ended.data["reason"] == "outbound.do_not_call"
        (attempt,) = core.told("callback.attempt_ended")
        assert (attempt.data["result"], attempt.data["attempts"]) == ("refused", 0)
        assert core.leg(OUTSIDE) is None
        await core.until(lambda: core.state("a1") == "available")
        core.at_rest()

    play(tmp_path, story, callback={"attempts": 1})


@pytest.mark.parametrize("list_", ["dnc", "black"])
@pytest.mark.parametrize("when", ["in line", "an agent did not take it"])
def test_a_number_that_is_listed_meanwhile_rings_no_agent(tmp_path: Path, list_: str, when: str) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        if when != "in line":
            core.login(1)
            (await core.rings("8001")).reject()
            await core.hears_of("call.offer_ended", result="rejected")
            core.acd.logout("a1", core.engine.now())
        offers = len(core.told("call.offered"))
        core.raw = core.raw | {"lists": [entry(list_, "out", "reject", 0, MOBILE)]}
        core.engine.config = load_snapshot(core.raw)
        core.controller.callbacks.look()
        core.login(2)
        ended = await core.hears_of("callback.ended", callback=callback, result="refused")
        assert ended.data["reason"] == ("outbound.do_not_call" if list_ == "dnc" else "outbound.blacklisted")
        await asyncio.sleep(10)
        assert len(core.told("call.offered")) == offers
        core.at_rest()

    play(tmp_path, story)


@pytest.mark.parametrize("pause", [0.1, 0.3])
def test_a_key_that_is_pressed_twice_confirms_no_number_unheard(tmp_path: Path, pause: float) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        await core.until(lambda: caller.hears() == {"music:default"})
        caller.press("1")
        await asyncio.sleep(pause)
        caller.press("1")
        await asyncio.sleep(1)
        assert not core.told("callback.requested")
        assert any(heard.startswith("media:") for heard in caller.hears())
        caller.press("1")
        await core.hears_of("callback.requested", number=MOBILE)
        await core.hears_of("call.ended")

    play(tmp_path, story)


def test_a_refusal_that_passes_costs_no_attempt_and_is_tried_again(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        other = core.switch.arrive("1001", "13900000009", trunk="line")  # has the only channel
        await core.hears_of("call.queued", count=2)
        core.login(1)
        (await core.rings("8001")).answer()
        ended = await core.hears_of("callback.attempt_ended", callback=callback)
        assert (ended.data["result"], ended.data["attempts"]) == ("refused", 0)
        assert ended.data["reason"] == "outbound.trunks_busy"
        assert not core.told("callback.ended")
        assert ended.data["not_before"] == pytest.approx(ended.at + 30, abs=1)
        other.hang_up()
        await asyncio.sleep(1)
        (await core.until(lambda: _ringing(core, None, MOBILE), 60)).answer()
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected", agent="a1")

    play(tmp_path, story, {"trunks": [TRUNK | {"channels": 1}]}, callback={"attempts": 1, "retry_seconds": 30.0})


@pytest.mark.parametrize("then", ["listens", "hangs up", "crash"])
def test_the_agent_is_told_that_it_is_a_callback_before_the_customer_is_dialled(tmp_path: Path, then: str) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        core.login(1)
        agent = await core.rings("8001")
        agent.answer()
        spoken = await core.until(lambda: core.sent(Play, leg=agent.leg))
        language = core.engine.config.snapshot.company.language
        words = ["客服", core.engine.notice("whisper_callback", language)]
        assert spoken[0].media == core.engine.files(words, language)
        assert core.leg(OUTSIDE) is None
        if then == "hangs up":
            agent.hang_up()
            gone = await core.hears_of("callback.attempt_ended", callback=callback, result="agent_gone")
            assert gone.data["attempts"] == 0
            core.login(2)
        elif then == "crash":
            await core.crash()
        if then != "listens":
            (await core.until(lambda: _ringing(core, agent), 60)).answer()
            await core.until(lambda: len(core.sent(Play, media=spoken[0].media)) == 2)
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected")

    play(tmp_path, story, announcements={"whisper": True}, callback={"attempts": 2, "retry_seconds": 5.0})


def _ringing(core: FakeCore, before: FakePeer | None, number: str = MOBILE) -> FakePeer | None:
    """The phone of an agent who is rung for this customer, another leg than `before`."""
    found = [leg for called in ("8001", "8002") if (leg := core.leg(called)) is not None and leg is not before]
    return next((leg for leg in found if leg.number == number and not leg.up), None)


def test_an_agent_who_does_not_answer_costs_no_attempt(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await promised(core)
        core.login(1)
        await core.rings("8001")
        await core.hears_of("call.offer_ended", agent="a1", result="no_answer")
        core.login(2)
        (await core.rings("8002")).answer()
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected", agent="a2")
        assert not core.told("callback.attempt_ended")
        assert len(core.told("callback.attempt")) == 1

    play(tmp_path, story)


def test_another_number_may_be_typed_and_a_star_means_waiting_on(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call(number="")
        await core.until(lambda: caller.hears() == {"music:default"})
        caller.press("1")
        caller.press("123#")  # no number
        caller.press("13800138000#")
        await asyncio.sleep(0.2)
        caller.press("*")
        await core.until(lambda: caller.hears() == {"music:default"})
        assert not core.told("callback.requested")
        caller.press("1")
        caller.press("13800138000#")
        caller.press("1")
        asked = await core.hears_of("callback.requested")
        assert asked.data["number"] == MOBILE
        await core.hears_of("call.ended")

    play(tmp_path, story)


def test_who_says_nothing_waits_on(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        await core.until(lambda: caller.hears() == {"music:default"})
        caller.press("1")
        await asyncio.sleep(90)
        assert caller.hears() == {"music:default"}
        assert not core.told("callback.requested")
        core.login(1)
        (await core.rings("8001")).answer()
        await core.hears_of("call.connected", agent="a1")

    play(tmp_path, story, announce_every=0.0)


def test_one_per_number(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        again = core.controller.callbacks.request("second", "138-0013-8000", source="api")
        assert again.id == callback
        assert len(core.told("callback.requested")) == 1

    play(tmp_path, story)


def test_refusals_have_their_reasons(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        ask = core.controller.callbacks.request
        with pytest.raises(NotPossible, match="complete phone number"):
            ask("service", "1002", source="api")
        with pytest.raises(Unknown, match="no queue"):
            ask("nowhere", OUTSIDE, source="api")
        with pytest.raises(OutboundRefused):
            ask("service", OUTSIDE, source="api")
        with pytest.raises(NotPossible, match="does not call back"):
            ask("second", "13900139000", source="api")

    changes = {"lists": [entry("dnc", "out", "reject", 0, MOBILE)]}
    raw = snapshot(agents=2)
    raw["queues"][1]["callback"] = {"enabled": False}
    play(tmp_path, story, changes | {"queues": raw["queues"]})


def test_a_limit_may_offer_a_callback(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.call()
        await core.hears_of("call.left_queue", action="callback")
        await core.until(lambda: any(heard.startswith("media:") for heard in caller.hears()))
        caller.press("1")
        asked = await core.hears_of("callback.requested", source="overflow")
        assert asked.data["entered"] == core.told("call.queued")[0].data["entered"]
        await core.hears_of("call.ended")
        core.at_rest()

    play(tmp_path, story, overflow=[{"when": "no_agents", "action": "callback"}])


@pytest.mark.parametrize("moment", ["waiting", "ringing", "dialling"])
def test_it_can_be_cancelled_at_any_moment_before_the_talk(tmp_path: Path, moment: str) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        if moment != "waiting":
            core.login(1)
            agent = await core.rings("8001")
            agent.ring()
            if moment == "dialling":
                agent.answer()
                await core.rings(OUTSIDE)
        core.controller.callbacks.cancel(callback, by="u1")
        await core.hears_of("callback.ended", callback=callback, result="cancelled", by="u1")
        await asyncio.sleep(10)
        assert core.controller.callbacks.book.open == {}
        assert core.switch.peers == {}
        if moment != "waiting":
            assert core.state("a1") == "available"
        core.login(2)
        await asyncio.sleep(30)
        core.at_rest()
        with pytest.raises(Unknown):
            core.controller.callbacks.cancel(callback)

    play(tmp_path, story)


@pytest.mark.parametrize("moment", ["waiting", "ringing", "dialling", "talking"])
def test_it_survives_a_restart_at_any_moment(tmp_path: Path, moment: str) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        agent = customer = None
        if moment != "waiting":
            core.login(1)
            agent = await core.rings("8001")
            agent.ring()
            if moment != "ringing":
                agent.answer()
                customer = await core.rings(OUTSIDE)
                if moment == "talking":
                    customer.answer()
                    await core.hears_of("call.connected")
                    await core.until(lambda: core.switch.rooms)
        await core.crash()
        if moment != "talking":
            core.login(1) if moment == "waiting" else None
            (await core.rings("8001", 60, but=agent)).answer()
            (await core.rings(OUTSIDE, but=customer)).answer()
            await core.hears_of("call.connected")
        await asyncio.sleep(2)
        customer = core.leg(OUTSIDE)
        assert customer is not None
        customer.hang_up()
        await core.hears_of("callback.ended", callback=callback, result="done")
        await asyncio.sleep(8)
        core.at_rest()
        entered = {item.data["entered"] for item in core.told("call.queued", queue="service")}
        assert len(entered) == 1

    play(tmp_path, story)


def test_it_waits_for_its_hours(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        core.controller.callbacks.request("service", OUTSIDE, source="api")
        await asyncio.sleep(120)
        assert core.leg("8001") is None
        assert core.controller.callbacks.view()[0]["ahead"] is None

    closed = {"id": "night", "name": {"zh": "夜", "en": "Night"}, "week": [[]] * 7}
    play(tmp_path, story, {"hours": [closed]}, callback={"hours": "night"})


def test_agents_who_never_answer_end_the_attempt_and_at_last_the_callback(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        core.login(1)
        core.controller.acd.pump()
        over = await core.hears_of("callback.attempt_ended", callback=callback, result="agents_silent", seconds=120)
        assert over.data["attempts"] == 1
        assert over.data["not_before"] == pytest.approx(core.engine.now().utc + 60, abs=1)
        assert len(core.told("call.offer_ended", agent="a1", result="no_answer")) == 3
        states = [item.data["state"] for item in core.told("agent.state", agent="a1")]
        assert states.count("not_answering") == 3, "he pauses after each"
        record = (await core.hears_of("call.ended", count=2)).data["cdr"]
        assert (record["entry"], record["agents"]) == ("callback", [])
        assert core.leg(OUTSIDE) is None, "the customer was never dialled"
        await asyncio.sleep(50)
        assert len(core.told("call.offered")) == 3, "and nobody is rung for a while"
        ended = await core.hears_of("callback.ended", callback=callback, seconds=300)
        assert ended.data["result"] == "failed"
        await asyncio.sleep(200)
        assert len(core.told("call.offered")) == 6

    play(tmp_path, story, callback={"offers": 3, "attempts": 2, "retry_seconds": 60.0})


def test_an_agent_who_answers_after_others_did_not_carries_it_out(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        callback = await promised(core)
        core.login(1)
        core.controller.acd.pump()
        await core.hears_of("call.offer_ended", result="no_answer", count=2)
        (await core.rings("8001")).answer()
        (await core.rings(OUTSIDE)).answer()
        await core.hears_of("call.connected", agent="a1")
        core.leg(OUTSIDE).hang_up()
        await core.hears_of("callback.ended", callback=callback, result="done")

    play(tmp_path, story, callback={"offers": 3})


@pytest.mark.parametrize("why", ["closed", "expired"])
def test_one_that_an_agent_did_not_take_does_not_stand_in_line_all_night(tmp_path: Path, why: str) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        core.controller.callbacks.request("service", OUTSIDE, source="api")
        (await core.rings("8001")).reject()
        await core.hears_of("call.offer_ended", agent="a1")
        core.acd.logout("a1", core.engine.now())
        core.controller.acd.pump()
        if why == "closed":
            closed = {"id": "office", "name": {"zh": "夜", "en": "Night"}, "week": [[]] * 7}
            core.engine.config = load_snapshot({**core.raw, "hours": [closed]})
            core.controller.acd.configure()
            await core.hears_of("callback.attempt_ended", result="cancelled")
        else:
            await core.hears_of("callback.ended", result="expired", seconds=700)
        await core.until(lambda: not core.engine.calls)
        core.login(1)
        await asyncio.sleep(120)
        assert core.leg("8001") is None
        assert len(core.controller.callbacks.view()) == (why == "closed")

    play(tmp_path, story, callback={"hours": "office", "expires": 600.0})
