"""Whole days in seconds: every caller ends once, no agent is stuck, and the rules hold in the figures."""

from __future__ import annotations

import pytest
from acd_day import HOUR, Day

from telephony.acd.model import AgentState

S = AgentState


def finished(day: Day) -> Day:
    day.run()
    day.acd.check_invariants()
    return day


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_call_ends_once_and_nobody_is_stuck(seed: int) -> None:
    day = finished(Day(seed=seed))
    assert all(len(caller.ended) == 1 for caller in day.callers.values())
    assert len(day.callers) == 4000
    assert day.live == {}
    assert set(day.states.values()) == {S.OFFLINE}
    assert day.counts["served"] > 3500
    assert day.counts["withdrawn"] > 10
    assert day.counts["sticky"] > 100


def test_with_too_few_agents_callers_leave_by_the_limits_and_nobody_is_idle() -> None:
    day = finished(Day(agents=10, calls=4000, patience=3000.0, lost=0.0))
    assert day.counts["max_wait"] > 500
    assert all(len(caller.ended) == 1 for caller in day.callers.values())
    occupied = sum(day.in_state[state] for state in (S.RESERVED, S.RINGING, S.TALKING, S.WRAP_UP, S.NOT_ANSWERING))
    assert occupied / (occupied + day.in_state[S.AVAILABLE]) > 0.97


def test_higher_priority_waits_less() -> None:
    day = finished(Day(agents=22, patience=3000.0))
    served = [caller for caller in day.callers.values() if caller.ended == ["served"]]

    def mean(queue: str) -> float:
        waits = [caller.waited for caller in served if caller.queue == queue]
        return sum(waits) / len(waits)

    assert mean("q2") < mean("q1") < mean("q0")


def test_longest_idle_shares_the_work() -> None:
    """One queue, no habits of callers: agents talk about as much as each other."""
    day = Day(agents=20, queues=1, calls=6000, lost=0.0)
    talked: dict[str, int] = {}
    answer = day.on_answer

    def count(offer) -> None:
        if offer.offer in day.live and not offer.sticky:
            talked[offer.agent] = talked.get(offer.agent, 0) + 1
        answer(offer)

    day.on_answer = count  # type: ignore[method-assign]
    finished(day)
    assert len(talked) == 20
    assert max(talked.values()) < 1.5 * min(talked.values())


def test_same_seed_same_day() -> None:
    days = [finished(Day(seed=7, calls=1500)) for _ in range(2)]
    assert days[0].callers == days[1].callers
    assert days[0].counts == days[1].counts


def test_restarts_change_nothing() -> None:
    """Times are floats on another origin, so instants may differ by rounding: what happened to each caller may not."""
    plain = finished(Day(seed=11, calls=3000))
    restarted = finished(Day(seed=11, calls=3000, restarts=40))
    assert restarted.counts["restart"] == 40
    for ident, caller in plain.callers.items():
        other = restarted.callers[ident]
        assert (caller.ended, caller.offers) == (other.ended, other.offers)
        assert caller.waited == pytest.approx(other.waited, abs=1e-6)


def test_a_big_house() -> None:
    """500 agents, 50 queues, a rush with well over a thousand callers waiting."""
    day = Day(agents=500, queues=50, calls=15000, hours=1.0, talk=240.0, patience=900.0, check_every=5000)
    most = 0
    obey = day.obey

    def watch(decision) -> None:
        nonlocal most
        most = max(most, len(day.acd.items))
        obey(decision)

    day.obey = watch  # type: ignore[method-assign]
    finished(day)
    assert most > 1000
    assert all(len(caller.ended) == 1 for caller in day.callers.values())
    assert day.in_state[S.TALKING] > 200 * HOUR
