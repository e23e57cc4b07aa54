"""Everything that the other days leave out, all at once: browsers that go and come, surveys, ways through flows that
end elsewhere, mailboxes, feature codes, phones that dial and transfer, trunks that fail, a configuration that changes.

Whatever happens, nobody is stuck, no leg is left, every call has one record, and nothing fails inside.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from telephony.acd.model import AgentState
from telephony.calls import Call, Stage
from telephony.config_model import Device
from telephony.configuration import load_snapshot
from telephony.errors import HotlineError
from telephony.events import Cause
from telephony.supervision.moving import move
from telephony.switch.fake import Behaviour, answers, busy, no_answer
from tests.simulation.core.test_day import AGENTS, BOSSES, HOUR, RICH, nothing_is_left, recordings_are_closed
from tests.simulation.core.test_incall_day import Busy
from tests.support.company import snapshot
from tests.support.fake_core import TRUNK
from tests.support.flows import SURVEY, VERIFY
from tests.support.virtual import run

BROWSERS = ("8001", "8002", "8003")
OUTSIDE = ("13900139000", "13800138111", "13800138222")
WORDS = {"zh": "请稍候。", "en": "Please wait."}
WAYS: dict[str, Any] = {
    "flow": "ways",
    "name": {"zh": "去处", "en": "Ways"},
    "start": "top",
    "languages": ["zh", "en"],
    "nodes": {
        "top": {
            "kind": "menu",
            "say": WORDS,
            "keys": {
                "1": "queue",
                "2": "box",
                "3": "agent",
                "4": "number",
                "5": "back",
                "6": "sub",
                "7": "callback",
                "8": "own",
            },
            "attempts": 2,
            "wait": 3,
            "on_fail": "back",
        },
        "queue": {"kind": "queue", "queue": "second"},
        "box": {"kind": "voicemail", "box": "box", "say": WORDS},
        "agent": {"kind": "transfer", "to": "agent", "target": "1002", "no_answer": "top"},
        "number": {"kind": "transfer", "to": "number", "target": OUTSIDE[1], "no_answer": "queue"},
        "own": {"kind": "transfer", "to": "agent", "target": "1004"},
        "sub": {"kind": "subflow", "flow": "verify", "next": "queue"},
        "callback": {"kind": "callback", "queue": "service", "say": WORDS, "no_number": "queue"},
        "back": {"kind": "return", "result": "ok"},
    },
}


def company(round_: int) -> dict[str, Any]:
    """The configuration of a while: agents, queues and versions come and go."""
    raw = copy.deepcopy(snapshot(agents=AGENTS, **{**RICH, "survey": {"mode": "auto", "flow": "rate", "sms": True}}))
    raw["trunks"] = [
        TRUNK | {"preference": 1},
        TRUNK | {"id": "other", "name": "other", "preference": 2, "channels": 2},
    ]
    raw["flows"] += [{"id": flow["flow"], "version": 1, "document": flow} for flow in (VERIFY, SURVEY, WAYS)]
    for flow in raw["flows"]:
        flow["version"] += round_
    raw["entries"].append({"number": "1002", "flow": "ways", "name": {"zh": "去处", "en": "Ways"}})
    raw["mailboxes"] = [
        {"id": "box", "name": {"zh": "信箱", "en": "Box"}, "max_seconds": 15, "review": True, "operator": "service"},
        {"id": "mine", "name": {"zh": "我的", "en": "Mine"}, "agent": "a1"},
    ]
    raw["announcements"] = [{"id": "storm", "scope": "queue:second", "text": WORDS}] if round_ % 2 else []
    raw["version"] = round_ + 1
    if round_ % 3 == 1:
        raw["queues"] = raw["queues"][:1]
        for agent in raw["agents"]:
            agent["queues"] = [each for each in agent["queues"] if each["queue"] == "service"]
    if round_ % 3 == 2:
        raw["agents"] = [agent for agent in raw["agents"] if agent["id"] != "a4"]
    return raw


class Wild(Busy):
    def __init__(self, seed: int, folder: Path) -> None:
        self.round = 0
        super().__init__(seed, folder, {})

    def _build(self) -> None:
        super()._build()
        self.engine.config = load_snapshot(company(self.round))
        self.controller.acd.configure()
        self.controller.lost.is_browser = lambda device: device in BROWSERS

    async def begin(self) -> None:
        await super().begin()
        await self.switch.provision(
            (*self.engine.config.snapshot.devices, *(Device(each, "phone", "x") for each in BOSSES)),
            self.engine.config.snapshot.trunks,
        )

    def _something(self, trouble: bool) -> None:
        if not self.dead:
            self._wild(trouble)
        super()._something(trouble)

    def _wild(self, trouble: bool) -> None:
        chance = self.chance
        agent, device = chance.choice(list(zip(self.agents, self.devices, strict=True)))
        acts: list[Callable[[], object]] = [
            self._arrives,
            self._arrives,
            lambda: self._phone_dials(device),
            lambda: self._phone_dials(device),
            lambda: self._sets(agent),
            lambda: self._sets(agent),
            self._in_a_talk,
            self._in_a_talk,
            self._in_a_talk,
            self._refers,
            self._outside_changes,
            self._moves,
            lambda: self._logs(agent, device),
        ]
        if trouble:
            acts += [self._page_is_loaded, self._page_is_loaded, self._configure]
        try:
            chance.choice(acts)()
        except HotlineError:
            return
        self.controller.acd.pump()

    def _arrives(self) -> None:
        peer = self.switch.arrive("1002", f"137{self.chance.randint(0, 99999999):08d}", trunk="line")
        loop = asyncio.get_running_loop()
        for _ in range(self.chance.randint(0, 5)):
            loop.call_later(self.chance.uniform(0.1, 20), self._press, peer, self.chance.choice("12345678#*0"))
        if self.chance.random() < 0.3:
            loop.call_later(self.chance.expovariate(1 / 15.0), self._leave, peer)

    def _phone_dials(self, device: str) -> None:
        codes = ["*51", "*521", "*53", "*8", "*98", "*50", "1003", "8004", "9", "110", *OUTSIDE]
        peer = self.switch.arrive(self.chance.choice(codes), device, entry="device", device=device)
        loop = asyncio.get_running_loop()
        for _ in range(self.chance.randint(0, 4)):
            loop.call_later(self.chance.uniform(0.1, 10), self._press, peer, self.chance.choice("1234#"))
        loop.call_later(self.chance.expovariate(1 / 20.0), self._leave, peer)

    def _sets(self, agent: str) -> None:
        acd, now, chance = self.acd, self.engine.now(), self.chance
        chance.choice(
            [
                lambda: acd.set_state(agent, AgentState.BREAK, now, "lunch"),
                lambda: acd.set_state(agent, AgentState.BUSY, now),
                lambda: acd.set_state(agent, AgentState.AVAILABLE, now),
                lambda: acd.set_state(agent, AgentState.AVAILABLE, now),
                lambda: acd.set_state(agent, AgentState.AVAILABLE, now),
                lambda: acd.extend_wrap_up(agent, 5.0, now),
                lambda: acd.finish_wrap_up(agent, now),
            ]
        )()

    def _logs(self, agent: str, device: str) -> None:
        if self.acd.device_of(agent) is None or self.chance.random() < 0.5:
            online = self.engine.device_states.get(device, "offline") != "offline"
            self.acd.login(agent, device, self.engine.now(), online)
        else:
            self.acd.logout(agent, self.engine.now())

    def _in_a_talk(self) -> None:
        talks = [call for call in self.engine.calls.values() if call.stage is Stage.TALKING]
        if not talks:
            return
        call, chance = self.chance.choice(talks), self.chance
        detours, conversation = self.controller.detours, self.controller.conversation
        peer = self.switch.peers.get(call.leg)
        acts: list[Callable[[], object]] = [
            lambda: detours.start(call, "ways", back=chance.random() < 0.7),
            lambda: detours.start(call, "ways", back=True),
            lambda: detours.start(call, "verify", back=True),
            lambda: self.controller.surveys.rate(call),
            lambda: self.controller.to_voicemail(call, chance.choice(["box", "service", "1001"])),
            lambda: conversation.transfer(call, "number", chance.choice(OUTSIDE)),
            lambda: conversation.consulting.start(call, "number", chance.choice(OUTSIDE)),
            lambda: conversation.send_digits(call, "12"),
            lambda: self._holds(call),
        ]
        chance.choice(acts)()
        if peer is not None:
            loop = asyncio.get_running_loop()
            for _ in range(chance.randint(0, 4)):
                loop.call_later(chance.uniform(0.1, 10), self._press, peer, chance.choice("12345678#"))

    def _holds(self, call: Call) -> None:
        peer = self.switch.peers.get(call.party.leg) if call.party else None
        if peer is not None and peer.ended is None and peer.up:
            peer.hold(self.chance.random() < 0.5)

    def _refers(self) -> None:
        up = [peer for peer in self.switch.peers.values() if peer.up and peer.ended is None]
        if up:
            target = self.chance.choice(["1003", "8004", "second", "*86box", "*86", *OUTSIDE])
            self.chance.choice(up).refer(target)

    def _outside_changes(self) -> None:
        kinds = [
            answers(1.0),
            answers(4.0),
            busy(),
            no_answer(),
            Behaviour(rings_after=None, rejects_after=0.1, cause=Cause.CONGESTION),
            Behaviour(rings_after=None, rejects_after=0.1, cause=Cause.UNAVAILABLE),
            Behaviour(rings_after=None),
        ]
        self.switch.behave(self.chance.choice(OUTSIDE), self.chance.choice(kinds))

    def _moves(self) -> None:
        if not self.engine.calls:
            return
        call = self.chance.choice(list(self.engine.calls.values()))
        kind, target = self.chance.choice(
            [("queue", "second"), ("queue", "service"), ("agent", "1003"), ("number", OUTSIDE[0]), ("device", "8005")]
        )
        move(self.controller, call, kind, target, "boss1")

    def _page_is_loaded(self) -> None:
        """A browser is gone for a moment, or for longer; its page signs in anew."""
        device = self.chance.choice(BROWSERS)
        self.switch.register(device, False)
        away = self.chance.choice([0.5, 2.0, 5.0, 15.0, 40.0])
        loop = asyncio.get_running_loop()
        loop.call_later(away, self.switch.register, device, True)
        if self.chance.random() < 0.5:
            loop.call_later(away + self.chance.uniform(-0.2, 0.5), self._signs_in, device)

    def _signs_in(self, device: str) -> None:
        agent = self.agents[self.devices.index(device)]
        if self.dead or agent not in self.acd.agents:
            return
        try:
            self.acd.login(agent, device, self.engine.now(), True)
        except HotlineError:
            return
        self.controller.lost.signed_in(agent, device)
        self.controller.acd.pump()

    def _configure(self) -> None:
        if self.chance.random() < 0.7:
            return
        self.round += 1
        raw = company(self.round)
        raw["kept_flows"] = self.controller.ivr.kept_flows(raw)
        self.engine.config = load_snapshot(raw)
        self.controller.acd.configure()
        self.controller.callbacks.look()

    async def _come_to_rest(self) -> None:
        await asyncio.sleep(11)
        while self.dead or not self.switch.connected:
            await asyncio.sleep(1)
        self.round += 3 - self.round % 3
        self.engine.config = load_snapshot(company(self.round))
        self.controller.acd.configure()
        self.controller.callbacks.look()
        for number in OUTSIDE:
            self.switch.behave(number, answers(1.0))
        for device in (*self.devices, *BOSSES):
            self.switch.register(device, True)
        await asyncio.sleep(60)
        for agent, device in zip(self.agents, self.devices, strict=True):
            try:
                if self.acd.device_of(agent) is None:
                    self.acd.login(agent, device, self.engine.now(), True)
                self.acd.set_state(agent, AgentState.AVAILABLE, self.engine.now())
            except HotlineError:
                continue
        await super()._come_to_rest()


@pytest.mark.parametrize("trouble", [False, True], ids=["calm", "trouble"])
@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_stuck_and_nothing_fails_inside(
    seed: int, trouble: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def day() -> Wild:
        made = Wild(seed, tmp_path)
        await made.begin()
        await made.live(HOUR / 2, trouble)
        return made

    lived = run(day())
    output = capsys.readouterr().out
    for failed in ("controller.failed", "engine.t", "recovery.failed", "acd.decision_failed", "supervision.failed"):
        assert failed not in output
    for failed in ("command.failed", "controller.rescue_failed"):
        assert failed not in output
    nothing_is_left(lived)
    assert lived.switch.rooms == {}
    assert lived.switch.spies == {}
    assert lived.engine._timers == {}
    assert lived.engine._lanes == {}
    assert lived.acd.items == {}
    assert lived.controller.ivr._runs == {}
    assert lived.controller.voicemail._messages == {}
    assert lived.controller.acd.waiting == {}
    assert all(count == 0 for count in lived.engine.outside.router.counters._in_use.values())
    assert lived.engine.outside._dials == {}
    assert lived.engine.outside._expected == {}
    assert lived.controller.codes._sessions == {}
    assert lived.controller.conversation.greeting._playing == {}
    assert lived.controller.announcer._playing == {}
    assert lived.controller.arrival._identifying == {}
    assert lived.controller.conversation.enquiring._calls == {}
    recordings_are_closed(lived)
    for item in lived.told("call.ended"):
        for segment in item.data["cdr"]["segments"]:
            assert segment["ended"] is not None
