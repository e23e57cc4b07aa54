"""`pop`: from the routing decision to the receipt in the agent's browser, and whether it is before the ring."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from server.bench.load import Driven, phones
from server.bench.report import percentile, save, spread, table
from server.bench.stage import ENTRY, stage
from server.settings import Settings

NAME = "pop"
RATE = 20.0
RUNS = 5
SECONDS = 15.0
AGENTS = 90
TARGET_MS = 20.0
TARGET_BEFORE = 0.999


async def measure(
    settings: Settings, *, rate: float = RATE, runs: int = RUNS, seconds: float = SECONDS, agents: int = AGENTS
) -> dict[str, Any]:
    """Raises ConfigError when the installation cannot be set up."""
    async with stage(settings.root / "bench", agents) as place, phones(place) as load:
        await load.drive(ENTRY, rate / 4, 4.0, pops=True)
        done: list[Driven] = []
        for _ in range(runs):
            done.append(await load.drive(ENTRY, rate, seconds, pops=True))
            print(f"  p99 {percentile(done[-1].pops, 0.99) * 1000:.1f} ms", flush=True)
    rings = sum(run.rings for run in done)
    return {
        "work": "routing decision in core → bus → web → the agent's browser; against the INVITE at his phone",
        "rate": rate,
        "rtp": "both legs of every call",
        "processes": "Asterisk, core, web; browsers and phones in one other process, whose delays are included",
        "runs": runs,
        "seconds": seconds,
        "agents": agents,
        "calls": sum(run.started for run in done),
        "pops": sum(len(run.pops) for run in done),
        "rings": rings,
        "rings_without_pop_before": sum(run.late for run in done),
        "before_ring_share": round(1 - sum(run.late for run in done) / rings, 5) if rings else 0.0,
        "p50_ms": spread([percentile(run.pops, 0.5) * 1000 for run in done]),
        "p99_ms": spread([percentile(run.pops, 0.99) * 1000 for run in done]),
        "max_ms": spread([max(run.pops, default=0.0) * 1000 for run in done]),
        "target": {"p99_ms": TARGET_MS, "before_ring_share": TARGET_BEFORE},
    }


def tell(result: Mapping[str, Any]) -> str:
    """The table for the terminal."""
    rows = [
        (
            f"{result['rate']:g}",
            result["rings"],
            *(f"{result[key]['median']:.1f}" for key in ("p50_ms", "p99_ms", "max_ms")),
            f"{result['p99_ms']['min']:.1f}–{result['p99_ms']['max']:.1f}",
            f"{result['before_ring_share']:.2%}",
        )
    ]
    headings = ("calls/s", "rings", "p50 ms", "p99 ms", "max ms", "p99 min–max", "pop before ring")
    aim = f"Aim: p99 ≤ {TARGET_MS:g} ms, before the ring in ≥ {TARGET_BEFORE:.1%} of calls."
    return f"{result['work']}\nMedians of {result['runs']} runs.\n\n{table(headings, rows)}\n\n{aim}"


def run(settings: Settings) -> int:
    """Measure, print, save. Returns 0, or 1 when calls were lost."""
    result = asyncio.run(measure(settings))
    print(tell(result))
    print(f"\n{save(settings.root / 'bench', NAME, result)}")
    return 0 if result["rings"] >= result["calls"] else 1
