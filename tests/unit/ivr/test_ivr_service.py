"""Flows on a leg of the fake switch: versions stay to the end of a call, also over a restart; ratings; drafts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from telephony.acd.engine import Acd
from telephony.bus import BusServer
from telephony.configuration import load_snapshot, read
from telephony.console import Console
from telephony.controller import Controller
from telephony.domain_events import Envelope
from telephony.engine import Engine, EngineOptions, live
from telephony.ports import CustomerCard
from telephony.recovery import Recovery
from telephony.switch.fake import FakePeer, FakeSwitch
from tests.support.company import snapshot
from tests.support.doubles import Memory
from tests.support.virtual import run


class Bus:
    def __init__(self) -> None:
        self.requests: dict[str, Any] = {}
        self.connected = False

    def broadcast(self, envelope: Envelope) -> None:
        pass


class Directory:
    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def customer(self, number: str, dialled: str, timeout: float) -> CustomerCard:
        return CustomerCard(False, number)

    async def query(self, name: str, params: Any, timeout: float) -> Any:
        self.asked.append((name, dict(params)))
        return self.answers[name]


def text(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def ask(says: str) -> dict[str, Any]:
    """A sub-flow that says `says` and waits for a key."""
    return {
        "flow": "ask",
        "name": text("ask"),
        "start": "ask",
        "languages": ["zh", "en"],
        "nodes": {
            "ask": {"kind": "menu", "say": text(says), "keys": {"1": "back"}, "attempts": 9, "on_fail": "back"},
            "back": {"kind": "return", "result": says},
        },
    }


MAIN = {
    "flow": "menu",
    "name": text("main"),
    "start": "call",
    "languages": ["zh", "en"],
    "nodes": {
        "call": {"kind": "subflow", "flow": "ask", "results": {"old": "again"}, "next": "end"},
        "again": {"kind": "subflow", "flow": "ask", "next": "end"},
        "end": {"kind": "hangup"},
    },
}


def company(flows: dict[str, tuple[int, dict[str, Any]]], version: int = 1) -> dict[str, Any]:
    made = snapshot(agents=1) | {"version": version}
    straight = [flow for flow in made["flows"] if flow["id"] == "straight"]
    made["flows"] = straight + [{"id": name, "version": v, "document": plain} for name, (v, plain) in flows.items()]
    return made


class House:
    """A controller on a fake switch, which can die and come again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.switch = FakeSwitch("f1")
        self.journal = Memory()
        self.directory = Directory()
        self.build()

    def build(self) -> None:
        bus: BusServer = Bus()  # type: ignore[assignment]
        self.engine = Engine(
            self.switch,
            self.journal,  # type: ignore[arg-type]
            bus,
            self.directory,
            read(self.folder / "snapshot.json"),
            EngineOptions(node="f1", sounds=self.folder / "sounds", recordings=self.folder / "recordings"),
        )
        self.controller = Controller(self.engine, Acd(seed="t"))
        self.recovery = Recovery(self.controller)
        self.controller.reconcile = self.recovery.reconcile

        async def prepare(_config: object) -> None:
            pass

        self.console = Console(self.controller, self.folder, prepare)

    async def put(self, raw: dict[str, Any]) -> None:
        await self.console.put_config({"snapshot": raw})

    async def call(self, dialled: str = "1000") -> FakePeer:
        peer = self.switch.arrive(dialled, "13800138000")
        await self.while_(3)
        return peer

    async def while_(self, seconds: float) -> None:
        clock = asyncio.create_task(self.switch.follow(0.05))
        await asyncio.sleep(seconds)
        clock.cancel()

    async def press(self, peer: FakePeer, keys: str) -> None:
        peer.press(keys)
        await self.while_(2)

    async def restart(self) -> None:
        """kill -9, and a new core on the same journal and snapshot."""
        self.switch.drop()
        self.engine.abandon()
        self.build()
        self.recovery.restore(self.journal.kept)

    async def connect(self) -> None:
        await self.switch.start(self.controller.on_event)
        await self.while_(2)

    def visits(self) -> list[tuple[str, int, str, str]]:
        return [
            (item.data["flow"], item.data["version"], item.data["node"], item.data["result"])
            for item in self.journal.kept
            if item.type == "call.node"
        ]

    def told(self, kind: str) -> list[Envelope]:
        return [item for item in self.journal.kept if item.type == kind]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def begun(folder: Path, first: dict[str, Any]) -> House:
    house = House(folder)
    await house.connect()
    await house.put(first)
    return house


OLD = {"menu": (1, MAIN), "ask": (1, ask("old"))}
NEW = {"menu": (2, MAIN | {"start": "end"}), "ask": (5, ask("new"))}


