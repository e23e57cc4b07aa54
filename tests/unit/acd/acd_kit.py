"""A distributor with its own clock, for tests that tell a story."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from telephony.acd.engine import Acd
from telephony.acd.model import AgentState, Announce, Decision, Offer, OfferResult, Overflowed, WorkItem
from telephony.clock import Now
from telephony.config_model import Agent, OverflowRule, Queue, QueueMembership

UTC = 1_800_000_000.0
NAME = {"zh": "售后", "en": "Service"}
D = TypeVar("D", bound=Decision)


def queue(ident: str = "q", **settings: Any) -> Queue:
    return Queue(ident, NAME, **settings)


def agent(ident: str, *queues: str, skills: Mapping[str, int] | None = None, **preferences: int) -> Agent:
    """An agent of these queues; `preferences` for those that are not his main ones."""
    members = [QueueMembership(name) for name in queues]
    members += [QueueMembership(name, preference) for name, preference in preferences.items()]
    return Agent(ident, ident.removeprefix("a").rjust(4, "0"), ident.upper(), tuple(members), skills=skills or {})


class Kit:
    """`agents` are ids (members of every queue) or Agents. All log in at second 0, one after the other, 1 s apart."""

    def __init__(self, *agents: str | Agent, queues: tuple[Queue, ...] = (), origin: float = 1000.0) -> None:
        self.origin = origin
        self.seconds = 0.0
        self.queues = queues or (queue(),)
        self.agents = tuple(self._agent(entry) for entry in agents)
        self.acd = Acd("o")
        self.acd.configure(self.queues, self.agents, self.now)
        self.log: list[Decision] = []
        for entry in self.agents:
            self.acd.login(entry.id, f"phone-{entry.id}", self.now)
            self.pass_(1)

    def _agent(self, entry: str | Agent) -> Agent:
        return agent(entry, *(each.id for each in self.queues)) if isinstance(entry, str) else entry

    @property
    def now(self) -> Now:
        return Now(self.origin + self.seconds, UTC + self.seconds)

    def poll(self) -> tuple[Decision, ...]:
        self.acd.check_invariants()
        decisions = self.acd.poll(self.now)
        self.acd.check_invariants()
        deadline = self.acd.next_deadline()
        assert deadline is None or deadline > self.now.mono, "something due was left undone"
        self.log += decisions
        return decisions

    def pass_(self, seconds: float) -> tuple[Decision, ...]:
        """Let time pass with a poll at every deadline. Returns all that was decided."""
        end = self.seconds + seconds
        decided = list(self.poll())
        while (deadline := self.acd.next_deadline()) is not None and deadline - self.origin <= end:
            self.seconds = deadline - self.origin
            decided += self.poll()
        self.seconds = end
        decided += self.poll()
        return tuple(decided)

    def call(self, ident: str, in_queue: str = "q", *, patience: float | None = None, **settings: Any) -> Offer | None:
        """A caller enters now. Returns the offer made at once, if any."""
        settings.setdefault("entered", self.now.mono)
        settings.setdefault("entered_utc", self.now.utc)
        if patience is not None:
            settings["preferred_until"] = self.now.mono + patience
        self.acd.enqueue(WorkItem(ident, in_queue, **settings), self.now)
        return next((offer for offer in only(Offer, self.poll()) if offer.item == ident), None)

    def rings(self, ident: str, in_queue: str = "q", **settings: Any) -> str | None:
        """A caller enters now. Returns the agent who is rung at once, if any."""
        offer = self.call(ident, in_queue, **settings)
        return offer.agent if offer else None

    def answer(self, offer: Offer | None) -> Offer:
        """The phone rings and is answered."""
        assert offer is not None
        self.acd.ringing(offer.offer, self.now)
        self.acd.answered(offer.offer, self.now)
        self.poll()
        return offer

    def talk(self, ident: str, in_queue: str = "q", **settings: Any) -> Offer:
        """A caller enters and is answered at once."""
        return self.answer(self.call(ident, in_queue, **settings))

    def fail(self, offer: Offer | None, result: OfferResult) -> tuple[Decision, ...]:
        assert offer is not None
        self.acd.offer_failed(offer.offer, result, self.now)
        return self.poll()

    def state(self, ident: str) -> AgentState:
        return self.acd.agent_state(ident)

    def waiting(self) -> list[str]:
        """Ids in the order of service, queue by queue."""
        return [item["id"] for item in self.acd.snapshot(self.now)["items"]]

    def restart(self, seconds: float = 0.0, origin: float = 5.0) -> None:
        """The process ends, and another takes over the saved state `seconds` later, with another monotonic origin."""
        saved = json.dumps(self.acd.export_state(self.now))
        self.seconds += seconds
        self.origin = origin
        self.acd = Acd()
        self.acd.configure(self.queues, self.agents, self.now)
        self.acd.restore(json.loads(saved), self.now)
        self.acd.check_invariants()


def only(kind: type[D], decisions: tuple[Decision, ...] | list[Decision]) -> list[D]:
    return [decision for decision in decisions if isinstance(decision, kind)]


def overflows(decisions: tuple[Decision, ...]) -> list[tuple[str, str]]:
    return [(decision.item, decision.reason) for decision in only(Overflowed, decisions)]


def positions(decisions: tuple[Decision, ...]) -> list[tuple[str, int]]:
    return [(decision.item, decision.ahead) for decision in only(Announce, decisions)]


def to(target: str) -> tuple[OverflowRule, ...]:
    return (OverflowRule("max_wait", "queue", target),)
