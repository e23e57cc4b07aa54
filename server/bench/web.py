"""`web`: the pages in a real browser, and the websockets of one web process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from server.bench import web_browser, web_sockets
from server.bench.report import save, table
from server.bench.web_house import house
from server.provision import ensure, pages
from server.settings import Settings

NAME = "web"
AGENTS, QUEUES = 500, 50
CHANGES = 100.0
CALLS = 20.0
CLIENTS = 1000
RUNS = 5
SHORT = 60.0
"""Seconds of the board by default; 1800 in full (`--seconds 1800`)."""
POPS_SECONDS = 60.0
SOCKETS_SECONDS = 20.0
TARGETS = {"kb": 450.0, "usable_ms": 2000.0, "pop_p99_ms": 100.0, "fps": 50.0, "sockets_p99_ms": 100.0}


async def measure(settings: Settings, seconds: float = SHORT) -> dict[str, Any]:
    """Raises ConfigError when the installation or the browser cannot be set up."""
    async with house(settings.root / "bench", AGENTS, QUEUES) as place:
        async with web_browser.chromium() as browser:
            load = await web_browser.first_load(browser, place, RUNS)
            print(f"  first load {load['kb']['median']:.0f} kB, usable after {load['usable_ms']['median']:.0f} ms")
            pops = await web_browser.pops(browser, place, rate=CALLS, seconds=POPS_SECONDS)
            print(f"  screen-pop p99 {pops['p99_ms']:.1f} ms", flush=True)
            board = await web_browser.board(browser, place, rate=CHANGES, seconds=seconds)
            print(f"  board {board['fps_mean']:.1f} fps, {board['slope_mb_per_minute']:+.2f} MB/min", flush=True)
        sockets = await web_sockets.measure(place, clients=CLIENTS, rate=CHANGES, seconds=SOCKETS_SECONDS)
    return {
        "work": "one web process behind a core that only says what it is told; headless Chromium without a GPU; "
        "SQLite; no calls, no RTP",
        "processes": "web is measured; core, Chromium and clients run beside it on the same machine, and their delays "
        "are included",
        "first_load": load,
        "screen_pop": pops,
        "board": board,
        "websockets": sockets,
        "target": TARGETS,
    }


def rows(result: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What was measured, the figure, and what it should be."""
    load, pops, board, sockets = (result[key] for key in ("first_load", "screen_pop", "board", "websockets"))
    aim = result["target"]
    stuck = sockets["one_does_not"]
    return [
        ("first load of the desk, compressed", f"{load['kb']['median']:.0f} kB", f"≤ {aim['kb']:.0f}"),
        ("  with what it loads for the first call", f"{load['kb_whole']['median']:.0f} kB", ""),
        ("desk usable, nothing cached", f"{load['usable_ms']['median']:.0f} ms", f"≤ {aim['usable_ms']:.0f}"),
        (f"pop painted at {pops['rate']:g} calls/s, p99", f"{pops['p99_ms']:.0f} ms", f"≤ {aim['pop_p99_ms']:.0f}"),
        ("  the first one of a page", f"{pops['first_ms']:.0f} ms", ""),
        ("  with the forms of its work, p99", f"{pops['desk_p99_ms']:.0f} ms", ""),
        ("  painted of said", f"{pops['painted']}/{pops['pops']}", "all"),
        (f"board at {board['rate']:g} changes/s, mean", f"{board['fps_mean']:.0f} fps", f"≥ {aim['fps']:.0f}"),
        ("  slowest 5 % of seconds", f"{board['fps_p5']:.0f} fps", ""),
        ("  memory", f"{board['slope_mb_per_minute']:+.2f} MB/min", "flat"),
        (f"{sockets['clients']} websockets, p99", f"{sockets['all_read']['p99_ms']:.0f} ms",
         f"≤ {aim['sockets_p99_ms']:.0f}"),
        ("  with one that does not read", f"{stuck['p99_ms']:.0f} ms", f"≤ {aim['sockets_p99_ms']:.0f}"),
        ("  others lost", str(stuck["lost_clients"]), "0"),
    ]  # fmt: skip


def tell(result: Mapping[str, Any]) -> str:
    """The table for the terminal."""
    return f"{result['work']}\n\n{table(('what', 'figure', 'aim'), rows(result))}"


def run(settings: Settings, seconds: float | None = None) -> int:
    """Measure, print, save. Returns 0, or 1 when a pop was not painted or a client was lost."""
    ensure(["chromium"])
    pages.build(print)
    result = asyncio.run(measure(settings, seconds or SHORT))
    print(tell(result))
    print(f"\n{save(settings.root / 'bench', NAME, result)}")
    lost = result["websockets"]["one_does_not"]["lost_clients"] + result["websockets"]["all_read"]["lost_clients"]
    return 1 if lost or result["screen_pop"]["painted"] < result["screen_pop"]["pops"] else 0