def test_a_caller_finishes_on_his_version_and_the_next_hears_the_new_one(folder: Path) -> None:
    async def day() -> House:
        house = await begun(folder, company(OLD))
        peer = await house.call()
        await house.put(company(NEW, 2))
        await house.press(peer, "1")
        await house.press(peer, "1")
        return house

    house = run(day())
    assert [visit for visit in house.visits() if visit[2] in {"ask", "again", "call"}] == [
        ("menu", 1, "call", "ask"),
        ("ask", 1, "ask", "1"),
        ("menu", 1, "again", "ask"),
        ("ask", 1, "ask", "1"),
    ]
    assert len(house.told("call.ended")) == 1


@pytest.mark.parametrize("published", ["before", "after"], ids=["published before the crash", "and after it"])
def test_also_over_a_restart(folder: Path, published: str) -> None:
    async def day() -> House:
        house = await begun(folder, company(OLD))
        peer = await house.call()
        if published == "before":
            await house.put(company(NEW, 2))
        await house.restart()
        await house.put(company(NEW, 3))  # web sends its configuration before the switch is there
        await house.connect()
        kept = house.engine.config.snapshot.kept_flows
        assert {(flow.id, flow.version) for flow in kept} == {("menu", 1), ("ask", 1)}
        (call,) = house.engine.calls.values()
        assert [(step["flow"], step["node"]) for step in call.path][:1] == [("menu", "call")]
        assert (live(call).flow, live(call).node) == ("ask", "ask")
        await house.press(peer, "1")
        await house.press(peer, "1")
        await house.put(company(NEW, 4))
        assert house.engine.config.snapshot.kept_flows == ()
        return house

    house = run(day())
    assert [visit[:3] for visit in house.visits() if visit[0] == "ask"] == [
        ("ask", 1, "ask"),
        ("ask", 1, "back"),
        ("ask", 1, "ask"),
        ("ask", 1, "back"),
    ]
    assert len(house.told("call.ended")) == 1


def test_also_who_calls_while_a_new_configuration_is_being_made_ready(folder: Path) -> None:
    async def day() -> House:
        house = await begun(folder, company(OLD))
        calls: list[FakePeer] = []

        async def prepare(_config: object) -> None:
            calls.append(await house.call())

        house.console = Console(house.controller, house.folder, prepare)
        await house.put(company(NEW, 2))
        await house.restart()
        await house.connect()
        await house.press(calls[0], "1")
        await house.press(calls[0], "1")
        return house

    house = run(day())
    assert [visit[:3] for visit in house.visits() if visit[0] == "ask"] == [
        ("ask", 1, "ask"),
        ("ask", 1, "back"),
        ("ask", 1, "ask"),
        ("ask", 1, "back"),
    ]


def test_a_snapshot_without_old_versions_is_read(folder: Path) -> None:
    config = load_snapshot(company(OLD))
    assert config.kept_flows == {}
    assert config.flow("menu", 7) is config.flows["menu"]


SURVEY = {
    "flow": "menu",
    "name": text("survey"),
    "start": "rate",
    "languages": ["zh", "en"],
    "nodes": {
        "rate": {
            "kind": "survey",
            "survey": "after_call",
            "questions": [{"name": "service", "say": text("rate"), "scores": {"1": 5, "2": 3}}],
            "next": "end",
        },
        "end": {"kind": "hangup"},
    },
}


def test_a_rating_is_news(folder: Path) -> None:
    async def day() -> House:
        house = await begun(folder, company({"menu": (1, SURVEY)}))
        await house.press(await house.call(), "2")
        return house

    (rated,) = run(day()).told("call.rated")
    assert rated.data == {
        "survey": "after_call",
        "question": "service",
        "score": 3,
        "agent": None,
        "queue": None,
        "segment": 0,
    }


STUDIO = {
    "flow": "menu",
    "name": text("studio"),
    "start": "pin",
    "languages": ["zh", "en"],
    "nodes": {
        "pin": {
            "kind": "verify",
            "query": "staff",
            "parameter": "password",
            "say": text("pin"),
            "max_length": 4,
            "success": "record",
            "fail": "end",
            "exhausted": "end",
        },
        "record": {
            "kind": "record",
            "prompt": "welcome",
            "say": text("speak"),
            "review": text("keep"),
            "saved": "end",
            "failed": "end",
            "denied": "end",
        },
        "end": {"kind": "hangup"},
    },
}


def test_a_prompt_is_recorded_on_the_leg_and_offered_to_web(folder: Path) -> None:
    async def day() -> House:
        house = await begun(folder, company({"menu": (1, STUDIO)}))
        house.directory.answers = {"staff": {"found": True, "number": "1001"}, "prompt.publish": {"published": True}}
        peer = await house.call()
        await house.press(peer, "8866")
        await house.while_(2)
        peer.say("hello")
        await house.while_(3)
        await house.press(peer, "#")
        await house.while_(2)
        await house.press(peer, "2")
        await house.while_(2)
        return house

    house = run(day())
    name, params = house.directory.asked[-1]
    assert name == "prompt.publish"
    assert params["staff"] == "1001"
    assert params["recording"].startswith("raw/prompts/")
    assert ("record", "saved") in [(visit[2], visit[3]) for visit in house.visits()]
    assert "8866" not in "".join(str(item.to_json()) for item in house.journal.kept)
