"""Any facts in any order: the distributor never contradicts itself, loses nobody, leaves no agent stuck, and a restart
at any moment changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from acd_kit import NAME, UTC, agent, queue
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from telephony.acd.agents import TRANSITIONS
from telephony.acd.desk import WRITTEN, lane_media
from telephony.acd.engine import Acd
from telephony.acd.lanes import able, needs_after
from telephony.acd.model import (
    AgentChanged,
    AgentState,
    Decision,
    Offer,
    OfferResult,
    OfferWithdrawn,
    Overflowed,
    QueueChanged,
    Returned,
    WorkItem,
)
from telephony.clock import Now
from telephony.config_model import Agent, Media, MediaPolicy, OverflowRule, Queue, RelaxStep, SkillDemand, StickyPolicy
from telephony.errors import NotPossible, Unknown

S = AgentState
STAFFED = ("available", "reserved", "ringing", "talking", "wrap_up")
SHIFT = 4096.0  # between the monotonic clocks of the two engines; exact in binary, as are all the times here
AGENTS = ("a1", "a2", "a3", "a4")
QUEUES = ("q1", "q2", "q3")
DEVICES = ("d1", "d2", "d3", "d4")
TV = SkillDemand("tv", 60, (RelaxStep(16.0, 20), RelaxStep(48.0)))
OWN_NEED = SkillDemand("tv", 40, (RelaxStep(32.0),))
PATIENT = StickyPolicy(wrap_up="skip", away="wait", logged_out="wait")
RULES = (
    OverflowRule("no_agents", "voicemail", over=8.0),
    OverflowRule("closed", "message", text=NAME),
    OverflowRule("max_wait", "queue", "q3", over=32.0),
    OverflowRule("estimate", "callback", over=100.0),
)
CONFIGS: tuple[tuple[tuple[Queue, ...], tuple[Agent, ...]], ...] = (
    (
        (
            queue("q1", max_wait=64.0, max_length=3, announce_every=16.0),
            queue("q2", priority=1, wrap_up=4.0, ring_timeout=8.0, max_wait=128.0),
            queue("q3", wrap_up=0.0, announce_every=0.0, no_answer_penalty=0.0),
        ),
        (agent("a1", "q1"), agent("a2", "q1", "q2"), agent("a3", "q2", q1=1), agent("a4", "q3", q1=2)),
    ),
    (
        (queue("q1", sticky=StickyPolicy(enabled=False)), queue("q3", max_length=0, priority=2)),
        (agent("a1", "q1", "q3"), agent("a2", "q1"), agent("a3", q1=1)),
    ),
    (
        (
            queue("q1", strategy="ring_all", ring_max=2, max_wait=64.0, ageing_seconds=16.0),
            queue("q2", strategy="round_robin", wrap_up=0.0, category_priority={"vip": 2}, overflow=RULES),
            queue("q3", strategy="best_skill", demand=(TV,), ageing_seconds=8.0, sticky=PATIENT),
        ),
        (
            agent("a1", "q1", "q2", "q3", skills={"tv": 50}),
            agent("a2", "q1", "q3", skills={"tv": 90}),
            agent("a3", "q2", "q3"),
            agent("a4", "q3", q1=1, skills={"tv": 10}),
        ),
    ),
    (
        (
            queue("q1", strategy="fewest_calls", spare_flexible=True, wrap_up=0.0),
            queue("q2", strategy="least_talk", spare_flexible=True, demand=(TV,), wrap_up=2.0),
            queue("q3", strategy="fixed_order", spare_flexible=True, sticky=StickyPolicy(busy="skip", away="wait")),
        ),
        (
            agent("a1", "q1", "q2", skills={"tv": 50}),
            agent("a2", "q1", "q3"),
            agent("a3", "q2", "q3", skills={"tv": 90}),
            agent("a4", "q1", "q2", q3=1),
        ),
    ),
)
POLICIES = (
    MediaPolicy(),
    MediaPolicy({"chat": 1, "email": 1}),
    MediaPolicy({"chat": 2, "email": 2}, beside_calls=("chat", "email"), interrupted=("chat", "email")),
    MediaPolicy({"chat": 2, "email": 1}, beside_calls=("email",), interrupted=()),
)


class Floor(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.config = 0
        self.main = Acd("x")
        self.twin: Acd | None = None
        self.main.configure(*CONFIGS[0], self.now)
        self.entered = 0
        self.waiting: dict[str, WorkItem] = {}
        self.offers: dict[str, Offer] = {}
        self.ended: list[str] = []
        self.hands: dict[str, tuple[str, WorkItem]] = {}
        self.states = dict.fromkeys(AGENTS, S.OFFLINE)

    @property
    def now(self) -> Now:
        return Now(100.0 + self.seconds, UTC + self.seconds)

    def later(self, now: Now) -> Now:
        return Now(now.mono + SHIFT, now.utc)

    def tell(self, name: str, *args: Any) -> Any:
        """One fact to both engines. A refused fact changes nothing, and is refused by both."""
        results = [self._tell(self.main, self.now, name, *args)]
        if self.twin is not None:
            args = tuple(_shifted(arg) for arg in args)
            results.append(self._tell(self.twin, self.later(self.now), name, *args))
            assert results[0] == _unshifted(results[1])
        self._come_back()
        return results[0]

    def _come_back(self) -> None:
        """What an agent who left had in hand waits again at once, and is told with the next poll."""
        for back in self.main.returned:
            if back.item in self.hands:
                who, item = self.hands.pop(back.item)
                assert who == back.agent
                self.waiting[back.item] = replace(item, preferred=None)

    def _tell(self, acd: Acd, now: Now, name: str, *args: Any) -> Any:
        method: Callable[..., Any] = getattr(acd, name)
        before, changes = acd.export_state(now), len(acd.changes)
        first, rest = (args[:1], args[1:]) if name != "device_changed" else (args, ())
        try:
            if name in ("set_open", "new_day"):
                return method(*args)
            if name == "configure":
                return method(*args, now, media=POLICIES[self.config])
            if name in ("set_state", "login", "released"):
                return method(*first, *rest[:1], now, *rest[1:])
            return method(*first, *rest, now)
        except (NotPossible, Unknown) as error:
            assert acd.export_state(now) == before, f"{name} was refused and changed something"
            assert len(acd.changes) == changes
            return type(error)

    # agents

    @rule(who=st.sampled_from(AGENTS), device=st.sampled_from(DEVICES), online=st.booleans() | st.just(True))
    def login(self, who: str, device: str, online: bool) -> None:
        self.tell("login", who, device, online)

    @rule()
    def everybody_comes(self) -> None:
        for who, device in zip(AGENTS, DEVICES, strict=True):
            self.tell("login", who, device, True)

    @rule(who=st.sampled_from(AGENTS))
    def logout(self, who: str) -> None:
        self.tell("logout", who)

    @rule(who=st.sampled_from(AGENTS), state=st.sampled_from([S.AVAILABLE, S.BUSY, S.BREAK, S.TALKING]))
    def set_state(self, who: str, state: AgentState) -> None:
        self.tell("set_state", who, state, "lunch")

    @rule(device=st.sampled_from(DEVICES), online=st.booleans(), busy=st.booleans())
    def device_changed(self, device: str, online: bool, busy: bool) -> None:
        self.tell("device_changed", device, online, busy)

    @rule(who=st.sampled_from(AGENTS), seconds=st.sampled_from([8.0, 0.0]))
    def extend_wrap_up(self, who: str, seconds: float) -> None:
        self.tell("extend_wrap_up", who, seconds)

    @rule(who=st.sampled_from(AGENTS))
    def finish_wrap_up(self, who: str) -> None:
        self.tell("finish_wrap_up", who)

    # items

    @rule(
        where=st.sampled_from(QUEUES),
        priority=st.sampled_from([0, 0, 0, 1]),
        fan_of=st.none() | st.sampled_from(AGENTS),
        patience=st.sampled_from([0.0, 16.0]),
        age=st.sampled_from([0.0, 0.0, 30.0]),
        category=st.sampled_from(["", "vip"]),
        demand=st.sampled_from([(), (), (OWN_NEED,)]),
        media=st.sampled_from(["call", "call", "callback", "chat", "chat", "email", "consult"]),
    )
    def enqueue(
        self,
        where: str,
        priority: int,
        fan_of: str | None,
        patience: float,
        age: float,
        category: str,
        demand: tuple[SkillDemand, ...],
        media: Media,
    ) -> None:
        self.entered += 1
        now = self.now
        item = WorkItem(
            f"i{self.entered}",
            where,
            now.mono - age,
            now.utc - age,
            priority=priority,
            preferred=fan_of,
            preferred_until=now.mono + patience,
            category=category,
            demand=demand,
            media=media,
            call=f"c{self.entered}" if media == "consult" else "",
        )
        if self.tell("enqueue", item) is None:
            self.waiting[item.id] = item

    @rule(number=st.integers(0, 30))
    def withdraw(self, number: int) -> None:
        self._withdraw(self._pick(self.waiting, number) or f"i{number}")

    def _withdraw(self, ident: str) -> None:
        live = [record.offer for record in self.main.offers.values() if record.offer.item == ident]
        result = self.tell("withdraw", ident)
        if self.waiting.pop(ident, None):
            self.ended.append(ident)
            assert list(result) == live
            for offer in live:
                self.offers.pop(offer.offer)
        else:
            assert result is Unknown

    @rule(number=st.integers(0, 30))
    def ringing(self, number: int) -> None:
        self.tell("ringing", self._pick(self.offers, number) or f"x{number}")

    @rule(number=st.integers(0, 30))
    def answered(self, number: int) -> None:
        ident = self._pick(self.offers, number) or f"x{number}"
        if self.tell("answered", ident) is None:
            offer = self.offers.pop(ident)
            item = self.waiting.pop(offer.item)
            if item.media in WRITTEN:
                self.hands[item.id] = (offer.agent, item)
            else:
                self.ended.append(item.id)

    @rule(number=st.integers(0, 30))
    def closed(self, number: int) -> None:
        ident = self._pick(self.hands, number) or f"i{number}"
        who = self.hands[ident][0] if ident in self.hands else AGENTS[number % 4]
        if not isinstance(self.tell("closed", who, ident), type):
            del self.hands[ident]
            self.ended.append(ident)

    @rule(number=st.integers(0, 30), where=st.sampled_from(QUEUES))
    def handed_over(self, number: int, where: str) -> None:
        ident = self._pick(self.hands, number) or f"i{number}"
        who = self.hands[ident][0] if ident in self.hands else AGENTS[number % 4]
        if self.tell("handed_over", who, ident, where) is None:
            item = self.hands.pop(ident)[1]
            self.waiting[ident] = replace(item, queue=where, preferred=None)

    @rule(number=st.integers(0, 30), result=st.sampled_from(OfferResult))
    def offer_failed(self, number: int, result: OfferResult) -> None:
        ident = self._pick(self.offers, number) or f"x{number}"
        if self.tell("offer_failed", ident, result) is None:
            offer = self.offers.pop(ident)
            if result is OfferResult.CALLER_GONE:
                del self.waiting[offer.item]
                self.ended.append(offer.item)

    @rule(who=st.sampled_from(AGENTS), number=st.integers(0, 30), where=st.none() | st.sampled_from(QUEUES))
    def engage(self, who: str, number: int, where: str | None) -> None:
        ident = self._pick(self.waiting, number // 2) if number % 2 else f"own{number}"
        if ident and self.tell("engage", who, ident, where) is None:
            for offer in [offer for offer in self.offers.values() if ident == offer.item and offer.agent == who]:
                del self.offers[offer.offer]  # it counts as answered
            if self.waiting.pop(ident, None):
                self.ended.append(ident)

    @rule(who=st.sampled_from(AGENTS), wrap_up=st.booleans())
    def released(self, who: str, wrap_up: bool) -> None:
        record = self.main.agents.get(who)
        self.tell("released", who, (record and record.item) or "nothing", wrap_up)

    @rule(where=st.sampled_from(QUEUES), is_open=st.booleans())
    def set_open(self, where: str, is_open: bool) -> None:
        self.tell("set_open", where, is_open)

    @rule(day=st.sampled_from(["2026-11-26", "2026-11-27"]))
    def new_day(self, day: str) -> None:
        self.tell("new_day", day)

    # time

    @rule(seconds=st.sampled_from([0.0, 0.25, 2.0, 8.0, 32.0]))
    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.poll()

    @precondition(lambda self: self.main.next_deadline() is not None)
    @rule()
    def next_deadline(self) -> None:
        self.seconds = max(self.seconds, (self.main.next_deadline() or 0.0) - 100.0)
        self.poll()

    def poll(self) -> None:
        before = set(self.main.items)
        decisions = self.main.poll(self.now)
        deadline = self.main.next_deadline()
        assert deadline is None or deadline > self.now.mono
        if self.twin is not None:
            assert [_unshifted(entry) for entry in self.twin.poll(self.later(self.now))] == list(decisions)
            twins = self.twin.next_deadline()
            assert (deadline is None) == (twins is None)
            assert deadline is None or twins == deadline + SHIFT
        assert [type(entry).__name__ for entry in decisions] == sorted(
            (type(entry).__name__ for entry in decisions),
            key=["AgentChanged", "OfferWithdrawn", "Returned", "Offer", "Announce", "Overflowed", "QueueChanged"].index,
        )
        for decision in decisions:
            self._read(decision)
        assert self.states == {**dict.fromkeys(AGENTS, S.OFFLINE), **{k: v.state for k, v in self.main.agents.items()}}
        assert set(self.offers) == set(self.main.offers)
        self.nobody_waits_in_vain()
        self.in_the_right_order(before, [decision for decision in decisions if isinstance(decision, Offer)])

    def _read(self, decision: Decision) -> None:
        match decision:
            case AgentChanged():
                assert self.states[decision.agent] is decision.previous, "a change was not reported"
                assert decision.state in TRANSITIONS[decision.previous]
                assert decision.previous_seconds >= 0
                self.states[decision.agent] = decision.state
            case OfferWithdrawn():
                self.offers.pop(decision.offer, None)  # absent when it was made and taken back between two polls
            case Offer():
                assert decision.item in self.waiting
                assert decision.offer not in self.offers
                several = self.queue_config(decision.queue).strategy == "ring_all"
                assert several or decision.item not in {offer.item for offer in self.offers.values()}
                if decision.media in WRITTEN:
                    self.never_above_capacity(decision)
                else:
                    rung = {offer.agent for offer in self.offers.values() if offer.media not in WRITTEN}
                    assert decision.agent not in rung
                self.offers[decision.offer] = decision
            case Returned():
                assert decision.item not in self.hands
            case Overflowed() if decision.item in self.hands:
                del self.hands[decision.item]  # he left, and so has its queue
                self.ended.append(decision.item)
            case Overflowed():
                del self.waiting[decision.item]
                self.ended.append(decision.item)

    def never_above_capacity(self, new: Offer) -> None:
        in_hand = [item.media for who, item in self.hands.values() if who == new.agent]
        asked = [offer.media for offer in self.offers.values() if offer.agent == new.agent]
        who = next(entry for entry in CONFIGS[self.config][1] if entry.id == new.agent)
        most = who.capacity.get(new.media, POLICIES[self.config].capacity[new.media])
        assert (in_hand + asked).count(new.media) < most

    def room(self, view: dict[str, Any], media: str) -> bool:
        """Whether an agent may be offered an item of this medium, by the words of the rules."""
        policy = POLICIES[self.config]
        asked = [offer.media for offer in self.offers.values() if offer.agent == view["id"] and offer.media in WRITTEN]
        hands = [held["media"] for held in view["desk"]] + asked
        if media not in WRITTEN:
            idle = view["state"] == S.AVAILABLE and not view["device_busy"]
            return idle and all(each in policy.interrupted for each in hands)
        if view["leaving"] or view["next"] != "available" or not view["device_online"]:
            return False
        calling = view["state"] in ("reserved", "ringing", "talking", "wrap_up")
        if calling or (view["state"] == S.AVAILABLE and view["device_busy"]):
            serves = media in policy.beside_calls and not self.main.agents[view["id"]].passed
        else:
            serves = view["state"] == S.AVAILABLE
        return serves and hands.count(media) < view["capacity"][media]

    def nobody_waits_in_vain(self) -> None:
        """Work conserving: an agent free and an item in line for him exist together only if it is held for another."""
        queues, agents = CONFIGS[self.config]
        sticky = {entry.id: entry.sticky for entry in queues}
        members = {entry.id: {member.queue for member in entry.queues} for entry in agents}
        shot = self.main.snapshot(self.now)
        states = {entry["id"]: entry for entry in shot["agents"]}
        for view in shot["items"]:
            item = self.waiting[view["id"]]
            free = [who for who, entry in states.items() if self.room(entry, item.media)]
            takers = [who for who in free if item.queue in members.get(who, ()) and self.able(who, item)]
            if view["agent"] is not None or not takers:
                continue
            fan_of = item.preferred or ""
            assert sticky[item.queue].enabled
            assert fan_of not in takers
            assert item.queue in members[fan_of]
            assert item.preferred_until > self.now.mono
            state = states[fan_of]
            if state["state"] == "offline" or state["leaving"]:
                choice = sticky[item.queue].logged_out
            elif state["state"] not in STAFFED or state["next"] != "available" or not state["device_online"]:
                choice = sticky[item.queue].away
            else:
                choice = sticky[item.queue].wrap_up if state["state"] == "wrap_up" else sticky[item.queue].busy
            assert choice == "wait"

    def queue_config(self, ident: str) -> Queue:
        return next(entry for entry in CONFIGS[self.config][0] if entry.id == ident)

    def able(self, who: str, item: WorkItem) -> bool:
        config = next(entry for entry in CONFIGS[self.config][1] if entry.id == who)
        demands = self.queue_config(item.queue).demand + item.demand
        return able(config.skills, needs_after(demands, self.now.mono - item.entered))

    def in_the_right_order(self, before: set[str], offers: list[Offer]) -> None:
        """No caller was passed over by a later one whom the same agent got, except for a sticky agent's own."""
        queues, agents = CONFIGS[self.config]
        priority = {entry.id: entry.priority for entry in queues}
        flexible = {entry.id for entry in queues if entry.spare_flexible or entry.strategy == "ring_all"}
        members = {entry.id: {member.queue: member.preference for member in entry.queues} for entry in agents}
        shot = self.main.snapshot(self.now)
        status = {view["id"]: view["status"] for view in shot["items"]}
        places = {}
        for number, ident in enumerate(self.waiting):
            item = self.waiting[ident]
            if item.queue in priority:
                places[ident] = self.place(item, number)
        earlier = {offer.item for offer in self.offers.values()} - {offer.item for offer in offers}
        for offer in offers:
            earlier.add(offer.item)
            for ident in before & set(places) - earlier:
                if self.waiting[ident].queue != offer.queue and {self.waiting[ident].queue, offer.queue} & flexible:
                    continue
                if not self.able(offer.agent, self.waiting[ident]):
                    continue
                if lane_media(self.waiting[ident].media) != lane_media(offer.media):
                    continue
                if self.waiting[ident].queue in members[offer.agent] and status[ident] != "held":
                    passed_over = places[ident] < places[offer.item]
                    assert not passed_over or (offer.sticky and places[ident][0] == places[offer.item][0])
            if not offer.sticky:
                item = self.waiting[offer.item]
                free = [view["id"] for view in shot["agents"] if self.room(view, offer.media)]
                levels = [
                    members[who][offer.queue] for who in free if offer.queue in members[who] and self.able(who, item)
                ]
                assert all(members[offer.agent][offer.queue] <= level for level in levels), (
                    "a helper before a main agent"
                )

    def place(self, item: WorkItem, number: int) -> tuple[int, float, int]:
        config = self.queue_config(item.queue)
        every = config.ageing_seconds
        aged = int((self.now.mono - item.entered) // every) if every else 0
        priority = item.priority + config.priority + config.category_priority.get(item.category, 0) + aged
        return (-priority, item.entered, number)

    # the house

    @rule(number=st.sampled_from([0, 0, 1, 2, 2, 3]))
    def configure(self, number: int) -> None:
        self.config = number
        self.tell("configure", *CONFIGS[number])
        self.poll()

    @rule()
    def restart(self) -> None:
        """From now on a restored engine runs beside the first and must decide the same."""
        self.poll()
        saved = json.loads(json.dumps(self.main.export_state(self.now)))
        now = self.later(self.now)
        self.twin = Acd()
        self.twin.configure(*CONFIGS[self.config], now, media=POLICIES[self.config])
        departing = [entry for entry in self.main.agents.values() if entry.removed]
        gone = [entry for entry in self.main.queues.values() if entry.gone]
        if departing or gone:  # a fresh process has never known what the configuration lacks
            self.twin = None
            return
        self.twin.restore(saved, now)
        assert self.twin.export_state(now) == saved
        assert all(isinstance(decision, QueueChanged) for decision in self.twin.poll(now))

    @invariant()
    def consistent(self) -> None:
        self.main.check_invariants()
        if self.twin is not None:
            self.twin.check_invariants()
        assert set(self.main.items) == set(self.waiting)
        assert len(set(self.ended)) == len(self.ended), "an item ended twice"
        json.dumps(self.main.snapshot(self.now))
        for ident in self.main.items:
            assert all(self.main.explain_item(ident, self.now)["text"].values())
        for ident in self.main.agents:
            assert all(self.main.explain_agent(ident, self.now)["text"].values())

    def teardown(self) -> None:
        """Nothing is heard any more: leases, pauses, wrap-ups and waits end by themselves. Callbacks do not: they are
        cancelled."""
        for ident in [ident for ident, item in self.waiting.items() if item.media in ("callback", "email")]:
            self._withdraw(ident)
        self.poll()
        end = self.seconds + 5000.0
        while (deadline := self.main.next_deadline()) is not None and self.seconds < end:
            self.seconds = deadline - 100.0
            self.poll()
        assert not self.waiting
        assert self.main.next_deadline() is None
        for record in self.main.agents.values():
            assert record.state in (S.OFFLINE, S.AVAILABLE, S.BUSY, S.BREAK, S.TALKING, S.DEVICE_LOST)
            assert record.state is not S.DEVICE_LOST or not record.online

    def _pick(self, among: dict[str, Any], number: int) -> str | None:
        """One of those, or None (then the fact is about something unknown or over)."""
        return list(among)[number % len(among)] if among and number < 28 else None


def _shifted(value: Any) -> Any:
    if isinstance(value, WorkItem):
        return replace(value, entered=value.entered + SHIFT, preferred_until=value.preferred_until + SHIFT)
    return value


def _unshifted(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_unshifted(entry) for entry in value)
    if isinstance(value, WorkItem):
        return replace(value, entered=value.entered - SHIFT, preferred_until=value.preferred_until - SHIFT)
    return replace(value, expires=value.expires - SHIFT) if isinstance(value, Offer) else value


TestFloor = Floor.TestCase
TestFloor.settings = settings(
    max_examples=150,
    stateful_step_count=60,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
TestFloor = pytest.mark.timeout(300)(TestFloor)
