"""The alarm of recordings while the disk fills and empties: told in the talk, once; over when something is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from telephony.recording_alarm import LEAST_ROOM, LOOK_EVERY
from telephony.switch.fake import FakePeer, answers
from tests.support.company import snapshot
from tests.support.fake_core import FakeCore
from tests.support.virtual import run

MUCH = 100 * LEAST_ROOM


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """`free` bytes are left on it."""
    made = SimpleNamespace(free=MUCH)
    monkeypatch.setattr("telephony.recording_alarm.shutil.disk_usage", lambda _folder: made)
    return made


def play(folder: Path, story: Callable[[FakeCore], Awaitable[None]]) -> None:
    async def whole() -> None:
        core = FakeCore(folder, snapshot(agents=1))
        core.switch.media._write = True
        await core.start()
        core.switch.behave("8001", answers(0.5))
        core.login(1)
        await story(core)
        await core.stop()

    run(whole())


async def talk(core: FakeCore, count: int = 1) -> FakePeer:
    caller = core.call("1001")
    await core.hears_of("call.connected", count=count)
    return caller


async def over(core: FakeCore, caller: FakePeer, count: int = 1) -> None:
    caller.hang_up()
    await core.hears_of("call.ended", count=count)


def told(core: FakeCore) -> list[bool]:
    return [item.data["raised"] for item in core.told("alarm", alarm="recording.failed")]


def test_a_disk_that_fills_in_a_talk_is_told_once_and_is_over_when_something_is_written(
    tmp_path: Path, disk: SimpleNamespace
) -> None:
    async def story(core: FakeCore) -> None:
        caller = await talk(core)
        await asyncio.sleep(3 * LOOK_EVERY)
        assert told(core) == []
        disk.free = LEAST_ROOM - 1
        await core.hears_of("alarm", raised=True, seconds=LOOK_EVERY + 0.5)
        await asyncio.sleep(5 * LOOK_EVERY)
        assert told(core) == [True]
        await over(core, caller)  # this one was written, but there is no room for the next
        assert told(core) == [True]
        disk.free = MUCH
        caller = await talk(core, 2)
        await asyncio.sleep(3 * LOOK_EVERY)
        await over(core, caller, 2)
        assert told(core) == [True, False]

    play(tmp_path, story)


def test_a_core_that_was_started_anew_looks_at_its_talks_and_ends_the_alarm_of_the_one_before(
    tmp_path: Path, disk: SimpleNamespace
) -> None:
    async def story(core: FakeCore) -> None:
        caller = await talk(core)
        await core.crash()
        disk.free = 0
        await core.hears_of("alarm", raised=True, seconds=LOOK_EVERY + 2)
        await core.crash()
        disk.free = MUCH
        await asyncio.sleep(LOOK_EVERY)
        await over(core, caller)
        await core.hears_of("alarm", raised=False)

    play(tmp_path, story)
