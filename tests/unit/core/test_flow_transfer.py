"""A flow puts its caller through, and nobody answers: he goes on where the flow says, or hears so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony.commands import Play
from telephony.console import Console
from telephony.switch.fake import FakePeer, busy, manual
from tests.support.company import MENU, snapshot
from tests.support.fake_core import FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]


def play(
    folder: Path, story: Story, *, target: str = "8002", otherwise: bool = True, node: dict[str, Any] | None = None
) -> None:
    flow: dict[str, Any] = {**MENU, "nodes": dict(MENU["nodes"])}
    flow["nodes"]["agent"] = node or {"kind": "transfer", "to": "device", "target": target}
    if otherwise and node is None:
        flow["nodes"]["agent"]["no_answer"] = "message"

    async def whole() -> None:
        raw = snapshot(agents=2)
        raw["flows"] = [{"id": "menu", "version": 1, "document": flow}, raw["flows"][1]]
        core = FakeCore(folder, raw)
        await core.start()
        core.switch.behave("8002", manual())
        await story(core)
        await core.stop()

    run(whole())


async def put_through(core: FakeCore) -> FakePeer:
    caller = core.call("1000")
    await core.until(lambda: core.sent(Play, leg=caller.leg), what="the menu")
    caller.press("1")
    return caller


def test_who_is_put_through_hears_music_until_somebody_answers(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        caller = await put_through(core)
        phone = await core.rings("8002")
        await core.until(lambda: caller.hears() == {"music:default"})
        phone.answer()
        phone.say("phone")
        await core.until(lambda: caller.hears() == {"phone"})
        caller.hang_up()
        await core.hears_of("call.ended")

    play(tmp_path, story)


@pytest.mark.parametrize("how", ["rejects", "busy", "rings out", "is not there"])
def test_he_goes_on_at_the_node_that_the_flow_names(tmp_path: Path, how: str) -> None:
    async def story(core: FakeCore) -> None:
        if how == "busy":
            core.switch.behave("8002", busy())
        if how == "is not there":
            core.switch.register("8002", False)
        caller = await put_through(core)
        if how == "rejects":
            (await core.rings("8002")).reject()
        await core.hears_of("voicemail.started", seconds=60)
        assert not any(heard.startswith("music:") for heard in caller.hears())
        visits = [item.data["node"] for item in core.told("call.node")]
        assert visits == ["top", "agent", "message"]
        caller.hang_up()
        await core.hears_of("call.ended")
        core.at_rest()

    play(tmp_path, story)


def test_without_such_a_node_he_hears_so_and_the_call_ends(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await put_through(core)
        (await core.rings("8002")).reject()
        await core.hears_of("call.ended")
        assert core.told("voicemail.started") == []
        core.at_rest()

    play(tmp_path, story, otherwise=False)


def test_once_he_has_talked_to_somebody_the_flow_has_no_say(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await put_through(core)
        (await core.rings("8002")).answer()
        connected = await core.hears_of("call.connected")
        core.switch.behave("8001", busy())
        core.controller.conversation.transfer(core.engine.calls[str(connected.call)], "device", "8001")
        await core.hears_of("call.ended")
        await asyncio.sleep(1)
        assert core.told("voicemail.started") == []

    play(tmp_path, story)


def test_a_flow_that_is_published_anew_while_the_phone_rings_goes_on_as_it_was(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        async def prepare(_config: Any) -> None:
            return None

        console = Console(core.controller, tmp_path, prepare)
        await put_through(core)
        phone = await core.rings("8002")
        flow = {**MENU, "start": "bye", "nodes": {"bye": MENU["nodes"]["bye"]}}
        newer = {"id": "menu", "version": 2, "document": flow}
        await console.put_config({"snapshot": {**core.raw, "flows": [newer, core.raw["flows"][1]]}})
        phone.reject()
        await core.hears_of("voicemail.started")
        assert [(item.data["version"], item.data["node"]) for item in core.told("call.node")] == [
            (1, "top"),
            (1, "agent"),
            (1, "message"),
        ]
        core.controller.hang_up(next(iter(core.engine.calls.values())), "system")
        await core.hears_of("call.ended")
        assert console._controller.ivr.kept_flows({"flows": [newer]}) == []

    play(tmp_path, story)


@pytest.mark.parametrize(("to", "target"), [("device", "8002"), ("agent", "1002")])
@pytest.mark.parametrize("answers", [True, False])
def test_after_a_restart_he_is_put_through_once_more(tmp_path: Path, to: str, target: str, answers: bool) -> None:
    async def story(core: FakeCore) -> None:
        core.login(2)
        caller = await put_through(core)
        first = await core.rings("8002")
        await core.crash()
        phone = await core.rings("8002", but=first)
        assert first.leg not in core.switch.peers
        if answers:
            phone.answer()
            phone.say("phone")
            await core.until(lambda: caller.hears() == {"phone"})
            assert core.state("a2") == "talking"
        else:
            phone.reject()
            await core.hears_of("voicemail.started")
        caller.hang_up()
        ended = await core.hears_of("call.ended")
        assert ended.data["cdr"]["outcome"] == ("answered" if answers else "ivr_only")
        await core.until(lambda: core.engine.calls == {} and core.switch.peers == {})

    play(tmp_path, story, node={"kind": "transfer", "to": to, "target": target, "no_answer": "message"})


@pytest.mark.parametrize("ending", ["queue", "callback"])
def test_who_hangs_up_in_the_last_words_of_a_flow_goes_nowhere_any_more(tmp_path: Path, ending: str) -> None:
    """He is no caller who has given up in the queue, and nobody calls him back."""

    async def story(core: FakeCore) -> None:
        caller = await put_through(core)
        words = len(core.sent(Play, leg=caller.leg))
        await core.until(lambda: len(core.sent(Play, leg=caller.leg)) > words, what="the last words")
        caller.hang_up()
        record = (await core.hears_of("call.ended")).data["cdr"]
        assert record["outcome"] == "ivr_only"
        assert core.told("call.queued") == core.told("callback.requested") == []
        core.at_rest()

    node: dict[str, Any] = {"kind": ending, "queue": "service", "say": {"zh": "请稍候。", "en": "Please wait."}}
    play(tmp_path, story, node=node if ending == "queue" else {**node, "no_number": "bye"})
