"""Voicemail heard by telephone, on the fake switch: who hears what, what the keys do, and what is told to web."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony.acd.model import AgentState
from telephony.configuration import load_snapshot
from telephony.errors import CoreUnavailable
from telephony.switch.fake import FakePeer, answers
from tests.support.company import snapshot
from tests.support.fake_core import TRUNK
from tests.unit.core.test_incall import Scene, play

STAFF = {"number": "1006", "password": "2468"}
TWO = (
    {"id": "vm1", "at": "2026-11-26T09:05:00", "number": "13800138000", "heard": False},
    {"id": "vm2", "at": "2026-11-26T10:15:00", "number": "anonymous", "heard": False},
)


class Box:
    """Web's end: the messages of 1006, who may do everything, and what it was told."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages = {item["id"]: item for item in messages}
        self.told: list[tuple[str, str]] = []
        self.away: set[str] = set()
        self.unplayable: set[str] = set()
        self.files: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()

    async def customer(self, number: str, dialled: str, timeout: float) -> Any:
        raise TimeoutError

    async def query(self, name: str, params: Any, timeout: float) -> dict[str, Any]:
        if name == "staff":
            return {"found": params == STAFF}
        verb = name.removeprefix("voicemail.")
        if verb in self.away:
            raise CoreUnavailable("web is away")
        await self.gate.wait()
        if verb == "close":
            self.files.remove(params["file"])
            return {}
        assert params["staff"] == "1006"
        if verb == "list":
            rights = {"found": True, "handle": True, "delete": True}
            fresh = sum(not item["heard"] for item in self.messages.values())
            counts = {"fresh": fresh, "heard": len(self.messages) - fresh}
            return rights | counts | {"messages": list(self.messages.values())}
        message = params["id"]
        self.told.append((verb, message))
        if message not in self.messages:
            return {"found": False, "done": False, "number": ""}
        if verb == "open":
            if message in self.unplayable:
                return {"found": True, "file": ""}
            self.files.add(f"phone/{message}")
            return {"found": True, "file": f"phone/{message}"}
        return {"done": True, "number": self.messages[message]["number"]}


class Phone:
    """The phone 8006 that dials *98."""

    def __init__(self, scene: Scene, box: Box) -> None:
        self.scene = scene
        self.box = scene.engine.directory = box
        self.peer: FakePeer = scene.switch.arrive("*98", "8006", entry="device", device="8006")

    def path(self, name: str, **values: Any) -> str:
        engine = self.scene.engine
        return f"media:{engine.files([engine.notice(name, 'zh')], 'zh', values)[0]}"

    async def hears(self, name: str, **values: Any) -> None:
        wanted = self.path(name, **values)
        await self.scene.wait(lambda: wanted in self.peer.hears(), 60)

    async def plays(self, message: str) -> None:
        path = f"media:{self.scene.engine.options.recordings}/phone/{message}"
        await self.scene.wait(lambda: path in self.peer.hears(), 60)

    async def over(self) -> None:
        await self.scene.wait(lambda: self.peer.ended is not None, 60)
        await asyncio.sleep(0.5)
        assert self.box.files == set()


def hearing(tmp_path: Path, box: Callable[[], Box], act: Callable[[Phone], Awaitable[None]]) -> Box:
    """Agent a6 dials *98 at his phone while others talk; nothing of it is left in the end."""
    made: list[Box] = []

    async def scene(s: Scene) -> None:
        phone = Phone(s, box())
        made.append(phone.box)
        await act(phone)
        await phone.over()
        s.caller.hang_up()
        await s.wait(lambda: not s.engine.calls)
        await asyncio.sleep(3)
        s.clock.cancel()
        assert s.switch.peers == {}
        assert s.engine.legs == {}

    play(tmp_path, scene)
    return made[0]


