"""`calls`: CPU per call of all processes for caller → queue → agent, against the same Asterisk with its own Queue()."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from server.bench.cpu import Usage
from server.bench.load import TALK, Driven, Load, phones
from server.bench.native import ENTRY as NATIVE_ENTRY
from server.bench.native import Native
from server.bench.report import percentile, save, spread, table
from server.bench.stage import ENTRY, PASSWORD, SUPERVISOR, Stage, stage
from server.demo.api import Login, User
from server.settings import Settings

NAME = "calls"
RATES = (10.0, 30.0)
HIGHER = (40.0, 50.0, 60.0, 80.0)
RUNS = 5
SECONDS = 12.0
AGENTS_PER_RATE = 4.5
_SETTLE = 1.0
_DRAIN = 90.0


@dataclass(frozen=True, slots=True)
class Run:
    """One arm, one rate. `cpu` in milliseconds per call by process; `encode` is spent on playable files afterwards."""

    arm: str
    rate: float
    driven: Driven
    cpu: Mapping[str, float]
    encode: float
    records: int
    recordings: int

    @property
    def total(self) -> float:
        return sum(self.cpu.values())


class CallsBench:
    def __init__(self, settings: Settings, place: Stage, load: Load, native: Native, user: User) -> None:
        self._settings = settings
        self._stage = place
        self._load = load
        self._native = native
        self._user = user

    async def hotline(self, rate: float, seconds: float) -> Run:
        stored = await self._stored()
        before = self._stage.usages()
        driven = await self._load.drive(ENTRY, rate, seconds, pops=True)
        await asyncio.sleep(_SETTLE)
        used = self._used(before)
        await self._drained()
        encode = self._used(before)["web"].background
        after = await self._stored()
        cpu = {name: each.foreground * 1000 / driven.started for name, each in used.items()}
        records, recordings = (now - then for now, then in zip(after, stored, strict=True))
        return Run("hotline", rate, driven, cpu, encode * 1000 / driven.started, records, recordings)

    async def alone(self, rate: float, seconds: float) -> Run:
        await self._native.records_on(True)
        stored = self._native.stored()
        before = self._stage.usages()
        driven = await self._load.drive(NATIVE_ENTRY, rate, seconds, pops=False)
        await asyncio.sleep(_SETTLE)
        used = self._used(before)
        records, recordings = (now - then for now, then in zip(self._native.stored(), stored, strict=True))
        await self._native.records_on(False)
        await asyncio.to_thread(self._native.forget)
        cpu = {"switch": used["switch"].total * 1000 / driven.started}
        return Run("native", rate, driven, cpu, 0.0, records, recordings)

    def _used(self, before: Mapping[str, Usage]) -> dict[str, Usage]:
        return {name: now - before[name] for name, now in self._stage.usages().items()}

    async def _stored(self) -> tuple[int, int]:
        calls = await self._user.request("GET", "/calls?page_size=1&live=false")
        recorded = await self._user.request("GET", "/calls?page_size=1&live=false&recorded=true")
        return int(calls["total"]), int(recorded["total"])

    async def _drained(self) -> None:
        """Until no raw recording waits."""
        raw = self._settings.recordings_dir / "raw"
        for _ in range(int(_DRAIN)):
            if not await asyncio.to_thread(lambda: any(path.is_file() for path in raw.rglob("*"))):
                return
            await asyncio.sleep(1)

    async def highest(self) -> float | None:
        """The highest of some rates at which the native arm stays clean; None when none above the fixed ones does."""
        best = None
        for rate in HIGHER:
            run = await self.alone(rate, SECONDS / 2)
            if not run.driven.clean or run.records < run.driven.started:
                break
            best = rate
        return best


async def measure(settings: Settings, *, rates: tuple[float, ...] = RATES, runs: int = RUNS, seconds: float = SECONDS,
                  search: bool = True) -> dict[str, Any]:  # fmt: skip
    """Both arms in turn at each rate. Raises ConfigError when the installation cannot be set up."""
    folder = settings.root / "bench"
    agents = max(8, round(max((*rates, *(HIGHER if search else ()))) * AGENTS_PER_RATE))
    async with stage(folder, agents) as place:
        native = Native(place.settings)
        await native.prepare()
        async with phones(place) as load, aiohttp.ClientSession() as http:
            user = User(http, place.base, Login(SUPERVISOR, PASSWORD))
            bench = CallsBench(place.settings, place, load, native, user)
            await bench.hotline(5.0, 4.0)
            await bench.alone(5.0, 4.0)
            top = await bench.highest() if search else None
            done: list[Run] = []
            for rate in (*rates, *([top] if top else [])):
                for _ in range(runs):
                    done += [await bench.alone(rate, seconds), await bench.hotline(rate, seconds)]
                    _progress(done[-2:])
    return _result(done, seconds, agents)


def _progress(pair: list[Run]) -> None:
    told = "; ".join(f"{run.arm} {run.total:.1f} ms" for run in pair)
    print(f"  {pair[0].rate:g} calls/s: {told}", flush=True)


def _result(done: list[Run], seconds: float, agents: int) -> dict[str, Any]:
    rows = []
    for rate in dict.fromkeys(run.rate for run in done):
        arms = {arm: [run for run in done if run.rate == rate and run.arm == arm] for arm in ("native", "hotline")}
        ratios = [ours.total / theirs.total for ours, theirs in zip(arms["hotline"], arms["native"], strict=True)]
        rows.append({"rate": rate, "ratio": spread(ratios), **{arm: _arm(runs) for arm, runs in arms.items()}})
    return {
        "work": "caller → recording notice → queue → agent answers at once → 工号 → talk → end; RTP on both legs, "
        f"two-channel recording and a stored call record in both arms; {TALK:g} s from the agent's answer to the end",
        "counted": "Asterisk, core, and web without the threads that make recordings playable (encode); not the load",
        "seconds": seconds,
        "agents": agents,
        "rates": rows,
    }


def _arm(runs: list[Run]) -> dict[str, Any]:
    setups = [setup for run in runs for setup in run.driven.setups]
    return {
        "runs": len(runs),
        "cpu_ms": spread([run.total for run in runs]),
        "by_process_ms": {name: spread([run.cpu[name] for run in runs]) for name in runs[0].cpu},
        "encode_ms": spread([run.encode for run in runs]),
        "calls": sum(run.driven.started for run in runs),
        "talked": sum(run.driven.talked for run in runs),
        "failed": sum(run.driven.failed for run in runs),
        "records": sum(run.records for run in runs),
        "recordings": sum(run.recordings for run in runs),
        "clean_runs": sum(run.driven.clean for run in runs),
        "answer_to_agent_s": {"p50": round(percentile(setups, 0.5), 3), "p99": round(percentile(setups, 0.99), 3)},
        "load_cpu_share": round(sum(run.driven.cpu for run in runs) / sum(run.driven.seconds for run in runs), 3),
    }


def tell(result: Mapping[str, Any]) -> str:
    """The table for the terminal."""
    headings = ("calls/s", "arm", "CPU ms/call", "min–max", "processes", "ratio", "talked", "records", "recordings")
    rows = []
    for row in result["rates"]:
        for arm in ("native", "hotline"):
            each = row[arm]
            cpu = each["cpu_ms"]
            parts = " ".join(f"{name} {value['median']:.1f}" for name, value in each["by_process_ms"].items())
            ratio = f"{row['ratio']['median']:.2f}" if arm == "hotline" else ""
            talked = f"{each['talked']}/{each['calls']}"
            rows.append(
                (
                    f"{row['rate']:g}", arm, f"{cpu['median']:.1f}", f"{cpu['min']:.1f}–{cpu['max']:.1f}", parts, ratio,
                    talked, each["records"], each["recordings"],
                )
            )  # fmt: skip
    encode = max((row["hotline"]["encode_ms"]["median"] for row in result["rates"]), default=0.0)
    return (
        f"{result['work']}\nCounted: {result['counted']}\n\n{table(headings, rows)}\n\n"
        f"Making a recording playable afterwards, at low priority: {encode:.0f} ms of CPU per call (hotline only)."
    )


def run(settings: Settings) -> int:
    """Measure, print, save. Returns 0, or 1 when calls were lost."""
    result = asyncio.run(measure(settings))
    print(tell(result))
    print(f"\n{save(Path(settings.root) / 'bench', NAME, result)}")
    return 0 if all(row["hotline"]["failed"] == 0 for row in result["rates"]) else 1
