"""A router with a few trunks, and a whole core on the fake switch in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from telephony.acd.engine import Acd
from telephony.bus import BusServer
from telephony.clock import Now
from telephony.commands import Originate
from telephony.configuration import load_snapshot
from telephony.controller import Controller
from telephony.engine import Engine, EngineOptions
from telephony.errors import HotlineError
from telephony.outside.model import Kind, Plan, Wish
from telephony.outside.refusals import Refusal
from telephony.outside.router import Router
from telephony.recovery import Recovery
from telephony.switch.fake import FakeSwitch
from tests.support.company import snapshot
from tests.support.doubles import Cards, Listener, Memory
from tests.support.virtual import run

NOON = Now(1000.0, 1_800_000_000.0)  # 2027-01-15 16:00 in Shanghai
MOBILE = "13911112222"
T1 = {"id": "t1", "name": "联通", "host": "127.0.0.1", "preference": 1, "numbers": ["01062881234", "01062885678"]}
T2 = {"id": "t2", "name": "移动", "host": "127.0.0.2", "preference": 2, "numbers": ["02166668888"]}


def config(*trunks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A snapshot with these trunks (t1 and t2 by default); `outbound`, `lists`… as in the snapshot."""
    return snapshot(agents=2) | {"trunks": list(trunks or (T1, T2))} | more


def router(*trunks: dict[str, Any], **more: Any) -> Router:
    return Router(load_snapshot(config(*trunks, **more)).outside)


def agent(number: str = MOBILE, **who: Any) -> Wish:
    return Wish(number, Kind.AGENT, "a1", "8001", **who)


def planned(made: Plan | Refusal) -> Plan:
    assert isinstance(made, Plan), made
    return made


def refused(made: Plan | Refusal) -> str:
    assert isinstance(made, Refusal), made
    assert made.message
    assert made.message_zh
    assert "{" not in made.message + made.message_zh
    return made.code


class FakeCore:
    """Agents a1 and a2 are logged in at 8001 and 8002. `seconds` lets time pass."""

    def __init__(self, folder: Path, raw: dict[str, Any]) -> None:
        self.switch = FakeSwitch("f1")
        self.bus = Listener()
        self.raw = raw
        self.folder = folder
        self.usage: dict[str, Any] = {}
        self.build(raw)

    def build(self, raw: dict[str, Any]) -> None:
        bus: BusServer = self.bus  # type: ignore[assignment]
        self.engine = Engine(
            self.switch,
            Memory(),  # type: ignore[arg-type]
            bus,
            Cards(),
            load_snapshot(raw),
            EngineOptions(node="f1", sounds=self.folder / "sounds", recordings=self.folder / "rec", recording=False),
        )
        self.acd = Acd(seed="t")
        self.controller = Controller(self.engine, self.acd)
        self.recovery = Recovery(self.controller)
        self.controller.reconcile = self.recovery.reconcile
        now = self.engine.now()
        self.acd.configure(self.engine.config.queues.values(), self.engine.config.agents.values(), now)

    async def start(self) -> None:
        await self.switch.start(self.controller.on_event)
        snap = self.engine.config.snapshot
        await self.switch.provision(snap.devices, snap.trunks)
        for number in (1, 2):
            self.acd.login(f"a{number}", f"800{number}", self.engine.now())
        self.controller.acd.pump()
        await self.seconds(0.1)

    async def seconds(self, seconds: float) -> None:
        steps = max(1, round(seconds / 0.05))
        for _ in range(steps):
            self.switch.advance(0.05)
            await asyncio.sleep(0.05)

    def dial(self, number: str) -> str:
        return self.controller.dialout.by_agent("a1", number).id

    def refusal(self, number: str) -> str:
        """Dial what must be refused; the code of the refusal."""
        try:
            self.dial(number)
        except HotlineError as error:
            return error.code
        raise AssertionError(f"{number} was not refused")

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [dict(item.data) for item in self.bus.heard if item.type == kind]

    def outside(self) -> list[Originate]:
        """What was dialled through trunks."""
        return [each for each in self.switch.commands if isinstance(each, Originate) and each.trunk is not None]


def core(folder: Path, raw: dict[str, Any], play: Callable[[FakeCore], Awaitable[None]]) -> FakeCore:
    """Let `play` happen in a core on the fake switch; returns it as it is afterwards."""

    async def all_of_it() -> FakeCore:
        loop = asyncio.get_running_loop()
        with patch("time.time", lambda: NOON.utc + loop.time()):
            made = FakeCore(folder, raw)
            await made.start()
            await play(made)
            made.usage = made.engine.outside.usage()
        return made

    return run(all_of_it())
