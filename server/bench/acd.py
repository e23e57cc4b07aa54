"""`acd`: what a decision of the distributor costs in a big house, against a scan, and against a small house.

CPU time of one core (so that other work on the machine does not count), medians of several interleaved runs.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping
from typing import Any

from server.bench.acd_house import House, scan_for_agent
from server.bench.report import percentile, save, spread, table
from server.settings import Settings
from telephony.acd.matching import best_for, match
from telephony.acd.model import Offer
from telephony.clock import Now
from telephony.config_model import Agent

NAME = "acd"
RUNS = 7
TURNS = 1500
SCANS = 12
BIG = {"agents": 10_000, "queues": 500, "skills": 200, "waiting": 20_000}
SMALL = {"agents": 100, "queues": 10, "skills": 20, "waiting": 200}
TARGET = {
    "selections_per_second": 40_000.0,
    "p99_us": 100.0,
    "times_faster_than_scan": 20.0,
    "explained_transitions_per_second": 10_000.0,
    "growth": 2.0,
}


class Meter:
    """CPU seconds of each kind of step in one run."""

    def __init__(self) -> None:
        self.selections: list[float] = []
        self.leases: list[float] = []
        self.scans: list[float] = []
        self.explained = 0
        self.explaining = 0.0

    @property
    def selection(self) -> float:
        return sum(self.selections) / max(1, len(self.selections))


def turn(house: House, meter: Meter, *, select: bool = False, scan: bool = False) -> None:
    """An agent is done, gets the best waiting caller (the selection), and answers; another caller enters.

    Three transitions, each with its fact, everything that follows from it, and the reasons in words. With `select` the
    selection is asked for once more by itself and timed, with `scan` the scan as well: such turns do not count as
    transitions, for they find warm what they ask for again."""
    acd = house.acd
    alone = not (select or scan)
    house.seconds += 0.001
    agent = house.dice.choice(house.staff)
    now = house.now
    began = time.process_time()
    acd.released(agent.id, acd.agents[agent.id].item or "", now)
    offers = match(acd, now) if alone else _select(house, meter, agent, now, scan=scan)
    acd.poll(now)
    acd.explain_item(offers[0].item, now) if offers else acd.explain_agent(agent.id, now)
    spent = time.process_time() - began
    caller = house.caller()
    began = time.process_time()
    if offers:
        acd.answered(offers[0].offer, now)
    else:
        acd.engage(agent.id, f"own-{now.mono}", None, now)
    acd.poll(now)
    acd.explain_agent(agent.id, now)
    acd.enqueue(caller, now)
    acd.poll(now)
    acd.explain_item(caller.id, now)
    spent += time.process_time() - began
    if alone:
        meter.explaining += spent
        meter.explained += 3


def _select(house: House, meter: Meter, agent: Agent, now: Now, *, scan: bool) -> list[Offer]:
    """Time the selection, its lease and, with `scan`, the scan that must give the same answer."""
    acd = house.acd
    before = time.process_time()
    expected = scan_for_agent(house, agent) if scan else None
    scanned = time.process_time()
    best_for(acd, acd.agents[agent.id])
    selected = time.process_time()
    offers = match(acd, now)
    meter.leases.append(time.process_time() - selected)
    meter.selections.append(selected - scanned)
    if scan:
        meter.scans.append(scanned - before)
        if (offers[0].item if offers else None) != expected:
            raise AssertionError(f"the index chose {offers}, a scan {expected}")
    return offers


def measure(*, runs: int = RUNS, turns: int = TURNS, big: Mapping[str, int] = BIG) -> dict[str, Any]:
    """Both houses in turns, so that the machine's moods meet both alike."""
    houses = {"big": House(**big), "small": House(**SMALL)}
    meters: dict[str, list[Meter]] = {"big": [], "small": []}
    gc.collect()
    gc.freeze()
    for _ in range(runs):
        for name, house in houses.items():
            meter = Meter()
            for number in range(turns):
                turn(house, meter, select=number % 2 == 0, scan=number % max(2, turns // SCANS) == 0)
            meters[name].append(meter)
        last = meters["big"][-1]
        print(
            f"  {1 / last.selection:,.0f} selections/s, p99 {percentile(last.selections, 0.99) * 1e6:.0f} µs",
            flush=True,
        )
    gc.unfreeze()
    return {
        "work": "selection: which of all waiting callers a freed agent gets, by skill, priority, ageing and order (the"
        " scan answers the same question, and must give the same answer); lease: the selection, the reservation, the"
        " indexes and what is reported; transition: a fact, all that follows from it, and why in words and data",
        "processes": "one, CPU time of one core; no switch, no network, no RTP",
        "house": dict(big),
        "small": dict(SMALL),
        "runs": runs,
        "turns": turns,
        "selections_per_second": spread([1 / meter.selection for meter in meters["big"]]),
        "p99_us": spread([percentile(meter.selections, 0.99) * 1e6 for meter in meters["big"]]),
        "leases_per_second": spread([len(meter.leases) / sum(meter.leases) for meter in meters["big"]]),
        "lease_p99_us": spread([percentile(meter.leases, 0.99) * 1e6 for meter in meters["big"]]),
        "scan_us": spread([sum(meter.scans) / len(meter.scans) * 1e6 for meter in meters["big"]]),
        "times_faster_than_scan": spread(
            [sum(meter.scans) / len(meter.scans) / meter.selection for meter in meters["big"]]
        ),
        "explained_transitions_per_second": spread([meter.explained / meter.explaining for meter in meters["big"]]),
        "growth": spread(
            [
                sum(large.leases) / sum(little.leases)
                for large, little in zip(meters["big"], meters["small"], strict=True)
            ]
        ),
        "target": TARGET,
    }


def tell(result: Mapping[str, Any]) -> str:
    """Each figure beside its aim."""
    least = ("selections_per_second", "times_faster_than_scan", "explained_transitions_per_second")
    rows: list[tuple[str, ...]] = []
    for name, aim in TARGET.items():
        figure = result[name]["median"]
        met = figure >= aim if name in least else figure <= aim
        sign = "≥" if name in least else "≤"
        between = f"{result[name]['min']:,.1f} … {result[name]['max']:,.1f}"
        rows.append((name.replace("_", " "), f"{figure:,.1f}", between, f"{sign} {aim:,.0f}", "yes" if met else "NO"))
    for name in ("leases_per_second", "lease_p99_us", "scan_us"):
        figure = result[name]
        between = f"{figure['min']:,.1f} … {figure['max']:,.1f}"
        rows.append((name.replace("_", " "), f"{figure['median']:,.1f}", between, "", ""))
    return table(("figure", "median", "runs", "aim", "met"), rows)


def run(settings: Settings) -> int:
    """Measure, save and print."""
    result = measure()
    path = save(settings.root / "bench", NAME, result)
    print(tell(result))
    print(f"\n{path}")
    return 0
