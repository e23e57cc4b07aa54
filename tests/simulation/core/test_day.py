"""A controller lives through hours of anything: callers leave at any moment, phones vanish, the line to the switch
breaks.

Whatever happens, in the end nobody is stuck, no leg is left, and every call has exactly one record.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from telephony.acd.engine import Acd
from telephony.acd.model import AgentState
from telephony.bus import BusServer
from telephony.calls import Stage
from telephony.clock import Now
from telephony.config_model import Device
from telephony.configuration import load_snapshot
from telephony.controller import Controller
from telephony.domain_events import Envelope
from telephony.engine import EngineOptions
from telephony.errors import HotlineError
from telephony.ports import CustomerCard
from telephony.recovery import Recovery
from telephony.supervision.moving import move
from telephony.supervision.session import Mode
from telephony.switch.fake import FakePeer, FakeSwitch, answers, busy, no_answer, rejects
from tests.support.company import snapshot
from tests.support.doubles import Listener, Memory
from tests.support.fake_core import TRUNK, Clocked
from tests.support.virtual import run

AGENTS = 6
BOSSES = ("8101", "8102")
HOUR = 3600.0


class Directory:
    """Answers late now and then, or not at all."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    async def customer(self, number: str, dialled: str, timeout: float) -> CustomerCard:
        await asyncio.sleep(self._chance.choice([0.0, 0.01, 0.2]))
        if self._chance.random() < 0.1:
            raise TimeoutError
        agent = f"a{self._chance.randint(1, AGENTS)}"
        return CustomerCard(True, number, customer=number, last_agent=agent, last_served=0.0)

    async def query(self, name: str, params: Any, timeout: float) -> Any:
        raise TimeoutError


