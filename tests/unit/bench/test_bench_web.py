"""`bench web`: its load, its arithmetic and its report; the measuring itself needs a browser and quiet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from server.bench import NAMES
from server.bench.web import TARGETS, tell
from server.bench.web_browser import slope
from server.bench.web_changes import QUEUES_SHARE, STATES, call_of, changes, steadily
from server.bench.web_house import House
from telephony.domain_events import AgentStateChanged, QueueFigures

PLACE = cast("House", SimpleNamespace(agents=[f"a{n}" for n in range(50)], queues=["q1", "q2"]))


def test_changes_are_a_mix_that_can_be_repeated() -> None:
    one, again = changes(PLACE, seed=1), changes(PLACE, seed=1)
    made = [one() for _ in range(2000)]
    assert [type(item) for item in made] == [type(again()) for _ in range(2000)]
    queues = sum(isinstance(item, QueueFigures) for item in made)
    assert queues / len(made) == pytest.approx(QUEUES_SHARE, abs=0.05)
    state = dict.fromkeys(PLACE.agents, "available")
    for item in made:
        if isinstance(item, AgentStateChanged):
            assert item.previous == state[item.agent]
            assert item.state in STATES
            state[item.agent] = item.state


def test_a_call_reaches_its_agent_and_pops_up() -> None:
    before, pop = call_of("a1", "q1", 7)
    assert [item.type for item in before] == ["call.live", "agent.state"]
    assert (pop.pop, pop.agent, pop.call) == ("bench-7", "a1", before[0].call)
    before, later = call_of("a1", "q1", 8, former="bench-7")
    assert (later.number, later.call) != (pop.number, pop.call)
    assert (before[0].type, before[0].call) == ("call.ended", "bench-7")


async def test_a_steady_rate_neither_loses_nor_adds() -> None:
    assert [number async for number in steadily(1000.0, 0.05)] == list(range(50))


def test_memory_that_grows_has_a_slope() -> None:
    assert slope([(0.0, 10.0), (1.0, 12.0), (2.0, 14.0)]) == pytest.approx(2.0)
    assert slope([(0.0, 10.0), (1.0, 10.0)]) == 0.0
    assert slope([(1.0, 10.0)]) == 0.0


def test_the_report_says_figures_beside_their_aims() -> None:
    assert "web" in NAMES
    some = {"median": 444.0, "min": 440.0, "max": 450.0}
    ran = {"frames": 1, "p50_ms": 1.0, "p99_ms": 12.0, "max_ms": 20.0, "lost_clients": 0}
    text = tell(
        {
            "work": "…",
            "first_load": {"runs": 5, "usable_ms": some, "kb": some, "kb_whole": some},
            "screen_pop": {
                "rate": 20.0,
                "pops": 150,
                "painted": 150,
                "first_ms": 80.0,
                "p99_ms": 33.0,
                "desk_p99_ms": 66.0,
            },
            "board": {"rate": 100.0, "fps_mean": 59.0, "fps_p5": 55.0, "slope_mb_per_minute": 0.01},
            "websockets": {"clients": 1000, "all_read": ran, "one_does_not": ran | {"p99_ms": 13.0}},
            "target": TARGETS,
        }
    )
    for words in ("444 kB", "≤ 450", "150/150", "66 ms", "59 fps", "≥ 50", "+0.01 MB/min", "1000 websockets", "13 ms"):
        assert words in text
