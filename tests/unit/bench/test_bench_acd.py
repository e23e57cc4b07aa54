"""The distributor's benchmarks on a small scale: they measure what they say."""

from __future__ import annotations

import pytest

from server.bench import acd, wait
from server.bench.acd_house import House
from server.bench.wait_day import callers, engine_wait, pairs, pooled_wait


def test_a_scan_and_the_index_choose_the_same() -> None:
    """turn() raises when they differ."""
    house, meter = House(agents=60, queues=6, skills=12, waiting=150), acd.Meter()
    for _ in range(200):
        acd.turn(house, meter, scan=True)
    house.acd.check_invariants()
    assert len(meter.scans) == len(meter.selections) == 200
    assert meter.explained == 0


def test_a_transition_counts_when_nothing_was_asked_twice() -> None:
    house, meter = House(agents=60, queues=6, skills=12, waiting=150), acd.Meter()
    for number in range(100):
        acd.turn(house, meter, select=number % 2 == 0)
    house.acd.check_invariants()
    assert (len(meter.selections), len(meter.leases), len(meter.scans)) == (50, 50, 0)
    assert meter.explained == 150


def test_the_table_has_every_aim() -> None:
    result = acd.measure(runs=1, turns=20, big={"agents": 50, "queues": 5, "skills": 10, "waiting": 60})
    assert set(acd.TARGET) <= result.keys()
    assert all(name.replace("_", " ") in acd.tell(result) for name in acd.TARGET)


def test_one_skill_waits_exactly_as_the_pooled_queue() -> None:
    design = wait.DESIGNS[0]
    arriving = callers(design, 1, 1)
    assert engine_wait(design, arriving, flexible=True) == pytest.approx(pooled_wait(arriving, 20))


def test_sparing_flexible_agents_beats_the_plain_rule() -> None:
    design = pairs("small", 20, 5)
    blocks = [callers(design, number, 5) for number in range(3)]
    flexible, plain = (sum(engine_wait(design, each, flexible=on) for each in blocks) for on in (True, False))
    pooled = sum(pooled_wait(each, 20) for each in blocks)
    assert pooled < flexible < plain


def test_the_interval_of_a_ratio() -> None:
    assert wait.ratio([(3.0, 2.0), (6.0, 4.0)]) == {"ratio": 1.5, "half": 0.0, "days": 20}