class Day:
    """One simulated stretch of time with everything in it decided by a seed."""

    def __init__(self, seed: int, folder: Path, queue: Mapping[str, Any] | None = None) -> None:
        self.queue = queue or PLAIN
        self.chance = random.Random(seed)
        self.switch = FakeSwitch("f1")
        self.journal = Memory()
        self.folder = folder
        self.crashes = 0
        self.dead = False
        self._build()
        self.agents = [f"a{k}" for k in range(1, AGENTS + 1)]
        self.devices = [str(8000 + k) for k in range(1, AGENTS + 1)]

    def _build(self) -> None:
        """A controller as after a start."""
        config = load_snapshot({"trunks": [TRUNK], **snapshot(agents=AGENTS, **self.queue)})
        bus: BusServer = Listener()  # type: ignore[assignment]
        self.engine = Clocked(
            self.switch,
            self.journal,  # type: ignore[arg-type]
            bus,
            Directory(self.chance),
            config,
            EngineOptions(node="f1", sounds=self.folder / "sounds", recordings=self.folder / "recordings"),
        )
        self.acd = Acd(seed=f"d{self.crashes}-")
        self.controller = Controller(self.engine, self.acd)
        self.recovery = Recovery(self.controller)
        self.controller.reconcile = self.recovery.reconcile
        self.controller.acd.configure()

    def _crash(self) -> None:
        """kill -9: everything in memory is gone, except what the last state file held of the agents."""
        if not self.switch.connected:
            return
        self.crashes += 1
        self.dead = True
        kept = {**self.acd.export_state(self.engine.now()), "items": [], "offers": []}
        self.switch.drop()
        self.engine.abandon()
        self.controller.acd.abandon()
        self.controller.callbacks.abandon()
        asyncio.get_running_loop().call_later(self.chance.uniform(0.5, 5), self._restart, kept)

    def _restart(self, kept: dict[str, Any]) -> None:
        self._build()
        self.dead = False
        self.acd.restore(kept, self.engine.now())
        self.recovery.restore(self.journal.kept)
        self.controller.callbacks.restore({})
        for envelope in self.journal.kept:
            self.controller.callbacks.catch_up(envelope)
        self.engine.spawn(self.switch.start(self.controller.on_event))

    async def begin(self) -> None:
        config = self.engine.config
        now = self.engine.now()
        await self.switch.start(self.controller.on_event)
        await self.switch.provision(
            (*config.snapshot.devices, *(Device(each, "phone", "x") for each in BOSSES)), config.snapshot.trunks
        )
        for agent, device in zip(self.agents, self.devices, strict=True):
            self.acd.login(agent, device, now)
        self.controller.acd.pump()

    async def live(self, seconds: float, trouble: bool) -> None:
        loop = asyncio.get_running_loop()
        clock = asyncio.create_task(self.switch.follow(0.05))
        end = loop.time() + seconds
        while loop.time() < end:
            await asyncio.sleep(self.chance.expovariate(1 / 4.0))
            self._something(trouble)
        await self._come_to_rest()
        clock.cancel()

    def _something(self, trouble: bool) -> None:
        if not self.dead and self.chance.random() < 0.2:
            self._supervise()
        what = self.chance.random()
        if what < 0.45:
            self._caller()
        elif what < 0.6:
            self._mood()
        elif what < 0.8:
            self._somebody_hangs_up()
        elif what < 0.9:
            self._in_a_call()
        elif trouble and what < 0.95:
            self._phone_vanishes()
        elif trouble and what < 0.97:
            self._line_breaks()
        elif trouble and what < 0.985:
            self._crash()

    def _caller(self) -> None:
        dialled = self.chance.choice(["1000", "1001", "1001", "999"])
        peer = self.switch.arrive(dialled, f"138{self.chance.randint(0, 99999999):08d}")
        loop = asyncio.get_running_loop()
        for _ in range(self.chance.randint(0, 3)):
            loop.call_later(self.chance.uniform(0.1, 20), self._press, peer)
        if self.chance.random() < 0.3:  # wants to be called back
            at = self.chance.uniform(1, 20)
            loop.call_later(at, self._press, peer, "1")
            loop.call_later(at + self.chance.uniform(0.5, 5), self._press, peer, "1")
        if self.chance.random() < 0.6:
            loop.call_later(self.chance.expovariate(1 / 25.0), self._leave, peer)

    def _press(self, peer: FakePeer, key: str = "") -> None:
        if peer.ended is None and peer.up:
            peer.press(key or self.chance.choice("1122*#05"))

    def _leave(self, peer: FakePeer) -> None:
        if peer.ended is None:
            peer.hang_up()

    def _mood(self) -> None:
        """How an agent's phone behaves from now on."""
        device = self.chance.choice(self.devices)
        kinds = [answers(self.chance.uniform(0.2, 6)), answers(1.0), rejects(0.5), busy(), no_answer()]
        self.switch.behave(device, self.chance.choice(kinds))

    def _somebody_hangs_up(self) -> None:
        if self.switch.peers:
            self.chance.choice(list(self.switch.peers.values())).hang_up()

    def _in_a_call(self) -> None:
        """An agent or supervisor does something to a call; what is not possible is refused, and nothing else."""
        if self.dead or not self.engine.calls:
            return
        call = self.chance.choice(list(self.engine.calls.values()))
        conversation = self.controller.conversation
        acts = (
            lambda: conversation.hold(call, not call.held),
            lambda: conversation.transfer(call, "queue", "second"),
            lambda: conversation.transfer(call, "agent", f"100{self.chance.randint(1, AGENTS)}"),
            lambda: conversation.transfer(call, "device", self.chance.choice(self.devices)),
            lambda: self.controller.hang_up(call, "system"),
            lambda: self.controller.dialout.by_agent(self.chance.choice(self.agents), "1002"),
            lambda: self.controller.dialout.by_agent(self.chance.choice(self.agents), "8003"),
            lambda: move(self.controller, call, "queue", self.chance.choice(["second", "service"]), "boss1"),
            lambda: move(self.controller, call, "agent", f"100{self.chance.randint(1, AGENTS)}", "boss1"),
        )
        try:
            self.chance.choice((*acts, self._cancel_a_callback))()
        except HotlineError:
            return
        self.controller.acd.pump()

    def _supervise(self) -> None:
        """A supervisor (one of them an agent himself) comes into a call, follows an agent, steps on, or stops."""
        try:
            self._supervisor_acts()
        except HotlineError:
            return

    def _supervisor_acts(self) -> None:
        talks = [call for call in self.engine.calls.values() if call.stage is Stage.TALKING]
        supervision = self.controller.supervision
        boss, device = self.chance.choice([*zip(("boss1", "boss2"), BOSSES, strict=True), (self.agents[0], None)])
        mode = self.chance.choice(list(Mode))
        if boss in supervision.sessions and self.chance.random() < 0.7:
            supervision.change(boss, mode)
        elif self.chance.random() < 0.2:
            supervision.stop(boss)
        elif talks and self.chance.random() < 0.7:
            call = self.chance.choice(talks)
            supervision.start(boss, mode, call=call.id, device=device, follow=self.chance.random() < 0.3)
        else:
            supervision.start(boss, mode, agent=self.chance.choice(self.agents), device=device, follow=True)

    def _cancel_a_callback(self) -> None:
        open_ones = list(self.controller.callbacks.book.open)
        if open_ones:
            self.controller.callbacks.cancel(self.chance.choice(open_ones))

    def _phone_vanishes(self) -> None:
        device = self.chance.choice([*self.devices, *BOSSES])
        self.switch.register(device, False)
        asyncio.get_running_loop().call_later(self.chance.uniform(1, 60), self.switch.register, device, True)

    def _line_breaks(self) -> None:
        if self.switch.connected and not self.dead:
            self.switch.drop()
            asyncio.get_running_loop().call_later(self.chance.uniform(0.1, 10), self.switch.restore)

    async def _come_to_rest(self) -> None:
        """Everybody hangs up; phones are back; what still has a deadline has time for it."""
        await asyncio.sleep(11)
        for device in (*self.devices, *BOSSES):
            self.switch.register(device, True)
        self.controller.acd.acd.set_state("a1", AgentState.AVAILABLE, self.engine.now())
        for device in self.devices:
            self.switch.behave(device, answers(1.0))
        for turn in range(60):
            if turn > 2 and not self.controller.callbacks.book.open:
                break
            for peer in list(self.switch.peers.values()):
                peer.hang_up()
            await asyncio.sleep(60)

    def told(self, kind: str) -> list[Envelope]:
        return [item for item in self.journal.kept if item.type == kind]


