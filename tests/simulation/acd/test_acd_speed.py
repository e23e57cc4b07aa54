"""What a decision costs: little, and hardly more in a big house. CPU time, best of several runs."""

from __future__ import annotations

import time

from telephony.acd.engine import Acd
from telephony.acd.model import Offer, WorkItem
from telephony.clock import Now
from telephony.config_model import Agent, Queue, QueueMembership

TURNS = 1000


def house(agents: int, queues: int, waiting: int) -> tuple[Acd, list[str]]:
    """Every agent in three queues and talking, `waiting` callers in line. Returns the talking agents too."""
    acd, now = Acd("o"), Now(0.0, 0.0)
    name = {"zh": "队列", "en": "Queue"}
    staff = [
        Agent(f"a{n}", str(n), "", tuple(QueueMembership(f"q{(n + k) % queues}", k) for k in range(3)))
        for n in range(agents)
    ]
    rules = [Queue(f"q{n}", name, wrap_up=0.0, max_wait=1e6, max_length=10**6) for n in range(queues)]
    acd.configure(rules, staff, now)
    for n in range(agents):
        acd.login(f"a{n}", f"d{n}", now)
        acd.engage(f"a{n}", f"own{n}", None, now)
    for n in range(waiting):
        acd.enqueue(WorkItem(f"i{n}", f"q{n % queues}", float(n), float(n)), now)
    acd.poll(now)
    return acd, [f"a{n}" for n in range(agents)]


def seconds_per_turn(agents: int, queues: int, waiting: int) -> float:
    """One turn: a caller enters, an agent is released, gets the longest waiting, and answers; polled three times."""
    acd, talking = house(agents, queues, waiting)
    best = float("inf")
    entered = waiting
    clock = 1.0
    for _ in range(5):
        start = time.process_time()
        for _ in range(TURNS // 5):
            clock += 0.01
            now = Now(clock, clock)
            who = talking[entered % agents]
            acd.enqueue(WorkItem(f"i{entered}", f"q{entered % queues}", float(entered), float(entered)), now)
            acd.poll(now)
            acd.released(who, acd.agents[who].item or "", now)
            offer = next(decision for decision in acd.poll(now) if isinstance(decision, Offer))
            acd.answered(offer.offer, now)
            acd.poll(now)
            entered += 1
        best = min(best, (time.process_time() - start) / (TURNS // 5))
    return best


def test_cost_hardly_grows_with_the_house() -> None:
    small, big = seconds_per_turn(100, 10, 200), seconds_per_turn(2000, 200, 4000)
    assert big < 4 * small, f"{small * 1e6:.0f} µs grew to {big * 1e6:.0f} µs"


def test_one_queue_with_thousands_waiting() -> None:
    small, big = seconds_per_turn(500, 3, 30), seconds_per_turn(500, 3, 6000)
    assert big < 4 * small, f"{small * 1e6:.0f} µs grew to {big * 1e6:.0f} µs"


def test_a_poll_with_nothing_new_costs_nothing() -> None:
    acd, _ = house(500, 50, 5000)
    acd.poll(Now(100.0, 100.0))
    start = time.process_time()
    for _ in range(1000):
        assert acd.poll(Now(100.0, 100.0)) == ()
    assert (time.process_time() - start) / 1000 < 100e-6


if __name__ == "__main__":
    for size in ((100, 10, 200), (500, 50, 5000), (2000, 200, 4000), (10_000, 500, 20_000), (500, 3, 6000)):
        print(f"agents, queues, waiting {size}: {seconds_per_turn(*size) * 1e6:.0f} µs per call")
