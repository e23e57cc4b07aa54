"""Chats and e-mails in the core: asked for by web, offered, accepted, closed, given on; a restart loses none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony.desk.requests import DeskRequests
from telephony.errors import NotPossible, Unknown
from telephony.switch.fake import manual
from tests.support.company import snapshot
from tests.support.fake_core import FakeCore
from tests.support.virtual import run

Story = Callable[[FakeCore], Awaitable[None]]


def play(folder: Path, story: Story, media: dict[str, Any] | None = None, **queue: Any) -> None:
    async def whole() -> None:
        policy = {"media": {"capacity": {"chat": 2, "email": 1}, **(media or {})}}
        core = FakeCore(folder, snapshot(agents=2, **queue) | policy)
        await core.start()
        for called in ("8001", "8002"):
            core.switch.behave(called, manual())
        await story(core)
        await core.stop()

    run(whole())


async def ask(core: FakeCore, method: str, **params: Any) -> dict[str, Any]:
    return dict(await DeskRequests(core.controller.desk).handlers()[method](params))


async def chat(core: FakeCore, item: str, queue: str = "service", **given: Any) -> None:
    assert await ask(core, "item.enqueue", queue=queue, media="chat", item=item, **given) == {"item": item}


def test_a_chat_waits_is_accepted_and_closed(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await chat(core, "c1", customer="k1", facts={"page": "/help"})
        await asyncio.sleep(5)
        assert (await ask(core, "item.list"))["items"][0]["ahead"] == 0
        core.login(1)
        core.controller.acd.pump()
        offered = await core.hears_of("item.offered", agent="a1", item="c1")
        assert offered.data["until"] == pytest.approx(core.engine.now().utc + 9, abs=0.5), "ring_timeout and grace"
        await ask(core, "item.accept", item="c1", agent="a1")
        accepted = core.told("item.accepted")[-1].data
        assert (accepted["agent"], accepted["waited"]) == ("a1", pytest.approx(5, abs=0.5))
        assert core.acd.snapshot(core.engine.now())["agents"][0]["desk"][0]["item"] == "c1"
        await asyncio.sleep(60)
        with pytest.raises(NotPossible):
            await ask(core, "item.close", item="c1", agent="a2")
        await ask(core, "item.close", item="c1", agent="a1")
        ended = core.told("item.ended")[-1].data
        assert (ended["result"], ended["seconds"]) == ("closed", pytest.approx(60, abs=0.5))
        with pytest.raises(Unknown):
            await ask(core, "item.close", item="c1")

    play(tmp_path, story)


def test_who_lets_it_pass_pauses_and_another_gets_it(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        await chat(core, "c1")
        await core.hears_of("item.offered", agent="a1")
        core.login(2)
        passed = await core.hears_of("item.offer_ended", agent="a1")
        assert passed.data["result"] == "lease_expired"
        await core.hears_of("item.offered", agent="a2")
        await ask(core, "item.reject", item="c1", agent="a2")
        with pytest.raises(NotPossible):
            await ask(core, "item.accept", item="c1", agent="a2")

    play(tmp_path, story)


def test_a_call_comes_to_who_has_an_email_and_not_to_who_has_a_chat(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        await chat(core, "c1")
        await core.hears_of("item.offered")
        await ask(core, "item.accept", item="c1", agent="a1")
        caller = core.call("1001")
        await core.hears_of("call.queued")
        await asyncio.sleep(3)
        assert not core.told("call.offered")
        await ask(core, "item.enqueue", queue="service", media="email", item="m1")
        await ask(core, "item.accept", item="m1", agent="a1")
        await ask(core, "item.close", item="c1")
        leg = await core.rings("8001")
        leg.answer()
        await core.hears_of("call.connected", agent="a1")
        caller.hang_up()

    play(tmp_path, story)


def test_it_goes_to_another_queue_and_keeps_its_place(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        core.login(1)
        await chat(core, "c1")
        await ask(core, "item.accept", item="c1", agent="a1")
        first = core.told("item.queued")[0].data["entered"]
        await asyncio.sleep(10)
        await ask(core, "item.hand_over", item="c1", queue="second", agent="a1")
        moved = core.told("item.queued")[-1].data
        assert (moved["queue"], moved["entered"], moved["reason"], moved["agent"]) == (
            "second", first, "handed_over", "a1",
        )  # fmt: skip
        await ask(core, "item.close", item="c1")
        assert core.told("item.ended")[-1].data["result"] == "withdrawn"

    play(tmp_path, story)


def test_a_limit_of_the_queue_ends_a_chat_or_leads_to_another_queue(tmp_path: Path) -> None:
    async def story(core: FakeCore) -> None:
        await chat(core, "c1")
        await ask(core, "item.enqueue", queue="service", media="email", item="m1")
        moved = await core.hears_of("item.queued", item="c1", queue="second", seconds=60)
        assert moved.data["reason"] == "overflow"
        ended = await core.hears_of("item.ended", item="c1", seconds=1000)
        assert (ended.data["result"], ended.data["action"]) == ("overflow", "voicemail")
        assert [row["item"] for row in (await ask(core, "item.list"))["items"]] == ["m1"], "an e-mail waits on"

    play(tmp_path, story, max_wait=20.0, overflow=[{"when": "max_wait", "action": "queue", "target": "second"}])


@pytest.mark.parametrize("moment", ["waits", "offered", "in_hand"])
def test_a_restart_loses_nothing(tmp_path: Path, moment: str) -> None:
    async def story(core: FakeCore) -> None:
        if moment != "waits":
            core.login(1)
        await chat(core, "c1", customer="k1")
        if moment != "waits":
            await core.hears_of("item.offered", agent="a1")
        if moment == "in_hand":
            await ask(core, "item.accept", item="c1", agent="a1")
        entered = core.told("item.queued")[0].data["entered"]
        before = len(core.told("item.offered"))
        await core.crash()
        row = (await ask(core, "item.list"))["items"][0]
        assert (row["item"], row["entered"], row["customer"]) == ("c1", entered, "k1")
        if moment == "in_hand":
            assert row["agent"] == "a1"
            assert core.acd.snapshot(core.engine.now())["agents"][0]["desk"][0]["item"] == "c1"
            await ask(core, "item.close", item="c1", agent="a1")
            return
        if moment == "waits":
            core.login(1)
            core.controller.acd.pump()
        await core.until(lambda: len(core.told("item.offered")) > before)
        await ask(core, "item.accept", item="c1", agent="a1")

    play(tmp_path, story)
