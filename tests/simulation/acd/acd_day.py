"""A working day of a call centre, simulated by events: callers with patience, agents with habits, a switch that loses
some of its reports. All chance comes from one seed."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Any

from telephony.acd.engine import Acd
from telephony.acd.model import (
    AgentChanged,
    AgentState,
    Announce,
    Decision,
    Offer,
    OfferResult,
    OfferWithdrawn,
    Overflowed,
    WorkItem,
)
from telephony.clock import Now
from telephony.config_model import Agent, Queue, QueueMembership

S = AgentState
UTC = 1_800_000_000.0
HOUR = 3600.0
FAILURES = (OfferResult.REJECTED, OfferResult.BUSY, OfferResult.UNAVAILABLE, OfferResult.FAILED)


@dataclass(slots=True)
class Caller:
    queue: str
    entered: float
    priority: int
    preferred: str | None
    offers: int = 0
    talking: str | None = None
    ended: list[str] = field(default_factory=list)
    waited: float = 0.0


class Day:
    """`lost` is the share of switch reports that never come; `restarts` how often the process is replaced."""

    def __init__(
        self,
        *,
        seed: int = 1,
        agents: int = 40,
        queues: int = 5,
        calls: int = 4000,
        hours: float = 10.0,
        talk: float = 150.0,
        patience: float = 180.0,
        lost: float = 0.01,
        restarts: int = 0,
        check_every: int = 50,
    ) -> None:
        self.dice = Random(seed)
        self.seconds = 0.0
        self.talk, self.patience, self.lost, self.check_every = talk, patience, lost, check_every
        self.origin = 0.0
        self.events: list[tuple[float, int, str, tuple[Any, ...]]] = []
        self.order = 0
        self.queues = tuple(
            Queue(
                f"q{n}", {"zh": f"队列{n}", "en": f"Queue {n}"}, priority=n % 3, wrap_up=10.0 * (n % 3), max_length=400
            )
            for n in range(queues)
        )
        self.agents = tuple(self._staff(n, queues) for n in range(agents))
        self.acd = Acd("o")
        self.acd.configure(self.queues, self.agents, self.now)
        self.callers: dict[str, Caller] = {}
        self.live: dict[str, Offer] = {}
        self.states = {each.id: S.OFFLINE for each in self.agents}
        self.in_state: dict[AgentState, float] = defaultdict(float)
        self.counts: Counter[str] = Counter()
        self.home: set[str] = set()
        self.polls = 0
        for each in self.agents:
            self.at(self.dice.uniform(0, 300), "come", each.id)
            self.at(hours * HOUR + self.dice.uniform(0, 300), "go", each.id)
        for n in range(calls):
            self.at(self.dice.uniform(0, hours * HOUR), "call", f"c{n}")
        for n in range(restarts):
            self.at((n + 1) * hours * HOUR / (restarts + 1), "restart")

    def _staff(self, number: int, queues: int) -> Agent:
        own = number % queues
        also = {self.dice.randrange(queues) for _ in range(2)} - {own}
        members = [QueueMembership(f"q{own}"), *(QueueMembership(f"q{n}", 1) for n in sorted(also))]
        return Agent(f"a{number:03}", str(1000 + number), f"Agent {number}", tuple(members))

    @property
    def now(self) -> Now:
        return Now(self.origin + self.seconds, UTC + self.seconds)

    def at(self, seconds: float, what: str, *args: Any) -> None:
        self.order += 1
        heappush(self.events, (seconds, self.order, what, args))

    def later(self, mean: float, what: str, *args: Any) -> None:
        self.at(self.seconds + self.dice.expovariate(1 / mean), what, *args)

    def run(self) -> None:
        """Until nothing more can happen."""
        while True:
            deadline = self.acd.next_deadline()
            due = None if deadline is None else deadline - self.origin
            if self.events and (due is None or self.events[0][0] <= due):
                self.seconds, _, what, args = heappop(self.events)
                getattr(self, f"on_{what}")(*args)
            elif due is not None:
                self.seconds = max(self.seconds, due)
            else:
                return
            self.polls += 1
            for decision in self.acd.poll(self.now):
                self.obey(decision)
            if self.polls % self.check_every == 0:
                self.acd.check_invariants()

    # callers

    def on_call(self, ident: str) -> None:
        queue = self.dice.choice(self.queues)
        fan_of = self.dice.choice(self.agents).id if self.dice.random() < 0.3 else None
        caller = Caller(queue.id, self.seconds, int(self.dice.random() < 0.05), fan_of)
        self.callers[ident] = caller
        now = self.now
        self.acd.enqueue(
            WorkItem(
                ident,
                queue.id,
                now.mono,
                now.utc,
                priority=caller.priority,
                preferred=fan_of,
                preferred_until=now.mono + queue.sticky.patience,
            ),
            now,
        )
        self.later(self.patience, "give_up", ident)

    def on_give_up(self, ident: str) -> None:
        caller = self.callers[ident]
        if caller.ended or caller.talking:
            return
        for offer in self.acd.withdraw(ident, self.now):
            del self.live[offer.offer]
        self.end(ident, "abandoned")

    def end(self, ident: str, how: str) -> None:
        self.callers[ident].ended.append(how)
        self.counts[how] += 1

    # agents

    def on_come(self, who: str) -> None:
        self.acd.login(who, f"d-{who}", self.now)
        self.later(2 * HOUR, "break", who)
        self.later(6 * HOUR, "unplug", who)

    def on_go(self, who: str) -> None:
        self.home.add(who)
        if self.acd.agent_state(who) is not S.OFFLINE:
            self.acd.logout(who, self.now)

    def on_break(self, who: str) -> None:
        if who not in self.home:
            self.acd.set_state(who, S.BREAK, self.now, "tea")
            self.later(600, "back", who)

    def on_back(self, who: str) -> None:
        if who not in self.home:
            self.acd.set_state(who, S.AVAILABLE, self.now)
            self.later(2 * HOUR, "break", who)

    def on_unplug(self, who: str) -> None:
        self.acd.device_changed(f"d-{who}", online=False, busy=False, now=self.now)
        self.later(60, "plug", who)

    def on_plug(self, who: str) -> None:
        self.acd.device_changed(f"d-{who}", online=True, busy=False, now=self.now)

    def on_ring(self, offer: Offer) -> None:
        if offer.offer in self.live:
            self.acd.ringing(offer.offer, self.now)

    def on_answer(self, offer: Offer) -> None:
        if self.live.pop(offer.offer, None) is None:
            return
        self.acd.answered(offer.offer, self.now)
        caller = self.callers[offer.item]
        caller.talking, caller.waited = offer.agent, self.seconds - caller.entered
        self.counts["sticky"] += offer.sticky
        self.later(self.talk, "hang_up", offer.item)

    def on_fail(self, offer: Offer, result: OfferResult) -> None:
        if self.live.pop(offer.offer, None) is not None:
            self.counts[str(result)] += 1
            self.acd.offer_failed(offer.offer, result, self.now)

    def on_hang_up(self, ident: str) -> None:
        caller = self.callers[ident]
        assert caller.talking
        self.acd.released(caller.talking, ident, self.now)
        caller.talking = None
        self.end(ident, "served")

    def on_restart(self) -> None:
        saved = json.loads(json.dumps(self.acd.export_state(self.now)))
        self.origin += 1024.0
        self.acd = Acd()
        self.acd.configure(self.queues, self.agents, self.now)
        self.acd.restore(saved, self.now)
        self.counts["restart"] += 1

    # decisions

    def obey(self, decision: Decision) -> None:
        match decision:
            case Offer():
                self.ring(decision)
            case OfferWithdrawn():
                self.live.pop(decision.offer, None)
                self.counts["withdrawn"] += 1
            case Overflowed():
                self.end(decision.item, decision.reason)
            case Announce():
                self.counts["announced"] += 1
            case AgentChanged():
                assert self.states[decision.agent] is decision.previous
                self.states[decision.agent] = decision.state
                self.in_state[decision.previous] += decision.previous_seconds

    def ring(self, offer: Offer) -> None:
        """What the phone and the person at it do."""
        assert offer.item not in {each.item for each in self.live.values()}
        assert offer.agent not in {each.agent for each in self.live.values()}
        self.live[offer.offer] = offer
        self.callers[offer.item].offers += 1
        luck = self.dice.random()
        if luck < self.lost:
            return  # nothing is ever heard of it
        self.at(self.seconds + 0.1, "ring", offer)
        if luck < 0.93:
            self.at(self.seconds + self.dice.uniform(1, 8), "answer", offer)
        elif luck < 0.96:
            self.at(self.seconds + offer.ring_timeout, "fail", offer, OfferResult.NO_ANSWER)
        else:
            result = self.dice.choice(
                (OfferResult.REJECTED, OfferResult.BUSY, OfferResult.UNAVAILABLE, OfferResult.FAILED)
            )
            self.at(self.seconds + self.dice.uniform(0.1, 5), "fail", offer, result)
