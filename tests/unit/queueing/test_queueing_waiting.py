"""What waiting callers hear and press, what the agent hears before he is connected, and where limits send people."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony.acd.model import AgentState
from telephony.commands import Play
from telephony.configuration import load_snapshot
from telephony.ivr.speech.catalog import PROMPTS
from telephony.ivr.speech.media import media
from telephony.outside.gate import VIP_PRIORITY
from telephony.outside.lists import entry
from telephony.supervision.moving import move
from telephony.switch.fake import FakePeer, answers, manual, rejects
from tests.support.company import ALWAYS, snapshot
from tests.support.fake_core import MOBILE, FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]
NEVER: list[list[dict[str, str]]] = [[]] * 7


def play(folder: Path, story: Story, second: dict[str, Any] | None = None, **queue: Any) -> None:
    async def whole() -> None:
        raw = snapshot(agents=2, **queue)
        raw["queues"][1] |= second or {}
        raw["hours"].append({"id": "never", "name": {"zh": "从不", "en": "Never"}, "week": NEVER})
        raw["hours"][0]["week"] = ALWAYS
        core = FakeCore(folder, raw)
        await core.start()
        core.switch.behave("8001", manual())
        core.switch.behave("8002", manual())
        await story(core)
        await core.stop()

    run(whole())


def said(core: FakeCore, leg: str) -> list[tuple[str, ...]]:
    """What has been played to a leg, as rows of files."""
    return [command.media for command in core.sent(Play) if command.leg == leg]


def files(core: FakeCore, text: str, **values: Any) -> tuple[str, ...]:
    return tuple(media(text, values, "zh", str(core.engine.options.sounds)))


def notice(core: FakeCore, name: str, **values: Any) -> tuple[str, ...]:
    return files(core, PROMPTS[name]["zh"], **values)


def hears(row: list[tuple[str, ...]], wanted: tuple[str, ...]) -> bool:
    """Whether the files are in one of the rows, in this order and together."""
    return any(wanted == each[at : at + len(wanted)] for each in row for at in range(len(each)))


async def queued(core: FakeCore) -> FakePeer:
    caller = core.call()
    await core.hears_of("call.queued")
    return caller


def test_place_and_keys_are_told_after_the_first_seconds_and_comfort_messages_take_turns(tmp_path: Path) -> None:
    one, two = {"zh": "第一条。", "en": "One."}, {"zh": "第二条。", "en": "Two."}

    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        await asyncio.sleep(6.5)
        assert said(core, caller.leg) == []
        await asyncio.sleep(1)
        expected = (
            *notice(core, "all_busy"),
            *notice(core, "position", ahead=0),
            *notice(core, "callback_key", callback_key="1"),
            *notice(core, "voicemail_key", voicemail_key="2"),
        )
        assert said(core, caller.leg) == [expected]
        await core.until(lambda: caller.hears() == {"music:default"})
        await asyncio.sleep(65)
        comfort = [row for row in said(core, caller.leg) if row in (files(core, one["zh"]), files(core, two["zh"]))]
        assert comfort == [files(core, one["zh"]), files(core, two["zh"]), files(core, one["zh"])]
        assert caller.hears() == {"music:default"}
        caller.hang_up()
        await core.hears_of("call.ended")

    announcements = {"first": 7.0, "comfort": [one, two], "comfort_every": 22.0}
    keys = {"1": {"action": "callback"}, "2": {"action": "voicemail"}}
    play(tmp_path, story, announcements=announcements, keys=keys, announce_every=300.0)


def test_the_agent_is_told_first_and_the_caller_hears_music_meanwhile(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        await asyncio.sleep(40)
        core.login(1)
        agent = await core.rings("8001")
        agent.ring()
        agent.answer()
        await core.until(lambda: said(core, agent.leg))
        assert said(core, agent.leg) == [(*files(core, "客服"), *notice(core, "whisper_waited", waited=40))]
        assert caller.hears() == {"music:default"}
        await core.until(lambda: hears(said(core, caller.leg), notice(core, "agent_number", no="1001")))
        assert not core.told("call.connected")
        await core.hears_of("call.connected", agent="a1")
        agent.say("agent")
        await core.until(lambda: caller.hears() == {"agent"})
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story, announcements={"whisper": True}, announce_every=0.0)


@pytest.mark.parametrize("meanwhile", ["announcement", "question", "picked up"])
def test_a_caller_whose_announcement_is_broken_off_hears_music_while_the_agent_is_told(
    tmp_path: Path, meanwhile: str
) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        if meanwhile == "announcement":
            await core.until(lambda: said(core, caller.leg))
        core.login(1, 2)
        agent = await core.rings("8001")
        if meanwhile != "announcement":
            caller.press("1")
            await core.until(lambda: any(each.startswith("media:") for each in caller.hears()))
        if meanwhile == "question":
            await core.until(lambda: caller.hears() == set(), 60)  # it has been heard, and nothing pressed
        if meanwhile == "picked up":
            agent = core.switch.arrive("*8", "8002", entry="device", device="8002")
        else:
            agent.answer()
        await core.until(lambda: said(core, agent.leg))
        await asyncio.sleep(0.2)
        assert not core.told("call.connected")
        assert caller.hears() == {"music:default"}
        await core.hears_of("call.connected")
        caller.hang_up()
        await core.hears_of("call.ended")

    play(
        tmp_path,
        story,
        announcements={"whisper": True, "first": 0.01 if meanwhile == "announcement" else 900.0},
        keys={"1": {"action": "callback"}},
        ring_timeout=90.0,
    )


@pytest.mark.parametrize("how", ["phone", "page"])
def test_an_agent_who_hangs_up_before_he_is_connected_leaves_the_caller_at_his_place(tmp_path: Path, how: str) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        first = core.told("call.queued")[0].data["entered"]
        core.login(1)
        agent = await core.rings("8001")
        agent.answer()
        await core.until(lambda: said(core, agent.leg))
        if how == "phone":
            agent.hang_up()
        else:
            core.controller.hang_up(next(iter(core.engine.calls.values())), "agent")
        again = await core.hears_of("call.queued", count=2)
        assert again.data["entered"] == first
        assert caller.ended is None
        core.login(2)
        (await core.rings("8002")).answer()
        await core.hears_of("call.connected", agent="a2")
        caller.hang_up()
        await core.hears_of("call.ended")
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story, announcements={"whisper": True})


def test_a_key_leads_to_a_message_and_the_record_says_why(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        caller.press("9")  # means nothing
        await asyncio.sleep(1)
        assert not core.told("call.left_queue")
        caller.press("2")
        left = await core.hears_of("call.left_queue")
        assert (left.data["detail"], left.data["action"]) == ("key", "voicemail")
        await core.hears_of("voicemail.started", box="service")
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story, keys={"2": {"action": "voicemail"}})


@pytest.mark.parametrize("way", ["transfer", "consultation", "mailbox"])
def test_a_caller_of_note_comes_before_others_wherever_he_is_sent(tmp_path: Path, way: str) -> None:
    async def story(core: FakeCore) -> None:
        core.raw["lists"] = [entry("white", "in", "reject", 0, MOBILE)]
        core.raw["mailboxes"] = [{"id": "box", "name": {"zh": "信箱", "en": "Box"}, "operator": "second"}]
        core.engine.config = load_snapshot(core.raw)
        core.controller.acd.configure()
        caller = core.switch.arrive("1001", MOBILE, trunk="line")
        core.login(1)
        (await core.rings("8001")).answer()
        connected = await core.hears_of("call.connected", agent="a1")
        call = core.engine.calls[str(connected.call)]
        assert core.told("call.queued")[0].data["priority"] == VIP_PRIORITY
        if way == "transfer":
            core.controller.conversation.transfer(call, "queue", "second")
        elif way == "consultation":
            core.login(2)
            core.acd.set_state("a2", AgentState.BREAK, core.engine.now())
            core.controller.conversation.consulting.start(call, "queue", "second")
            await asyncio.sleep(1)
            core.controller.conversation.consulting.complete(call)
        else:
            core.controller.to_voicemail(call, "box")
            await asyncio.sleep(0.2)
            caller.press("0")
        queued_again = await core.hears_of("call.queued", queue="second")
        assert queued_again.data["priority"] == VIP_PRIORITY
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story)


def test_a_queue_that_does_not_call_back_offers_no_callback(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        await core.until(lambda: said(core, caller.leg))
        assert not hears(said(core, caller.leg), notice(core, "callback_key", callback_key="1"))
        await core.hears_of("voicemail.started", seconds=40)
        asked = notice(core, "callback_offer", number=MOBILE)
        assert not hears(said(core, caller.leg), asked[:1])

    play(
        tmp_path,
        story,
        keys={"1": {"action": "callback"}},
        callback={"enabled": False},
        overflow=[{"when": "max_wait", "action": "callback", "over": 20}],
    )


def test_a_message_goes_to_a_mailbox_that_somebody_has(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await queued(core)
        started = await core.hears_of("voicemail.started", seconds=40)
        assert started.data["box"] == "service"

    play(tmp_path, story, overflow=[{"when": "max_wait", "action": "voicemail", "target": "deleted", "over": 5}])


def test_a_key_leads_back_into_a_flow(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        caller.press("#")
        await core.hears_of("call.node_entered", flow="menu")
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story, keys={"#": {"action": "flow", "target": "menu"}})


def test_a_caller_whom_a_limit_sends_to_another_queue_keeps_his_place_there(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        first = core.told("call.queued")[0].data
        left = await core.hears_of("call.left_queue")
        assert {name: left.data[name] for name in ("result", "detail", "action", "target")} == {
            "result": "overflow",
            "detail": "max_wait",
            "action": "queue",
            "target": "second",
        }
        second = await core.hears_of("call.queued", queue="second")
        assert (second.data["entered"], second.data["priority"]) == (first["entered"], first["priority"])
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story, max_wait=10.0, overflow=[{"when": "max_wait", "action": "queue", "target": "second"}])


def test_queues_that_point_at_each_other_end_in_a_message(tmp_path: Path) -> None:
    rule = {"when": "no_agents", "action": "queue"}

    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        await core.hears_of("voicemail.started")
        assert len(core.told("call.queued")) == 6
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story, {"overflow": [rule | {"target": "service"}]}, overflow=[rule | {"target": "second"}])


def test_a_closed_queue_says_its_message_and_hangs_up(tmp_path: Path) -> None:
    text = {"zh": "我们明天再见。", "en": "See you tomorrow."}

    async def story(core: FakeCore) -> None:
        core.login(1)
        caller = await queued(core)
        await core.hears_of("call.ended")
        assert hears(said(core, caller.leg), files(core, text["zh"]))
        assert core.told("call.left_queue")[0].data["detail"] == "closed"
        assert not core.told("call.offered")

    play(tmp_path, story, hours="never", overflow=[{"when": "closed", "action": "message", "text": text}])


@pytest.mark.parametrize("why", ["nobody answers his transfer", "an agent hangs up in his whisper", "restart"])
def test_who_waits_when_the_queue_closes_is_served_also_when_he_comes_back_to_his_place(
    tmp_path: Path, why: str
) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        if why != "restart":
            core.login(1)
            agent = await core.rings("8001")
            agent.answer()
            core.acd.set_state("a1", AgentState.BREAK, core.engine.now())
        if why == "nobody answers his transfer":
            await core.hears_of("call.connected", agent="a1")
        core.raw["queues"][0]["hours"] = "never"
        core.engine.config = load_snapshot(core.raw)
        core.controller.acd.configure()
        if why == "restart":
            await core.crash()
        elif why == "nobody answers his transfer":
            core.login(2)
            core.acd.set_state("a2", AgentState.BREAK, core.engine.now())
            (call,) = core.engine.calls.values()
            core.controller.conversation.transfer(call, "agent", "1002")
            (await core.rings("8002")).reject()
            core.acd.logout("a2", core.engine.now())
        else:
            await core.until(lambda: said(core, agent.leg))
            agent.hang_up()
        await core.hears_of("call.queued", count=2)
        await asyncio.sleep(5)
        assert not core.told("call.left_queue", result="overflow")
        core.login(2)
        (await core.rings("8002")).answer()
        await core.hears_of("call.connected", agent="a2")
        caller.hang_up()
        await core.hears_of("call.ended")

    closed = [{"when": "closed", "action": "hangup"}]
    whisper = {"whisper": why == "an agent hangs up in his whisper"}
    play(tmp_path, story, overflow=closed, announcements=whisper)


def test_who_comes_back_to_a_queue_that_everybody_has_left_does_not_wait_in_it(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        await queued(core)
        agent = await core.rings("8001")
        agent.answer()
        await core.until(lambda: said(core, agent.leg))
        core.acd.logout("a1", core.engine.now())
        agent.hang_up()
        left = await core.hears_of("call.left_queue", result="overflow", seconds=5)
        assert left.data["detail"] == "no_agents"
        await core.hears_of("voicemail.started")

    rule = {"when": "no_agents", "action": "voicemail"}
    play(tmp_path, story, overflow=[rule], announcements={"whisper": True})


def test_a_restart_does_not_make_a_caller_wait_anew(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        core.acd.set_state("a1", AgentState.BREAK, core.engine.now())
        await queued(core)
        await asyncio.sleep(50)
        await core.crash()
        await asyncio.sleep(8)
        assert core.told("voicemail.started") == []
        left = await core.hears_of("call.left_queue", seconds=4)
        assert (left.data["result"], left.data["detail"]) == ("overflow", "max_wait")

    play(tmp_path, story, max_wait=60.0)


def test_whom_a_limit_was_sending_away_is_sent_away_after_a_restart(tmp_path: Path) -> None:
    text = {"zh": "我们明天再见，谢谢您的来电。", "en": "See you tomorrow."}

    async def story(core: FakeCore) -> None:
        core.login(1)
        caller = core.call()
        await core.hears_of("call.left_queue", detail="closed")
        assert core.engine.calls
        await core.crash(0.1)
        await core.hears_of("call.left_queue", detail="closed", count=2)
        await core.hears_of("voicemail.started")
        assert caller.ended is None

    play(tmp_path, story, hours="never", overflow=[{"when": "closed", "action": "voicemail", "text": text}])


def test_a_number_outside_takes_the_caller_or_he_leaves_a_message(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        outside = await core.rings("13900139000")
        outside.answer()
        await core.hears_of("call.connected", number="13900139000")
        outside.hang_up()
        await core.hears_of("call.ended")
        assert caller.ended is not None
        core.switch.behave("13900139000", rejects(1.0))
        another = await queued(core)
        await core.hears_of("voicemail.started", box="service")
        another.hang_up()
        await core.hears_of("call.ended", count=2)
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story, overflow=[{"when": "no_agents", "action": "number", "target": "13900139000"}])


def test_without_a_greeting_too_an_agent_who_hangs_up_in_his_whisper_leaves_the_caller_at_his_place(
    tmp_path: Path,
) -> None:
    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        core.login(1)
        agent = await core.rings("8001")
        agent.answer()
        await core.until(lambda: said(core, agent.leg))
        agent.hang_up()
        await core.hears_of("call.queued", count=2)
        assert core.told("call.connected") == []
        assert caller.ended is None
        caller.hang_up()
        assert (await core.hears_of("call.ended")).data["cdr"]["outcome"] == "abandoned"

    play(tmp_path, story, announcements={"whisper": True, "agent_number": False})


def test_a_caller_who_hangs_up_while_he_is_told_his_agents_number_has_been_answered(tmp_path: Path) -> None:
    """The agent has his record, to say what it was about."""

    async def story(core: FakeCore) -> None:
        caller = await queued(core)
        core.login(1)
        (await core.rings("8001")).answer()
        await core.until(lambda: said(core, caller.leg))
        caller.hang_up()
        record = (await core.hears_of("call.ended")).data["cdr"]
        assert (record["outcome"], record["agent"], record["ended_by"]) == ("answered", "a1", "caller")
        await asyncio.sleep(5)
        core.at_rest()

    play(tmp_path, story)


def test_the_music_of_the_queue_does_not_go_on_under_a_flow_or_a_message(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        menu, box = await queued(core), core.call(number="+8613900000009")
        await core.hears_of("call.queued", count=2)
        menu.press("1")
        box.press("2")
        await core.hears_of("call.node_entered", flow="menu")
        await core.hears_of("voicemail.started")
        await core.until(lambda: not menu.hears(), what="the menu has been said, and waits for a key")
        assert box.hears() == frozenset()
        for caller in (menu, box):
            caller.hang_up()
        await core.hears_of("call.ended", count=2)

    play(tmp_path, story, keys={"1": {"action": "flow", "target": "menu"}, "2": {"action": "voicemail"}})


def test_a_queue_that_is_removed_while_a_caller_hears_the_recording_notice(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.raw["notices"] = {"recording_notice": {"zh": "通话将被录音。", "en": "This call is recorded."}}
        core.engine.config = load_snapshot(core.raw)
        core.controller.acd.configure()
        caller = await queued(core)
        core.engine.config = load_snapshot({**core.raw, "queues": core.raw["queues"][1:]})
        core.controller.acd.configure()
        left = await core.hears_of("call.left_queue")
        assert (left.data["result"], left.data["detail"]) == ("overflow", "queue_removed")
        await core.hears_of("voicemail.started")
        assert caller.ended is None
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story)


@pytest.mark.parametrize("name", ["王\t小明", "Li\x00 Ming\r\nX: y\x7f"], ids=["tab", "control characters"])
def test_a_caller_whose_name_no_phone_can_show_reaches_an_agent(tmp_path: Path, name: str) -> None:
    async def story(core: FakeCore) -> None:
        caller = core.switch.arrive("1001", "13800138000", name)
        await core.hears_of("call.queued")
        core.login(1)
        agent = await core.rings("8001")
        assert agent.name.isprintable()
        agent.answer()
        await core.hears_of("call.connected")
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story)


@pytest.mark.parametrize("restarted", [False, True])
def test_who_talked_to_a_number_outside_is_no_longer_sent_there(tmp_path: Path, restarted: bool) -> None:
    """A supervisor moves him to an agent who does not answer: he is back in his queue, and not at its mailbox."""

    async def story(core: FakeCore) -> None:
        core.switch.behave("13900000001", answers(0.5))
        caller = core.call()
        await core.hears_of("call.connected", number="13900000001")
        if restarted:
            await core.crash()
            await asyncio.sleep(1)
        core.acd.login("a1", "8001", core.engine.now())
        (call,) = core.engine.calls.values()
        move(core.controller, call, "agent", "1001", "boss")
        (await core.rings("8001")).reject()
        await core.hears_of("call.queued", count=2)
        assert core.told("voicemail.started") == []
        caller.hang_up()
        await core.hears_of("call.ended")

    number = {"when": "no_agents", "action": "number", "target": "13900000001"}
    play(tmp_path, story, overflow=[number])
