"""`wait`: how much longer callers wait because agents do not have every skill, against one pooled queue.

Simulated days at 90 % load with common arrivals: the same callers, with the same handling times, are served by the
distributor as it is, by its plain rule (first in, first out; longest idle), and by one queue of agents who take all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from math import sqrt
from typing import Any

from server.bench.report import save, table
from server.bench.wait_day import (
    HANDLING,
    HOURS,
    LOAD,
    Design,
    callers,
    chain,
    engine_wait,
    pairs,
    pooled_wait,
)
from server.settings import Settings

NAME = "wait"
DAYS = 200
PLAIN_DAYS = 50
BLOCK = 10
"""Days simulated on end; the interval goes by blocks."""
BUDGET = 160.0
"""Seconds after which no further block is begun."""
DESIGNS = (
    Design("one skill, 20 agents", 1, ((0,),) * 20),
    pairs("90 agents, 6 types, every pair", 90, 6),
    pairs("90 agents, 6 types, with rush hours", 90, 6, rush=0.15),
    pairs("20 agents, 5 types, every pair", 20, 5),
    pairs("90 agents, 10 types, every pair", 90, 10),
    chain("50 agents, 10 types, a chain", 50, 10),
)
AIMS: Mapping[str, float] = {
    "one skill, 20 agents": 1.0,
    "90 agents, 6 types, every pair": 1.05,
    "90 agents, 6 types, with rush hours": 1.05,
}

Sums = list[tuple[float, float]]


def block(number: int, which: int, flexible: bool) -> tuple[float, float]:
    """Seconds that callers wait altogether in one block of days: with the distributor, and when pooled."""
    design = DESIGNS[number]
    arriving = callers(design, which, BLOCK)
    return engine_wait(design, arriving, flexible=flexible), pooled_wait(arriving, len(design.serve))


def ratio(sums: Sums) -> dict[str, float]:
    """Ratio of the totals with the half-width of its 95 % interval (delta method over blocks of days)."""
    waits, pools = sum(wait for wait, _ in sums), sum(pool for _, pool in sums)
    value, n = waits / pools, len(sums)
    squares = sum((wait - value * pool) ** 2 for wait, pool in sums)
    half = 1.96 * sqrt(squares / (n * (n - 1))) / (pools / n) if n > 1 else 0.0
    return {"ratio": round(value, 4), "half": round(half, 4), "days": n * BLOCK}


def measure(*, count: int = DAYS, plain: int = PLAIN_DAYS) -> dict[str, Any]:
    """All designs, spread over the machine's cores; when the time is over, with fewer days, as the result says."""
    began = time.monotonic()
    done: dict[tuple[int, bool], Sums] = {
        (number, flexible): [] for number in range(len(DESIGNS)) for flexible in (True, False)
    }
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        wanted = [
            (number, which, flexible)
            for which in range(count // BLOCK)
            for number in range(len(DESIGNS))
            for flexible in (True, False)
            if flexible or which < plain // BLOCK
        ]
        running: dict[Future[tuple[float, float]], tuple[int, bool]] = {}
        while wanted or running:
            if time.monotonic() - began > BUDGET:
                wanted.clear()
            while wanted and len(running) < workers:
                number, which, flexible = wanted.pop(0)
                running[pool.submit(block, number, which, flexible)] = (number, flexible)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done[running.pop(future)].append(future.result())
    figures = {key: ratio(sums) for key, sums in done.items()}
    return {
        "work": f"days of {HOURS:g} h on end, mean handling {HANDLING:g} s, phones answered at once; mean wait ÷ that"
        " of one pooled queue with the same callers",
        "load": LOAD,
        "processes": f"{os.cpu_count()}, simulated time; no switch, no RTP",
        "seconds": round(time.monotonic() - began, 1),
        "designs": [
            {
                "design": design.name,
                "rush": design.rush,
                "flexible": figures[number, True],
                "plain": figures[number, False],
                "aim": AIMS.get(design.name),
            }
            for number, design in enumerate(DESIGNS)
        ],
    }


def tell(result: Mapping[str, Any]) -> str:
    """Each design beside the plain rule and its aim."""
    rows = []
    for each in result["designs"]:
        mine, plain, aim = each["flexible"], each["plain"], each["aim"]
        bound = f"≤ {aim:.2f}" if aim else "< plain"
        met = round(mine["ratio"], 2) <= aim if aim else mine["ratio"] < plain["ratio"]
        shown = [f"{figure['ratio']:.3f} ± {figure['half']:.3f}" for figure in (mine, plain)]
        rows.append((each["design"], mine["days"], *shown, bound, "yes" if met else "NO"))
    return table(
        ("design", "days", "spare_flexible", f"plain ({result['designs'][0]['plain']['days']} days)", "aim", "met"),
        rows,
    )


def run(settings: Settings) -> int:
    """Measure, save and print."""
    result = measure()
    path = save(settings.root / "bench", NAME, result)
    print(tell(result))
    print(f"\n{result['seconds']} s; {path}")
    return 0
