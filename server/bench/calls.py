"""`calls`: CPU per call of all processes for caller → queue → agent, against the same Asterisk with its own Queue()."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
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
LOWEST, HIGHEST, STEP = 20.0, 80.0, 5.0
"""Rates tried for the highest clean one of each arm."""
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

    async def highest(self) -> dict[str, float]:
        """The highest rate at which each arm stays clean: both arms climb in turn by STEP calls/s; an arm that is not
        clean at a rate gets a second chance there, then it is out. 0.0: not even the first rate was."""
        arms = {"native": self.alone, "hotline": self.hotline}
        best = dict.fromkeys(arms, 0.0)
        climbing = list(arms)
        rate = LOWEST
        while climbing and rate <= HIGHEST:
            for arm in tuple(climbing):
                if await self._clean(arms[arm], rate) or await self._clean(arms[arm], rate):
                    best[arm] = rate
                else:
                    climbing.remove(arm)
            told = ", ".join(f"{arm} {reached:g}" for arm, reached in best.items())
            print(f"  clean up to: {told} calls/s", flush=True)
            rate += STEP
        return best

    async def _clean(self, arm: Callable[[float, float], Awaitable[Run]], rate: float) -> bool:
        run = await arm(rate, SECONDS / 2)
        return run.driven.clean and run.records >= run.driven.started


async def measure(settings: Settings, *, rates: tuple[float, ...] = RATES, runs: int = RUNS, seconds: float = SECONDS,
                  search: bool = True) -> dict[str, Any]:  # fmt: skip
    """Both arms in turn at each rate. Raises ConfigError when the installation cannot be set up."""
    folder = settings.root / "bench"
    agents = max(8, round(max(*rates, HIGHEST if search else 0.0) * AGENTS_PER_RATE))
    async with stage(folder, agents) as place:
        native = Native(place.settings)
        await native.prepare()
        async with phones(place) as load, aiohttp.ClientSession() as http:
            user = User(http, place.base, Login(SUPERVISOR, PASSWORD))
            bench = CallsBench(place.settings, place, load, native, user)
            await bench.hotline(5.0, 4.0)
            await bench.alone(5.0, 4.0)
            top = await bench.highest() if search else {}
            done: list[Run] = []
            for rate in rates:
                for _ in range(runs):
                    done += [await bench.alone(rate, seconds), await bench.hotline(rate, seconds)]
                    _progress(done[-2:])
    return _result(done, seconds, agents) | ({"highest_clean": _highest(top)} if top else {})


def _highest(top: Mapping[str, float]) -> dict[str, float | None]:
    return {**top, "ratio": round(top["hotline"] / top["native"], 3) if top["native"] else None}


def _progress(pair: list[Run]) -> None:
    told = "; ".join(f"{run.arm} {run.total:.1f} ms" for run in pair)
    print(f"  {pair[0].rate:g} calls/s: {told}", flush=True)


def _result(done: list[Run], seconds: float, agents: int) -> dict[str, Any]:
    rows = []
    for rate in dict.fromkeys(run.rate for run in done):
        arms = {arm: [run for run in done if run.rate == rate and run.arm == arm] for arm in ("native", "hotline")}
        ratios = [ours.total / theirs.total for ours, theirs in zip(arms["hotline"], arms["native"], strict=True)]
        delays = [
            percentile([setup for run in arms[arm] for setup in run.driven.setups], 0.99)
            for arm in ("hotline", "native")
        ]
        extra = round((delays[0] - delays[1]) * 1000, 1)
        rows.append(
            {
                "rate": rate,
                "ratio": spread(ratios),
                "p99_extra_ms": extra,
                **{arm: _arm(runs) for arm, runs in arms.items()},
            }
        )
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
    headings = (
        "calls/s", "arm", "CPU ms/call", "min–max", "processes", "ratio", "answer→agent p50, p99 ms", "talked",
        "records", "recordings",
    )  # fmt: skip
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
                    " ".join(f"{each['answer_to_agent_s'][share] * 1000:.0f}" for share in ("p50", "p99")),
                    talked, each["records"], each["recordings"],
                )
            )  # fmt: skip
    encode = max((row["hotline"]["encode_ms"]["median"] for row in result["rates"]), default=0.0)
    more = [
        f"Routing delay with idle agents at {row['rate']:g}/s, p99 beside native: {row['p99_extra_ms']:+.1f} ms "
        "(aim ≤ +10 ms)."
        for row in result["rates"]
    ]
    if top := result.get("highest_clean"):
        more.append(
            f"Highest clean rate: native {top['native']:g}/s, hotline {top['hotline']:g}/s, "
            f"ratio {top['ratio'] or 0:.2f} (aim ≥ 0.9)."
        )
    return (
        f"{result['work']}\nCounted: {result['counted']}\n\n{table(headings, rows)}\n\n"
        f"Making a recording playable afterwards, at low priority: {encode:.0f} ms of CPU per call (hotline only).\n"
        + "\n".join(more)
    )


def run(settings: Settings) -> int:
    """Measure, print, save. Returns 0, or 1 when calls were lost."""
    result = asyncio.run(measure(settings))
    print(tell(result))
    print(f"\n{save(Path(settings.root) / 'bench', NAME, result)}")
    return 0 if all(row["hotline"]["failed"] == 0 for row in result["rates"]) else 1
