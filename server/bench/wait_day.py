"""Days of `wait`: the same callers are served by the distributor and by one pooled queue."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import pi, sin
from random import Random

from telephony.acd.engine import Acd
from telephony.acd.model import Offer, WorkItem
from telephony.clock import Now
from telephony.config_model import Agent, Queue, QueueMembership, StickyPolicy

HANDLING = 600.0
HOURS = 4.0
LOAD = 0.9


@dataclass(frozen=True, slots=True)
class Design:
    """Who can do what: `serve` has the types of calls of each agent. `rush`: how far the load swings about its mean in
    one wave a day (0: it does not)."""

    name: str
    types: int
    serve: tuple[tuple[int, ...], ...]
    rush: float = 0.0


@dataclass(frozen=True, slots=True)
class Caller:
    arrives: float
    type: int
    seconds: float


def pairs(name: str, agents: int, types: int, rush: float = 0.0) -> Design:
    """Every pair of two types, as evenly as possible."""
    each = list(combinations(range(types), 2))
    return Design(name, types, tuple(each[number % len(each)] for number in range(agents)), rush)


def chain(name: str, agents: int, types: int) -> Design:
    """Each type with the next one, in a ring."""
    return Design(name, types, tuple((number % types, (number + 1) % types) for number in range(agents)))


def callers(design: Design, block: int, days: int) -> list[Caller]:
    """Poisson arrivals of all types alike; exponential handling times; `days` on end without a break. The same for
    every rule."""
    dice = Random(block)  # noqa: S311 - a simulation
    day, peak = HOURS * 3600.0, 1.0 + design.rush
    rate = LOAD * len(design.serve) / HANDLING
    made, now = list[Caller](), 0.0
    while (now := now + dice.expovariate(rate * peak)) < day * days:
        wave = 1.0 + design.rush * sin(2 * pi * now / day)
        if dice.random() * peak < wave:
            made.append(Caller(now, dice.randrange(design.types), dice.expovariate(1 / HANDLING)))
    return made


def pooled_wait(arriving: list[Caller], agents: int) -> float:
    """Seconds that callers wait altogether when every agent takes everybody, first come first served."""
    free, total = [0.0] * agents, 0.0
    heapify(free)
    for caller in arriving:
        starts = max(caller.arrives, heappop(free))
        total += starts - caller.arrives
        heappush(free, starts + caller.seconds)
    return total


def engine_wait(design: Design, arriving: list[Caller], *, flexible: bool) -> float:
    """The same with the distributor and the agents' real skills. Phones are answered at once."""
    acd = Acd("w")
    queues = [
        Queue(
            f"q{number}",
            {"zh": "队列", "en": "Queue"},
            wrap_up=0.0,
            max_wait=1e9,
            max_length=10**9,
            announce_every=0.0,
            sticky=StickyPolicy(enabled=False),
            spare_flexible=flexible,
        )
        for number in range(design.types)
    ]
    staff = [
        Agent(f"a{number:03}", f"{number:03}", "", tuple(QueueMembership(f"q{each}") for each in serves))
        for number, serves in enumerate(design.serve)
    ]
    start = Now(0.0, 0.0)
    acd.configure(queues, staff, start)
    for agent in staff:
        acd.login(agent.id, f"d{agent.id}", start)
    acd.poll(start)
    ends: list[tuple[float, str, str]] = []
    total, number = 0.0, 0
    while number < len(arriving) or ends:
        if number < len(arriving) and (not ends or arriving[number].arrives <= ends[0][0]):
            seconds, caller = arriving[number].arrives, arriving[number]
            now = Now(seconds, seconds)
            acd.enqueue(WorkItem(str(number), f"q{caller.type}", seconds, seconds), now)
            number += 1
        else:
            seconds, agent_id, item = heappop(ends)
            now = Now(seconds, seconds)
            acd.released(agent_id, item, now)
        for decision in acd.poll(now):
            if isinstance(decision, Offer):
                acd.answered(decision.offer, now)
                caller = arriving[int(decision.item)]
                total += seconds - caller.arrives
                heappush(ends, (seconds + caller.seconds, decision.agent, decision.item))
    return total
