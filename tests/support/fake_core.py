"""A controller on the fake switch, in virtual time: calls are made and answered by the test, seconds cost nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from telephony import commands as c
from telephony.acd.engine import Acd
from telephony.bus import BusServer
from telephony.clock import Now
from telephony.configuration import load_snapshot
from telephony.controller import Controller
from telephony.domain_events import Envelope
from telephony.engine import Engine, EngineOptions
from telephony.recovery import Recovery
from telephony.switch.fake import FakePeer, FakeSwitch
from tests.support.doubles import Cards, Listener, Memory

TRUNK = {"id": "line", "name": "line", "host": "127.0.0.1", "numbers": ["01088888888"]}
MOBILE = "+8613800138000"
NOON = 1_790_000_000.0


class Clocked(Engine):
    """Both clocks are those of the virtual loop."""

    def now(self) -> Now:
        mono = asyncio.get_running_loop().time()
        return Now(mono, NOON + mono)


class FakeCore:
    """`agents` a1… at 8001… are to be logged in with `login`. Phones do nothing by themselves unless told."""

    def __init__(self, folder: Path, snapshot: Mapping[str, Any]) -> None:
        self.raw = {"trunks": [TRUNK], **snapshot}
        self.folder = folder
        self.switch = FakeSwitch("f1")
        self.journal = Memory()
        self.bus = Listener()
        self.directory = Cards()
        self._starts = 0
        self._clock: asyncio.Task[None] | None = None
        self._build()

    def _build(self) -> None:
        self._starts += 1
        config = load_snapshot(self.raw)
        bus: BusServer = self.bus  # type: ignore[assignment]
        self.engine = Clocked(
            self.switch,
            self.journal,  # type: ignore[arg-type]
            bus,
            self.directory,
            config,
            EngineOptions(node="f1", sounds=self.folder / "sounds", recordings=self.folder / "recordings"),
        )
        self.acd = Acd(seed=f"s{self._starts}-")
        self.controller = Controller(self.engine, self.acd)
        self.recovery = Recovery(self.controller)
        self.controller.reconcile = self.recovery.reconcile

    async def start(self) -> None:
        self.controller.acd.configure()
        await self.switch.start(self.controller.on_event)
        await self.switch.provision(self.engine.config.snapshot.devices, self.engine.config.snapshot.trunks)
        self._clock = asyncio.create_task(self.switch.follow(0.02))

    async def crash(self, away: float = 1.0) -> None:
        """kill -9, and a new core after `away` seconds that has the agents' states and the journal."""
        agents = {**self.acd.export_state(self.engine.now()), "items": [], "offers": []}
        agents["agents"] = [agent | {"desk": []} for agent in agents["agents"]]
        self.switch.drop()
        self.engine.abandon()
        self.controller.acd.abandon()
        self.controller.callbacks.abandon()
        await asyncio.sleep(away)
        self._build()
        self.controller.acd.configure()
        self.acd.restore(agents, self.engine.now())
        self.recovery.restore(self.journal.kept)
        for book in (self.controller.callbacks, self.controller.desk):
            book.restore({})
            for envelope in self.journal.kept:
                book.catch_up(envelope)
        self.controller.desk.resume()
        await self.switch.start(self.controller.on_event)

    async def stop(self) -> None:
        self.controller.acd.abandon()
        self.controller.callbacks.abandon()
        if self._clock is not None:
            self._clock.cancel()

    # people

    def login(self, *agents: int) -> None:
        for k in agents:
            self.acd.login(f"a{k}", str(8000 + k), self.engine.now())
        self.controller.acd.pump()

    def call(self, dialled: str = "1001", number: str = MOBILE) -> FakePeer:
        return self.switch.arrive(dialled, number)

    async def rings(self, called: str, seconds: float = 10.0, but: FakePeer | None = None) -> FakePeer:
        """The leg on which a device or number is being called, another one than `but`."""
        found: FakePeer = await self.until(
            lambda: leg if (leg := self.leg(called)) and leg is not but else None, seconds, f"{called} rings"
        )
        return found

    def leg(self, called: str) -> FakePeer | None:
        found = [peer for peer in self.switch.peers.values() if peer.originated and peer.dialled == called]
        return found[-1] if found else None

    # what was seen

    def told(self, type_: str, /, **data: Any) -> list[Envelope]:
        return [
            item
            for item in self.bus.heard
            if item.type == type_ and all(item.data.get(name) == value for name, value in data.items())
        ]

    def sent(self, kind: type[c.Command], **fields: Any) -> list[Any]:
        return [
            command
            for command in self.switch.commands
            if isinstance(command, kind) and all(getattr(command, name) == value for name, value in fields.items())
        ]

    def state(self, agent: str) -> str:
        return str(self.acd.agent_state(agent))

    async def hears_of(self, type_: str, /, seconds: float = 30.0, count: int = 1, **data: Any) -> Envelope:
        """Wait until this has been told `count` times; returns the last of these."""
        found: list[Envelope] = await self.until(
            lambda: hits if len(hits := self.told(type_, **data)) >= count else None, seconds, f"{type_} {data}"
        )
        return found[count - 1]

    async def until(self, found: Callable[[], Any], seconds: float = 30.0, what: str = "") -> Any:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not (result := found()):
            if loop.time() > end:
                seen = "\n".join(f"{item.type} {dict(item.data)}" for item in self.bus.heard[-30:])
                raise AssertionError(f"not within {seconds:.0f} s: {what}\n{seen}")
            await asyncio.sleep(0.02)
        return result

    def at_rest(self) -> None:
        """Nobody is stuck, no leg is left."""
        assert self.engine.calls == {}
        assert self.engine.legs == {}
        assert self.switch.peers == {}
        self.acd.check_invariants()