PLAIN = {"max_wait": 60.0, "announce_every": 15.0}
RICH: dict[str, Any] = {
    **PLAIN,
    "strategy": "ring_all",
    "keys": {"1": {"action": "callback"}, "2": {"action": "voicemail"}, "5": {"action": "queue", "target": "second"}},
    "announcements": {"whisper": True, "comfort": [{"zh": "请稍候。", "en": "Please wait."}], "comfort_every": 7.0},
    "callback": {"attempts": 2, "retry_seconds": 20.0},
    "overflow": [
        {"when": "estimate", "action": "callback", "over": 40.0},
        {"when": "max_wait", "action": "number", "target": "13900139000", "over": 45.0},
        {"when": "max_wait", "action": "queue", "target": "second"},
    ],
}


def nothing_is_left(lived: Day) -> list[str]:
    """Every call has one record, no leg is left, every agent is free; returns the calls."""
    started = [item.call for item in lived.told("call.started")]
    ended = Counter(item.call for item in lived.told("call.ended"))
    assert set(started) == set(ended)
    assert set(ended.values()) == {1}
    assert lived.engine.calls == {}
    assert lived.engine.legs == {}
    assert lived.switch.peers == {}
    states = {agent["id"]: agent["state"] for agent in lived.acd.snapshot(Now(1e9, 2e9))["agents"]}
    assert set(states.values()) == {"available"}, states
    lived.acd.check_invariants()
    return started


def recordings_are_closed(lived: Day) -> tuple[set[str], set[str]]:
    """Every recording that was begun is told of once; returns those begun, and all that were told of."""
    opened = {item.data["recording"] for item in lived.told("recording.started")}
    closed = [item.data["recording"] for kind in ("recording.ready", "recording.failed") for item in lived.told(kind)]
    assert opened <= set(closed)
    assert len(closed) == len(set(closed))
    return opened, set(closed)


@pytest.mark.parametrize("queue", [PLAIN, RICH], ids=["plain", "rich"])
@pytest.mark.parametrize("trouble", [False, True], ids=["calm", "trouble"])
@pytest.mark.parametrize("seed", range(6))
def test_nobody_is_stuck_and_every_call_has_one_record(
    seed: int, trouble: bool, queue: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def day() -> Day:
        made = Day(seed, tmp_path, queue)
        await made.begin()
        await made.live(HOUR, trouble)
        return made

    lived = run(day())
    assert len(nothing_is_left(lived)) > 200
    assert lived.switch.spies == {}
    assert lived.controller.supervision.sessions == {}
    joined, left = lived.told("supervision.joined"), lived.told("supervision.left")
    assert len(joined) > 20
    # A supervisor who hangs up in the very instant in which the call's record is written leaves without news.
    assert lived.crashes or len(joined) - 2 <= len(left) <= len(joined)
    asked = [item.data["callback"] for item in lived.told("callback.requested")]
    answered = Counter(item.data["callback"] for item in lived.told("callback.ended"))
    assert sorted(asked) == sorted(answered)
    assert set(answered.values()) <= {1}
    reached = {item.call for item in lived.told("callback.ended") if item.data["result"] == "done"}
    assert reached <= {item.call for item in lived.told("call.connected")}
    if queue is RICH:
        assert len(asked) > 5
        assert reached
    opened, closed = recordings_are_closed(lived)
    assert opened | {item.data["recording"] for item in lived.told("voicemail.left")} == closed
    output = capsys.readouterr().out
    assert "controller.failed" not in output
    assert "engine.task_failed" not in output