def test_messages_are_heard_one_after_the_other_and_count_as_heard(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        await phone.hears("messages_count", fresh=2, heard=0)
        await phone.hears("messages_item", n=1, at=TWO[0]["at"])
        await phone.hears("messages_from", number="13800138000")
        await phone.plays("vm1")
        await phone.hears("messages_menu")
        assert phone.box.told == [("open", "vm1"), ("heard", "vm1")]
        phone.peer.press("1")
        await phone.plays("vm1")
        await phone.hears("messages_menu_end")
        phone.peer.press("2")
        await phone.hears("messages_hidden")  # "anonymous" is no number
        await phone.plays("vm2")
        phone.peer.press("2")  # enough of it
        await phone.hears("messages_last")

    told = hearing(tmp_path, lambda: Box(*TWO), act).told
    assert told == [("open", "vm1"), ("heard", "vm1"), ("open", "vm1"), ("open", "vm2"), ("heard", "vm2")]


def test_keys_delete_after_a_question_keep_as_new_and_end(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        await phone.plays("vm1")
        phone.peer.press("3")
        await phone.hears("messages_delete")
        phone.peer.press("9")  # rather not
        await phone.hears("messages_menu_delete")
        phone.peer.press("3")
        await phone.hears("messages_delete")
        phone.peer.press("3")
        await phone.hears("messages_deleted")
        await phone.plays("vm2")
        phone.peer.press("5")
        await phone.hears("messages_kept_new")
        await phone.hears("messages_last")

    box = hearing(tmp_path, lambda: Box(*TWO), act)
    assert box.told == [("open", "vm1"), ("heard", "vm1"), ("delete", "vm1"), ("open", "vm2"), ("new", "vm2")]


def test_who_hangs_up_in_the_middle_leaves_the_message_new_and_no_file(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        await phone.plays("vm1")
        phone.peer.hang_up()

    assert hearing(tmp_path, lambda: Box(*TWO), act).told == [("open", "vm1")]


def test_a_file_that_comes_when_the_phone_has_gone_is_given_back(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        await phone.hears("messages_from", number="13800138000")
        phone.box.gate.clear()
        await asyncio.sleep(5)  # what is said is over, and web is slow
        phone.peer.hang_up()
        await asyncio.sleep(0.2)
        phone.box.gate.set()

    assert hearing(tmp_path, lambda: Box(*TWO), act).told == [("open", "vm1")]


def test_the_number_is_called_back_from_the_same_phone(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        s = phone.scene
        s.engine.config = load_snapshot({"trunks": [TRUNK], **snapshot(agents=6)})
        await s.switch.provision(s.engine.config.snapshot.devices, s.engine.config.snapshot.trunks)
        s.switch.behave("+8613800138000", answers(1))
        await phone.plays("vm1")
        phone.peer.press("8")
        await s.wait(lambda: len(s.told("call.connected")) == 2)
        connected = s.told("call.connected")[-1]
        assert connected.data["agent"] == "a6"
        assert s.engine.calls[connected.call or ""].to_number == "13800138000"
        assert s.state("a6") is AgentState.TALKING
        phone.peer.hang_up()

    assert hearing(tmp_path, lambda: Box(*TWO), act).told == [("open", "vm1"), ("heard", "vm1"), ("number", "vm1")]


def test_a_number_that_may_not_be_dialled_is_refused_as_in_any_call(tmp_path: Path) -> None:
    async def act(phone: Phone) -> None:
        await phone.plays("vm1")
        phone.peer.press("8")
        await phone.hears("outbound_no_line")  # this company has no trunk

    hearing(tmp_path, lambda: Box(*TWO), act)


def away(verb: str) -> Box:
    box = Box(TWO[0])
    box.away.add(verb)
    return box


def unplayable() -> Box:
    """And nobody presses a key: the phone is hung up in the end."""
    box = Box(TWO[0])
    box.unplayable.add("vm1")
    return box


def deleted() -> Box:
    """While the message is announced, somebody deletes it on the page."""

    class Deleting(Box):
        async def query(self, name: str, params: Any, timeout: float) -> dict[str, Any]:
            answer = await super().query(name, params, timeout)
            self.messages.clear()
            return answer

    return Deleting(TWO[0])


def answering(verb: str, answer: dict[str, Any] | Exception) -> Box:
    """Web answers one of its questions otherwise."""

    class Other(Box):
        async def query(self, name: str, params: Any, timeout: float) -> dict[str, Any]:
            if name != f"voicemail.{verb}":
                return await super().query(name, params, timeout)
            if isinstance(answer, Exception):
                raise answer
            return answer

    return Other(TWO[0])


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (lambda: answering("list", {"found": True, "messages": [TWO[0]]}), "messages_away"),
        (lambda: answering("list", {"found": True, "fresh": 1, "heard": 0, "messages": [{}]}), "messages_away"),
        (lambda: answering("list", {"found": True, "messages": None}), "messages_none"),
        (lambda: answering("list", OSError("no more files")), "messages_away"),
        (lambda: answering("open", KeyError("file")), "messages_away"),
        (Box, "messages_none"),
        (lambda: away("list"), "messages_away"),
        (lambda: away("open"), "messages_away"),
        (unplayable, "messages_unplayable"),
        (deleted, "messages_gone"),
    ],
)
def test_what_can_go_wrong_is_said(tmp_path: Path, box: Callable[[], Box], said: str) -> None:
    async def act(phone: Phone) -> None:
        await phone.hears(said)

    box_ = hearing(tmp_path, box, act)
    assert "heard" not in {verb for verb, _ in box_.told}


def test_a_phone_without_an_agent_asks_who_hears(tmp_path: Path) -> None:
    async def scene(s: Scene) -> None:
        s.acd.logout("a6", s.engine.now())
        phone = Phone(s, Box(*TWO))
        await phone.hears("code_number")
        phone.peer.press("1006#")
        await phone.hears("code_password")
        phone.peer.press("1111#")
        await phone.hears("code_wrong")
        phone.peer.press("1006#2468#")
        await phone.plays("vm1")
        assert s.acd.agent_on("8006") is None  # hearing is no log-in
        phone.peer.press("#")
        await phone.over()
        assert phone.box.told == [("open", "vm1"), ("heard", "vm1")]
        s.caller.hang_up()
        await s.wait(lambda: not s.engine.calls)
        await asyncio.sleep(3)
        s.clock.cancel()
        assert s.engine.legs == {}

    play(tmp_path, scene)
