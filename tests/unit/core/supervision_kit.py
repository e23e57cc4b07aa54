"""A controller on the fake switch in virtual time, with agents at their phones and a supervisor at his."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from telephony.acd.engine import Acd
from telephony.bus import BusServer
from telephony.calls import Call
from telephony.configuration import load_snapshot
from telephony.controller import Controller
from telephony.engine import Engine, EngineOptions
from telephony.recovery import Recovery
from telephony.switch.fake import FakePeer, FakeSwitch, answers
from tests.support.company import SECRET, snapshot
from tests.support.doubles import Cards, Listener, Memory
from tests.support.virtual import run

BOSS_PHONE = "8009"


def company(agents: int, **queue: Any) -> dict[str, Any]:
    made = snapshot(agents=agents, **queue)
    made["devices"] = [*made["devices"], {"id": BOSS_PHONE, "kind": "phone", "secret": SECRET}]
    return made


class Room:
    """Agents a1… are logged in on 8001…; everybody who is called answers after half a second."""

    def __init__(self, folder: Path, agents: int = 3) -> None:
        self.folder = folder
        self.agents = agents
        self.switch = FakeSwitch("f1")
        self.journal = Memory()
        self.bus = Listener()
        self.starts = 0
        self.build()

    def build(self) -> None:
        """A controller as after a start."""
        config = load_snapshot(company(self.agents))
        bus: BusServer = self.bus  # type: ignore[assignment]
        options = EngineOptions(node="f1", sounds=self.folder / "sounds", recordings=self.folder / "recordings")
        self.starts += 1
        self.engine = Engine(
            self.switch,
            self.journal,  # type: ignore[arg-type]
            bus,
            Cards(),
            config,
            options,
        )
        self.acd = Acd(seed=f"s{self.starts}-")
        self.controller = Controller(self.engine, self.acd)
        self.supervision = self.controller.supervision
        self.recovery = Recovery(self.controller)
        self.controller.reconcile = self.recovery.reconcile
        self.acd.configure(config.queues.values(), config.agents.values(), self.engine.now())

    async def open(self) -> None:
        await self.switch.start(self.controller.on_event)
        await self.switch.provision(self.engine.config.snapshot.devices, ())
        for k in range(1, self.agents + 1):
            self.switch.behave(str(8000 + k), answers(0.5))
            self.acd.login(f"a{k}", str(8000 + k), self.engine.now())
        self.switch.behave(BOSS_PHONE, answers(0.5))
        self.controller.acd.pump()

    async def restart(self) -> None:
        """kill -9 and a new core."""
        kept = {**self.acd.export_state(self.engine.now()), "items": [], "offers": []}
        self.switch.drop()
        self.engine.abandon()
        self.controller.acd.abandon()
        await asyncio.sleep(0.5)
        self.build()
        self.acd.restore(kept, self.engine.now())
        self.recovery.restore(self.journal.kept)
        await self.switch.start(self.controller.on_event)
        await settle()

    # people

    async def talk(self) -> tuple[Call, FakePeer, FakePeer]:
        """A customer and an agent in a talk: (call, customer, agent's phone); each says a word of his own."""
        customer = self.switch.arrive("1001", "13800138000")
        await self.until(lambda: self._talking(customer) is not None)
        call = self._talking(customer)
        assert call is not None
        assert call.party is not None
        await settle()
        agent = self.switch.peers[call.party.leg]
        customer.say("customer")
        agent.say("agent")
        return call, customer, agent

    def _talking(self, customer: FakePeer) -> Call | None:
        call = self.engine.call_of(customer.leg)
        return call if call and call.party and call.party.connected_at else None

    def boss(self) -> FakePeer:
        """The supervisor's leg."""
        (leg,) = [peer for peer in self.switch.peers.values() if peer.device == BOSS_PHONE]
        leg.say("boss")
        return leg

    def state(self, agent: str) -> str:
        return str(self.acd.agent_state(agent))

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [{"call": item.call, **item.data} for item in self.bus.heard if item.type == kind]

    async def until(self, true: Callable[[], bool], seconds: float = 30) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not true():
            assert loop.time() < end, [item.type for item in self.bus.heard]
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Everybody hangs up, and nothing is left."""
        for _ in range(2):
            for peer in list(self.switch.peers.values()):
                peer.hang_up()
            await asyncio.sleep(10)
        self.nothing_left()

    def nothing_left(self) -> None:
        assert self.engine.calls == {}
        assert self.engine.legs == {}
        assert self.switch.peers == {}
        assert self.switch.spies == {}
        assert self.switch.rooms == {}
        assert self.supervision.sessions == {}
        states = {self.state(f"a{k}") for k in range(1, self.agents + 1)} - {"offline"}
        assert states <= {"available"}, states
        self.acd.check_invariants()


async def settle() -> None:
    """Let commands and what follows from them be carried out."""
    await asyncio.sleep(0.2)


def play(folder: Path, scene: Callable[[Room], Awaitable[None]], agents: int = 3) -> Room:
    """Play a scene in virtual time."""

    async def all_of_it() -> Room:
        room = Room(folder, agents)
        await room.open()
        clock = asyncio.create_task(room.switch.follow(0.02))
        await scene(room)
        await room.close()
        clock.cancel()
        return room

    return run(all_of_it())
