"""A caller at a mailbox: greeting, operator, review, limits; what is kept when he, or the core, goes at a bad moment;
the lamps of the phones of those whose box it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from telephony.commands import MessageWaiting, Play, RecordMessage
from telephony.errors import NotPossible, Unknown
from telephony.incall.requests import InCallRequests
from telephony.message_lamps import MessageLamps
from telephony.switch.fake import FakePeer, manual
from tests.support.company import snapshot
from tests.support.fake_core import FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]


def play(folder: Path, story: Story, others: Sequence[Mapping[str, Any]] = (), **box: Any) -> None:
    async def whole() -> None:
        config = snapshot(agents=2)
        config["mailboxes"] = [
            {"id": "service", "name": {"zh": "客服", "en": "Service"}, "queue": "service", **box},
            *others,
        ]
        core = FakeCore(folder, config)
        core.switch.media._write = True
        await core.start()
        await story(core)
        await core.stop()

    run(whole())


async def at_the_box(core: FakeCore) -> FakePeer:
    """A caller who has chosen to leave a message, and hears the greeting."""
    caller = core.call("1000")
    await core.until(lambda: core.sent(Play, leg=caller.leg), what="the menu")
    caller.press("2")
    await core.hears_of("call.live", stage="voicemail")
    caller.say("words")
    return caller


async def records(core: FakeCore, count: int = 1) -> Any:
    return await core.until(
        lambda: hits[count - 1] if len(hits := core.sent(RecordMessage)) >= count else None, what=f"recording {count}"
    )


async def ended(core: FakeCore) -> dict[str, Any]:
    cdr = dict((await core.hears_of("call.ended")).data["cdr"])
    core.at_rest()
    return cdr


def test_the_limits_are_the_mailboxs(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await at_the_box(core)
        command = await records(core)
        assert (command.max_seconds, command.silence_seconds) == (7, 3)
        left = await core.hears_of("voicemail.left", box="service")
        assert left.data["seconds"] == pytest.approx(7, abs=0.1)
        await ended(core)

    play(tmp_path, story, max_seconds=7, silence_seconds=3)


def test_nought_leads_to_an_agent_and_leaves_nothing(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.switch.behave("8001", manual())
        core.login(1)
        caller = await at_the_box(core)
        caller.press("0")
        await core.hears_of("call.queued", queue="service")
        agent = await core.rings("8001")
        agent.answer()
        await core.hears_of("call.connected", agent="a1")
        assert not core.sent(RecordMessage)
        caller.hang_up()
        cdr = await ended(core)
        assert (cdr["outcome"], cdr["voicemail"]) == ("answered", None)

    play(tmp_path, story, operator="service")


def test_nought_does_nothing_without_an_operator(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        caller.press("0")
        await records(core)
        caller.hang_up()
        await ended(core)
        assert not core.told("call.queued")

    play(tmp_path, story)


def test_a_message_is_heard_left_anew_and_kept(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        first = await records(core)
        await asyncio.sleep(3)
        caller.press("#")
        await core.hears_of("voicemail.reviewed", recording=first.recording)
        file = Path(first.path + ".wav")
        assert file.is_file()
        caller.press("3")
        await core.until(lambda: any(first.path in command.media for command in core.sent(Play)), what="his own words")
        caller.press("2")
        second = await records(core, 2)
        assert not file.exists()
        await asyncio.sleep(4)
        caller.press("#")
        await core.hears_of("voicemail.reviewed", recording=second.recording)
        caller.press("1")
        left = await core.hears_of("voicemail.left")
        assert (left.data["recording"], len(core.told("voicemail.left"))) == (second.recording, 1)
        cdr = await ended(core)
        assert (cdr["outcome"], cdr["voicemail"]) == ("voicemail", second.recording)
        assert [path.stem for path in tmp_path.rglob("*.wav")] == [second.recording]

    play(tmp_path, story, review=True)


@pytest.mark.parametrize("way", ["hangs up", "does nothing"])
def test_a_caller_who_does_not_decide_keeps_his_message(tmp_path: Path, way: str) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        await records(core)
        await asyncio.sleep(3)
        caller.press("#")
        await core.hears_of("voicemail.reviewed")
        if way == "hangs up":
            caller.hang_up()
        left = await core.hears_of("voicemail.left")
        assert left.data["seconds"] == pytest.approx(3, abs=0.2)
        assert (await ended(core))["outcome"] == "voicemail"

    play(tmp_path, story, review=True)


def test_too_short_is_no_message(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        await records(core)
        await asyncio.sleep(2)
        caller.press("#")
        await core.hears_of("voicemail.discarded", reason="empty")
        await ended(core)
        assert not core.told("voicemail.left")
        assert not list(tmp_path.rglob("*.wav"))

    play(tmp_path, story, min_seconds=3.0)


def test_the_greeting_can_be_skipped(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        before = asyncio.get_running_loop().time()
        caller.press("#")
        await records(core)
        assert asyncio.get_running_loop().time() - before < 0.5
        await asyncio.sleep(2)
        caller.press("#")
        await core.hears_of("voicemail.left")
        await ended(core)

    play(tmp_path, story)


def test_the_core_dies_while_its_caller_decides(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        await records(core)
        await asyncio.sleep(3)
        caller.press("#")
        reviewed = await core.hears_of("voicemail.reviewed")
        await core.crash()
        caller.press("1")
        await core.hears_of("voicemail.left", recording=reviewed.data["recording"])
        assert len(core.told("voicemail.left")) == 1
        await ended(core)

    play(tmp_path, story, review=True)


def test_what_was_said_while_no_core_was_there_is_kept(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        command = await records(core)
        await asyncio.sleep(2)
        crash = asyncio.create_task(core.crash(5.0))
        await asyncio.sleep(2)
        caller.hang_up()
        await crash
        left = await core.hears_of("voicemail.left", recording=command.recording)
        assert left.data["seconds"] == pytest.approx(4, abs=0.3)
        assert (await ended(core))["outcome"] == "voicemail"

    play(tmp_path, story)


def test_a_folder_that_cannot_be_written_ends_politely_with_an_alarm(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")

    async def story(core: FakeCore) -> None:
        await at_the_box(core)
        alarm = await core.hears_of("alarm", alarm="recording.failed", raised=True)
        assert alarm.data["details"]["file"].startswith(str(tmp_path / "recordings/raw/"))
        assert (await ended(core))["voicemail"] is None

    play(tmp_path, story)


def test_a_talk_goes_on_when_it_cannot_be_recorded_and_the_next_one_ends_the_alarm(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")

    async def talk(core: FakeCore) -> FakePeer:
        caller = core.call("1001")
        agent = await core.rings("8001", but=core.leg("8001"))
        agent.answer()
        await core.until(lambda: any(caller.leg in legs and agent.leg in legs for legs in core.switch.rooms.values()))
        return caller

    async def story(core: FakeCore) -> None:
        core.switch.behave("8001", manual())
        core.login(1)
        caller = await talk(core)
        await core.hears_of("recording.failed")
        await core.hears_of("alarm", raised=True)
        await asyncio.sleep(5)
        assert core.state("a1") == "talking"
        caller.hang_up()
        assert (await core.hears_of("call.ended")).data["cdr"]["recordings"] == []
        (tmp_path / "recordings").unlink()
        await asyncio.sleep(10)
        caller = await talk(core)
        await asyncio.sleep(10)
        caller.hang_up()
        await core.hears_of("recording.ready", kind="call")
        await core.hears_of("alarm", raised=False)

    play(tmp_path, story)


@pytest.mark.parametrize(("target", "by"), [("1002", "api"), ("1002", "phone"), ("service", "api"), ("1001", "api")])
def test_an_agent_hands_a_customer_to_a_mailbox(tmp_path: Path, target: str, by: str) -> None:
    async def story(core: FakeCore) -> None:
        core.switch.behave("8001", manual())
        core.login(1)
        core.call("1001").say("words")
        agent = await core.rings("8001")
        agent.answer()
        connected = await core.hears_of("call.connected", agent="a1")
        call = core.engine.calls[connected.call or ""]
        asked = InCallRequests(core.controller, lambda params: call).handlers()["call.transfer"]
        params = {"agent": "a1", "kind": "voicemail", "target": target}
        if target == "1001":
            with pytest.raises(NotPossible, match="1001 has no mailbox"):
                await asked(params)
            with pytest.raises(Unknown, match="no mailbox a2"):
                await asked(params | {"target": "a2"})
            assert agent.ended is None
            return
        if by == "api":
            await asked(params)
        else:
            agent.refer(f"*86{target}")
        box = {"1002": "li", "service": "service"}[target]
        left = await core.hears_of("voicemail.left", box=box)
        assert left.data["seconds"] == pytest.approx(7, abs=0.1)
        await core.hears_of("call.ended")

    boxes = [{"id": "li", "name": {"zh": "李", "en": "Li"}, "agent": "a2", "max_seconds": 7}]
    play(tmp_path, story, boxes, max_seconds=7)


def test_lamps_follow_agents_to_their_phones(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        lamps = MessageLamps(core.engine, core.acd)
        core.controller.acd.on_agent_changed = lamps.refresh
        core.controller.on_device = lamps.device
        lamp = core.switch.lamps
        await lamps.counts({"agents": {"a1": [2, 1], "a2": [0, 0], "gone": [1, 0]}})
        assert lamp == {}
        core.login(1, 2)
        await core.until(lambda: lamp == {"8001": (2, 1)}, what="the lamp is lit")
        await lamps.counts({"agents": {"a1": [0, 3], "a2": [1, 0]}})
        await core.until(lambda: lamp == {"8001": (0, 3), "8002": (1, 0)}, what="one goes out, the other is lit")
        core.switch.register("8002", False)
        lamp.clear()
        core.switch.register("8002", True)
        await core.until(lambda: lamp == {"8002": (1, 0)}, what="a phone that comes back is told again")
        core.acd.logout("a2", core.engine.now())
        core.controller.acd.pump()
        await core.until(lambda: lamp["8002"] == (0, 0), what="nobody sits there any more")
        said = len(core.sent(MessageWaiting))
        lamps.refresh()
        await asyncio.sleep(1)
        assert len(core.sent(MessageWaiting)) == said

    play(tmp_path, story)


@pytest.mark.parametrize("moment", ["greeting", "beep"])
def test_a_caller_who_hangs_up_before_he_speaks_is_no_alarm(tmp_path: Path, moment: str) -> None:
    async def story(core: FakeCore) -> None:
        caller = await at_the_box(core)
        if moment == "greeting":
            await core.until(lambda: len(core.sent(Play, leg=caller.leg)) > 1, what="the greeting")
            caller.hang_up()
        else:
            core.engine.observers.append(lambda item: caller.hang_up() if item.type == "voicemail.started" else None)
        await ended(core)
        assert core.told("alarm") == []
        assert core.told("voicemail.left") == []
        assert len(core.told("voicemail.started")) == (moment == "beep")

    play(tmp_path, story)
