"""`events`: how late the core deals with what the switch says, at ten times the load of `calls`, and what is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from server.bench.calls import RATES as CALLS_RATES
from server.bench.replay import ENTRY
from server.bench.report import save, spread, table
from server.settings import SOURCE, Settings, load
from telephony import config_model as model
from telephony.bus import BusClient
from telephony.domain_events import Envelope
from telephony.errors import ConfigError

NAME = "events"
RATES = tuple(10 * rate for rate in CALLS_RATES)
RUNS = 5
SECONDS = 10.0
AGENTS_PER_RATE = 6
TARGET_MS = 50.0
QUEUE = "bench"
_TEXT = {"zh": "测试", "en": "Bench"}
_START = 60.0
_STORED_TOGETHER = 0.05
"""Seconds of news that are acknowledged at once, as web stores them in batches."""
_FLOW = {
    "flow": "bench", "name": _TEXT, "start": "agent", "languages": ["zh"],
    "nodes": {"agent": {"kind": "queue", "queue": QUEUE}},
}  # fmt: skip


class Web:
    """The other end of the bus: acknowledges news and screen-pops, answers lookups, counts."""

    def __init__(self, settings: Settings) -> None:
        self.types: Counter[str] = Counter()
        self.calls: set[str] = set()
        self.gaps = 0
        self.last = 0
        self._up = asyncio.Event()
        self._ack: asyncio.TimerHandle | None = None
        self.bus = BusClient(
            settings.core_socket,
            on_news=self._news,
            on_ask={"directory.customer": self._customer},
            since=self._since,
            on_state=lambda up: self._up.set() if up else None,
        )
        self._task = asyncio.create_task(self.bus.run())

    async def ready(self) -> None:
        async with asyncio.timeout(_START):
            await self._up.wait()

    async def _since(self, _epoch: str, _last: int) -> int:
        return self.last

    async def _customer(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"known": False, "number": params["number"]}

    async def _news(self, envelope: Envelope) -> None:
        self.types[envelope.type] += 1
        if envelope.type == "screen_pop":
            self.bus.pop_receipt(envelope.data["pop"])
        if envelope.type == "call.ended" and envelope.call is not None:
            self.calls.add(envelope.call)
        if envelope.n:
            self.gaps += envelope.n != self.last + 1
            self.last = envelope.n
            if self._ack is None:
                self._ack = asyncio.get_running_loop().call_later(_STORED_TOGETHER, self._acknowledge)

    def _acknowledge(self) -> None:
        self._ack = None
        self.bus.ack(self.last)

    async def close(self) -> None:
        if self._ack is not None:
            self._ack.cancel()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def _snapshot(agents: int) -> model.Snapshot:
    numbers = [str(10000 + place) for place in range(agents)]
    return model.Snapshot(
        version=1,
        company=model.Company(_TEXT),
        entries=(model.Entry(ENTRY, "bench", _TEXT),),
        flows=(model.FlowDocument("bench", 1, _FLOW),),
        queues=(model.Queue(QUEUE, _TEXT, wrap_up=0.0, sticky=model.StickyPolicy(enabled=False)),),
        agents=tuple(model.Agent(number, number, number, (model.QueueMembership(QUEUE),)) for number in numbers),
        devices=tuple(model.Device(f"d{number}", "phone", "only-measured") for number in numbers),
    )


async def one(folder: Path, rate: float, seconds: float) -> dict[str, Any]:
    """One run with a core of its own. Raises ConfigError when it does not start."""
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    settings = load(home=folder, database_url="", bench=True)
    settings.make_folders()
    environment = {**os.environ, "HOTLINE_HOME": str(folder)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.bench.replay", str(rate), str(seconds), cwd=SOURCE, env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    web = Web(settings)
    try:
        await web.ready()
        snapshot = _snapshot(round(rate * AGENTS_PER_RATE))
        await web.bus.request("config.put", {"snapshot": orjson.loads(orjson.dumps(asdict(snapshot)))}, 30.0)
        for agent in snapshot.agents:
            await web.bus.request("agent.login", {"agent": agent.id, "device": f"d{agent.id}"})
            await web.bus.request("agent.state", {"agent": agent.id, "state": "available"})
        process.stdin.write(b"go\n")
        async with asyncio.timeout(seconds + 90):
            result: dict[str, Any] = orjson.loads(await process.stdout.readline())
        return {
            **result, "rate": rate, "records": len(web.calls), "gaps": web.gaps, "news": sum(web.types.values()),
            "lost": result["calls"] - len(web.calls) + (result["last"] - web.last),
        }  # fmt: skip
    except (TimeoutError, orjson.JSONDecodeError) as error:
        raise ConfigError(f"the core to be measured did not start or did not finish: {error!r}") from error
    finally:
        await web.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def measure(
    settings: Settings, *, rates: tuple[float, ...] = RATES, runs: int = RUNS, seconds: float = SECONDS
) -> dict[str, Any]:
    """Raises ConfigError when a core does not start."""
    rows = []
    for rate in rates:
        done = []
        for _ in range(runs):
            done.append(await one(settings.root / "bench" / "events-home", rate, seconds))
            print(f"  {rate:g} calls/s: p99 {done[-1]['p99_ms']:.1f} ms, lost {done[-1]['lost']}", flush=True)
        figures = {key: spread([run[key] for run in done]) for key in ("p50_ms", "p99_ms", "max_ms", "cpu_share")}
        totals = {key: sum(run[key] for run in done) for key in ("calls", "records", "facts", "lost", "gaps")}
        rows.append({"rate": rate, "runs": runs, **figures, **totals})
    return {
        "work": "caller → recording notice → queue → agent → 工号 → talk → end, said by the fake switch in real time "
        "to the real core with journal and bus; lag: from the instant of a fact to the end of its handling",
        "rtp": "none",
        "processes": "core; web's end of the bus in another process acknowledges news and screen-pops",
        "seconds": seconds,
        "rates": rows,
        "target": {"p99_ms": TARGET_MS, "lost": 0},
    }


def tell(result: Mapping[str, Any]) -> str:
    """The table for the terminal."""
    headings = ("calls/s", "calls", "facts", "p50 ms", "p99 ms", "p99 min–max", "max ms", "core CPU", "lost")
    rows = [
        (
            f"{row['rate']:g}",
            row["calls"],
            row["facts"],
            f"{row['p50_ms']['median']:.1f}",
            f"{row['p99_ms']['median']:.1f}",
            f"{row['p99_ms']['min']:.1f}–{row['p99_ms']['max']:.1f}",
            f"{row['max_ms']['median']:.1f}",
            f"{row['cpu_share']['median']:.0%}",
            row["lost"],
        )
        for row in result["rates"]
    ]
    return f"{result['work']}\n\n{table(headings, rows)}\n\nAim: p99 ≤ {TARGET_MS:g} ms, none lost."


def run(settings: Settings) -> int:
    """Measure, print, save. Returns 0, or 1 when anything was lost."""
    result = asyncio.run(measure(settings))
    print(tell(result))
    print(f"\n{save(settings.root / 'bench', NAME, result)}")
    return 0 if all(row["lost"] == 0 and row["gaps"] == 0 for row in result["rates"]) else 1
