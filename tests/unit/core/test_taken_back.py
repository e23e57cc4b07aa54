"""A core is killed and comes back: calls dialled here, mute, language, callers who came while the line was cut; and
defects in a timer or a decision: the call that they hit ends decently, the others do not notice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from telephony.acd import model
from telephony.clock import Now
from telephony.commands import Originate, Play
from telephony.ports import CustomerCard
from telephony.switch.fake import FakePeer, manual
from tests.support.company import snapshot
from tests.support.fake_core import TRUNK, FakeCore
from tests.support.flows import VERIFY
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]
OUTSIDE = "13900000001"


def play(folder: Path, story: Story, **changes: Any) -> None:
    async def whole() -> None:
        core = FakeCore(folder, snapshot(agents=2) | changes)
        await core.start()
        for called in ("8001", "8002", OUTSIDE):
            core.switch.behave(called, manual())
        await story(core)
        await core.stop()

    run(whole())


async def dials(core: FakeCore, number: str = OUTSIDE) -> tuple[FakePeer, FakePeer]:
    """A hard phone dials, and whom it dials rings: (the phone's leg, the other)."""
    phone = core.switch.arrive(number, "8001", entry="device", device="8001")
    return phone, await core.rings(number)


@pytest.mark.parametrize("logged_in", [True, False], ids=["an agent's", "nobody's"])
def test_a_talk_that_a_phone_has_dialled_goes_on(tmp_path: Path, logged_in: bool) -> None:
    async def story(core: FakeCore) -> None:
        if logged_in:
            core.login(1)
        phone, other = await dials(core)
        other.answer()
        connected = await core.hears_of("call.connected")
        phone.say("phone")
        other.say("other")
        await core.crash()
        await asyncio.sleep(2)
        assert (phone.hears(), other.hears()) == ({"other"}, {"phone"})
        assert len(core.sent(Originate)) == 1
        assert core.told("call.ended") == []
        if logged_in:
            assert core.state("a1") == "talking"
        other.hang_up()
        ended = await core.hears_of("call.ended")
        assert ended.call == connected.call
        assert ended.data["cdr"]["outcome"] == "answered"
        await core.until(lambda: core.engine.calls == {} and core.switch.peers == {})

    play(tmp_path, story)


@pytest.mark.parametrize("answered", [False, True], ids=["rings", "answers"])
def test_a_number_that_was_being_dialled(tmp_path: Path, answered: bool) -> None:
    """Who was answered in the moment of the kill is brought together; else the call is over. None is dialled anew."""

    async def story(core: FakeCore) -> None:
        core.login(1)
        phone, other = await dials(core)
        phone.say("phone")
        other.say("other")
        core.switch.drop()
        if answered:
            other.answer()
        await core.crash()
        await asyncio.sleep(2)
        if answered:
            assert (phone.hears(), other.hears()) == ({"other"}, {"phone"})
            other.hang_up()
        assert (await core.hears_of("call.ended")).data["cdr"]["direction"] == "outbound"
        assert len(core.told("call.started")) == 1
        assert len(core.sent(Originate)) == 1
        await core.until(lambda: core.switch.peers == {})
        await core.until(lambda: core.state("a1") in {"available", "wrap_up"})

    play(tmp_path, story)


def test_a_muted_agent_stays_muted_and_can_be_heard_again(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        phone, other = await dials(core)
        other.answer()
        call = (await core.hears_of("call.connected")).call
        phone.say("phone")
        core.controller.conversation.mute(core.engine.calls[str(call)], True)
        await core.until(lambda: other.hears() == set())
        await core.crash()
        await asyncio.sleep(1)
        taken = core.engine.calls[str(call)]
        assert taken.party is not None
        assert taken.party.muted
        core.controller.conversation.mute(taken, False)
        await core.until(lambda: other.hears() == {"phone"})

    play(tmp_path, story)


def test_a_customer_in_a_flow_whose_agent_has_left_goes_on_alone_after_a_restart(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        caller = core.call()
        agent = await core.rings("8001")
        agent.answer()
        call = core.engine.calls[str((await core.hears_of("call.connected")).call)]
        await asyncio.sleep(0.2)
        core.controller.detours.start(call, "verify", back=True)
        await asyncio.sleep(0.5)
        agent.hang_up()
        await core.hears_of("call.segment_ended")
        await core.crash()
        await asyncio.sleep(1)
        caller.press("4711")
        ended = await core.hears_of("call.ended")
        assert ended.data["cdr"]["cause"] == "normal"
        (segment,) = ended.data["cdr"]["segments"]
        assert segment["ended"] is not None
        assert core.state("a1") in {"available", "wrap_up"}

    flows = [*snapshot()["flows"], {"id": "verify", "version": 1, "document": VERIFY}]
    play(tmp_path, story, flows=flows)


def test_an_agent_whose_customer_leaves_while_his_phone_talks_on_another_line_is_still_talking(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        caller = core.call()
        (await core.rings("8001")).answer()
        await core.hears_of("call.connected")
        second = core.switch.arrive(OUTSIDE, "8001", entry="device", device="8001")
        other = await core.rings(OUTSIDE)
        other.answer()
        spoken = await core.hears_of("call.connected", count=2)
        caller.hang_up()
        await core.hears_of("call.ended")
        assert (core.state("a1"), core.acd.item_of("a1")) == ("talking", spoken.call)
        second.hang_up()
        await core.hears_of("call.ended", count=2)
        await core.until(lambda: core.state("a1") == "available")

    play(tmp_path, story)


def test_the_callers_language_is_kept(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.call("1002")
        call = str((await core.hears_of("call.queued")).call)
        assert core.engine.calls[call].language == "en"
        await core.crash()
        assert core.engine.calls[call].language == "en"

    entry = {"number": "1002", "flow": "straight", "name": {"zh": "英", "en": "English"}, "language": "en"}
    play(tmp_path, story, entries=[*snapshot()["entries"], entry])


def test_a_caller_who_came_while_the_line_was_cut_has_his_trunk(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.switch.drop()
        sink, core.switch._sink = core.switch._sink, lambda _event: None
        core.switch.arrive("1001", "01012345678", trunk=TRUNK["id"])
        core.switch._sink = sink
        core.switch.restore()
        assert (await core.hears_of("call.started")).data["trunk"] == TRUNK["id"]

    play(tmp_path, story)


def test_a_defect_in_a_timer_ends_its_call_alone(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        hit, other = core.call(), core.call(number="+8613900000009")
        await core.hears_of("call.queued", count=2)

        def broken() -> None:
            raise RuntimeError("a defect")

        call = next(call for call in core.engine.calls.values() if call.leg == hit.leg)
        core.engine.after(call, "broken", 1.0, broken)
        await core.until(lambda: core.sent(Play, playback=f"{call.id}:goodbye"))
        await core.hears_of("call.ended")
        assert hit.ended is not None
        assert other.ended is None

    play(tmp_path, story)


def test_a_decision_that_cannot_be_carried_out_stops_no_other(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        hit, other = core.call(), core.call(number="+8613900000009")
        await core.hears_of("call.queued", count=2)
        call = next(call for call in core.engine.calls.values() if call.leg == hit.leg)
        carry_out = core.controller.acd._carry_out

        def breaks(decision: model.Decision) -> None:
            if getattr(decision, "item", None) == call.id:
                raise RuntimeError("a defect")
            carry_out(decision)

        core.controller.acd._carry_out = breaks  # type: ignore[method-assign]
        core.login(1, 2)
        await core.hears_of("call.ended")
        (await core.rings("8002", but=None) if core.leg("8002") else await core.rings("8001")).answer()
        await core.hears_of("call.connected")
        assert hit.ended is not None
        assert other.ended is None

    play(tmp_path, story)


def test_commands_go_on_when_the_calls_cannot_be_joined_with_the_switch(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.switch.drop()

        def fails(_event: object) -> None:
            raise RuntimeError("a defect")

        kept, core.controller.reconcile = core.controller.reconcile, fails
        core.switch.restore()
        core.controller.reconcile = kept
        core.login(1)
        core.call()
        (await core.rings("8001")).answer()
        await core.hears_of("call.connected")

    play(tmp_path, story)


def test_an_answer_of_the_directory_that_cannot_be_read_stops_nobody(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        async def unreadable(number: str, dialled: str, timeout: float) -> Any:
            raise ValueError("1 validation error for CustomerCard")

        core.directory.customer = unreadable  # type: ignore[method-assign]
        core.call()
        await core.hears_of("call.queued")
        assert not (await core.hears_of("call.identified")).data["known"]

    play(tmp_path, story)


def test_a_message_whose_end_was_not_told_does_not_keep_its_caller(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.call("1000")
        menu = await core.until(lambda: core.sent(Play))
        core.switch.peers[menu[0].leg].press("2")
        await core.hears_of("voicemail.started")
        core.controller.voicemail.handle = lambda _call, _event: None  # type: ignore[method-assign]
        await core.hears_of("call.ended", seconds=120)

    play(tmp_path, story)


def test_a_callback_keeps_its_place_and_its_pause_when_the_clock_is_set(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        service = core.controller.callbacks
        places: list[float] = []
        enqueue = core.acd.enqueue

        def stands(item: model.WorkItem, now: Now) -> None:
            places.append(item.entered)
            enqueue(item, now)

        core.acd.enqueue = stands  # type: ignore[method-assign]
        first = service.request("service", "+8613900000001", source="api")
        now = core.engine.now
        for hour in (-3600.0, 3600.0, 100 * 3600.0):
            core.engine.now = lambda hour=hour: replace(now(), utc=now().utc + hour)  # type: ignore[method-assign]
            service._step_out(next(iter(service._in_line)))
            service.look()  # nothing has expired, and it stands where it stood
            assert places == [pytest.approx(places[0])] * len(places)
        assert len(places) == 4
        service._failed(service.book.open[first.id], None, "busy", counts=False, wait=True)
        pause = core.engine.config.queues["service"].callback.retry_seconds
        for hour in (-3600.0, 3600.0):
            core.engine.now = lambda hour=hour: replace(now(), utc=now().utc + hour)  # type: ignore[method-assign]
            assert service._waits(service.book.open[first.id], core.engine.now()) == pytest.approx(pause, abs=0.5)

    play(tmp_path, story, trunks=[TRUNK])


@pytest.mark.parametrize("when", ["identified", "looked up"])
def test_a_defect_behind_an_answer_of_web_ends_its_call_alone(tmp_path: Path, when: str) -> None:
    async def story(core: FakeCore) -> None:
        async def late(*_asked: Any) -> Any:
            await asyncio.sleep(0.2)
            return CustomerCard(False, "") if when == "identified" else {"found": True}

        def broken(*_given: Any, **_more: Any) -> None:
            raise RuntimeError("a defect")

        if when == "identified":
            core.directory.customer = late  # type: ignore[method-assign]
        else:
            core.directory.query = late  # type: ignore[method-assign]
        core.controller.acd.enqueue = broken  # type: ignore[method-assign]
        caller = core.call("1001" if when == "identified" else "1002")
        await core.hears_of("call.ended")
        assert core.sent(Play)[-1].playback.endswith(":goodbye")
        assert caller.ended is not None

    asks = {
        "flow": "asks",
        "name": {"zh": "查", "en": "Asks"},
        "start": "look",
        "languages": ["zh", "en"],
        "nodes": {
            "look": {"kind": "lookup", "query": "q", "found": "agent", "not_found": "agent", "failed": "bye"},
            "agent": {"kind": "queue", "queue": "service"},
            "bye": {"kind": "hangup"},
        },
    }
    made = snapshot()
    flows = [*made["flows"], {"id": "asks", "version": 1, "document": asks}]
    entry = {"number": "1002", "flow": "asks", "name": {"zh": "查", "en": "Asks"}}
    play(tmp_path, story, flows=flows, entries=[*made["entries"], entry])
