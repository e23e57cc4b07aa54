"""Headless Chromium at the pages: what is loaded first, how late a screen-pop is painted, how smooth the board is."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from server.bench.report import percentile, spread
from server.bench.stage import PASSWORD
from server.bench.web_changes import call_of, changes, steadily
from server.bench.web_house import BOSS, House
from server.provision import tool
from telephony.errors import ConfigError

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Page

WATCHED = 0
"""The agent whose desk shows the calls; each run of the first load has an agent of its own after him."""
WATCHED_SHARE = 10
"""Every tenth call is the watched agent's: twenty times what one of hundreds gets, for enough samples, and yet slow
enough for his desk to be complete before the next one comes. All agents' calls go through the same server."""
WARM = 10.0
SAMPLES = 12
_FIRST = 900_000
"""The number of the page's first call, apart from those that are counted."""
_PATIENCE_MS = 60_000
_SETTLED = 3.0
"""Seconds after which the desk has loaded what it needs for the first call, and drawn it once."""
_FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--enable-precise-memory-info",
)  # fmt: skip
_WATCH = """
window.bench = {pops: {}, desks: {}, frames: [], usable: 0};
const afterPaint = done => requestAnimationFrame(() => setTimeout(done, 0));
new MutationObserver(() => {
  const pop = document.querySelector('[data-testid="screen-pop"]')?.dataset.pop;
  if (pop && !(pop in bench.pops)) {
    bench.pops[pop] = null;
    afterPaint(() => { bench.pops[pop] = performance.timeOrigin + performance.now(); });
  }
  const desk = document.querySelector('[data-complete]')?.dataset.complete;
  if (desk && !(desk in bench.desks)) {
    bench.desks[desk] = null;
    afterPaint(() => { bench.desks[desk] = performance.timeOrigin + performance.now(); });
  }
  if (!bench.usable && document.querySelector('section[aria-label] button.ant-btn-primary:not([disabled])'))
    afterPaint(() => { bench.usable ||= performance.now(); });
}).observe(document, {subtree: true, childList: true, attributes: true});
const frame = at => { bench.frames.push(at); requestAnimationFrame(frame); };
requestAnimationFrame(frame);
"""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Raises ConfigError where playwright is not installed, ToolMissing without a Chromium."""
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - of the tests, not of the product
    except ImportError as error:
        raise ConfigError("bench web needs playwright, which ./hotline test installs") from error
    program = tool("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program.argv[0], args=[*program.argv[1:], *_FLAGS], env={**os.environ, **program.env}
        )
        try:
            yield browser
        finally:
            await browser.close()


async def _logged_in(browser: Browser, place: House, username: str) -> BrowserContext:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(_PATIENCE_MS)
    await context.add_init_script(_WATCH)
    answer = await context.request.post(
        f"{place.base}/api/v1/auth/login", data={"username": username, "password": PASSWORD}
    )
    if not answer.ok:
        raise ConfigError(f"log-in of {username}: {answer.status}")
    await (page := await context.new_page()).goto(place.base)
    await page.evaluate("localStorage.setItem('hotline.language', 'zh-CN')")
    await page.close()
    return context


async def first_load(browser: Browser, place: House, runs: int) -> dict[str, Any]:
    """The desk in a browser that has nothing cached, as it came over the wire, headers included. `kb`: all that is
    asked for until the desk is usable, and the telephone, which is loaded when the agent signs in. `kb_whole`: with the
    forms of a call's work, which come when the desk stands."""
    usable, first, whole = [], [], []
    for run in range(runs):
        context = await _logged_in(browser, place, place.numbers[WATCHED + 1 + run])
        page = await context.new_page()
        wire = Wire(await context.new_cdp_session(page))
        await wire.start()
        await page.goto(f"{place.base}/desk")
        await page.wait_for_function("() => window.bench.usable > 0")
        usable.append(float(await page.evaluate("bench.usable")))
        until = float(await page.evaluate("(performance.timeOrigin + bench.usable) / 1000"))
        await asyncio.sleep(_SETTLED)
        await page.wait_for_load_state("networkidle")
        before = wire.kb()
        async with page.expect_response(lambda answer: "softphone" in answer.url):
            await page.locator("section[aria-label] button.ant-btn-primary").first.click()
        await page.wait_for_load_state("networkidle")
        whole.append(wire.kb())
        first.append(wire.kb(until) + whole[-1] - before)
        await context.close()
    return {"runs": runs, "usable_ms": spread(usable), "kb": spread(first), "kb_whole": spread(whole)}


class Wire:
    """What a page fetches: when each request was sent (seconds since the epoch), and its size with headers."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._sent: dict[str, float] = {}
        self._bytes: dict[str, float] = {}

    async def start(self) -> None:
        await self._session.send("Network.enable")
        await self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._session.on("Network.requestWillBeSent", self._asked)
        self._session.on("Network.loadingFinished", self._loaded)

    def kb(self, until: float = math.inf) -> float:
        """Of everything that was asked for before `until`."""
        return sum(self._bytes.get(request, 0.0) for request, at in self._sent.items() if at < until) / 1000

    def _asked(self, event: Mapping[str, Any]) -> None:
        self._sent.setdefault(event["requestId"], event["wallTime"])

    def _loaded(self, event: Mapping[str, Any]) -> None:
        self._bytes[event["requestId"]] = event["encodedDataLength"]


async def pops(browser: Browser, place: House, *, rate: float, seconds: float) -> dict[str, Any]:
    """From the core's word to the painted card, in ms, while calls come at `rate` to all agents, each the end of the
    agent's last one; `desk`: until the forms of its work are painted too. Counted when it has gone on for `WARM`
    seconds: a browser compiles what it has run a few times. `first_ms`: the page's first call, by itself, before that.
    """
    context = await _logged_in(browser, place, place.numbers[WATCHED])
    page = await context.new_page()
    await page.goto(f"{place.base}/desk")
    await page.wait_for_function("() => window.bench.usable > 0")
    await page.wait_for_load_state("networkidle")
    await asyncio.sleep(_SETTLED)
    said: dict[str, float] = {}
    former: dict[str, str] = {}
    first = await _first_pop(page, place, former)
    async for number in steadily(rate, WARM + seconds):
        watched = number % WATCHED_SHARE == 0
        agent = place.agents[WATCHED if watched else 1 + number % (len(place.agents) - 1)]
        at = _ring(place, agent, number, former)
        if watched and number >= WARM * rate:
            said[former[agent]] = at
    await asyncio.sleep(1.0)
    delays = await _delays(page, "pops", said)
    desks = await _delays(page, "desks", said)
    await context.close()
    return {
        "rate": rate,
        "seconds": seconds,
        "pops": len(said),
        "painted": len(delays),
        "first_ms": round(first, 1),
        "p50_ms": round(percentile(delays, 0.5), 1),
        "p99_ms": round(percentile(delays, 0.99), 1),
        "max_ms": round(max(delays, default=0.0), 1),
        "desk_painted": len(desks),
        "desk_p50_ms": round(percentile(desks, 0.5), 1),
        "desk_p99_ms": round(percentile(desks, 0.99), 1),
    }


async def _first_pop(page: Page, place: House, former: dict[str, str]) -> float:
    """The watched agent's first call, until the forms of its work stand: ms to the painted card."""
    agent = place.agents[WATCHED]
    at = _ring(place, agent, _FIRST, former)
    await page.wait_for_function("pop => bench.desks[pop] > 0", arg=former[agent])
    return (await _delays(page, "pops", {former[agent]: at}))[0]


def _ring(place: House, agent: str, number: int, former: dict[str, str]) -> float:
    """A call reaches the agent and takes the place of his `former` one. When its pop was said, in ms since the
    epoch."""
    before, pop = call_of(agent, place.queues[0], number, former.get(agent))
    former[agent] = pop.pop
    for item in before:
        place.core.say(item)
    at = time.time() * 1000
    place.core.say(pop)
    return at


async def _delays(page: Page, what: str, said: Mapping[str, float]) -> list[float]:
    painted: dict[str, float | None] = await page.evaluate(f"bench.{what}")
    return [at - said[pop] for pop, at in painted.items() if at is not None and pop in said]


async def board(browser: Browser, place: House, *, rate: float, seconds: float) -> dict[str, Any]:
    """Frames per second and memory of the live board. `slope`: MB of live JavaScript per minute, after a collection
    for each sample, in the second half: the first fills caches."""
    context = await _logged_in(browser, place, BOSS)
    page = await context.new_page()
    await page.goto(f"{place.base}/live")
    await page.wait_for_load_state("networkidle")
    wire = await context.new_cdp_session(page)
    await wire.send("HeapProfiler.enable")
    one = changes(place, seed=2)
    each = seconds / SAMPLES
    heap: list[tuple[float, float]] = []
    rates: list[float] = []
    for sample in range(SAMPLES):
        await page.evaluate("bench.frames.length = 0")
        async for _ in steadily(rate, each):
            place.core.say(one())
        rates += await _frames(page)
        heap.append((sample * each / 60, await _heap(page, wire)))
    await context.close()
    half = heap[len(heap) // 2 :]
    return {
        "agents": len(place.agents),
        "queues": len(place.queues),
        "rate": rate,
        "seconds": seconds,
        "fps_mean": round(sum(rates) / len(rates), 1) if rates else 0.0,
        "fps_p5": round(percentile(rates, 0.05), 1),
        "heap_mb": [round(mb, 2) for _, mb in heap],
        "slope_mb_per_minute": round(slope(half), 3),
    }


async def _frames(page: Page) -> list[float]:
    """Frames in each whole second since they were counted last."""
    at: list[float] = await page.evaluate("bench.frames.slice()")
    if not at:
        return [0.0]
    whole = int((at[-1] - at[0]) // 1000)
    return [float(sum(1 for one in at if 0 <= one - at[0] - 1000 * second < 1000)) for second in range(whole)]


async def _heap(page: Page, wire: CDPSession) -> float:
    await wire.send("HeapProfiler.collectGarbage")
    return float(await page.evaluate("performance.memory.usedJSHeapSize")) / 1e6


def slope(points: list[tuple[float, float]]) -> float:
    """Least squares: how much y grows with x."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    over = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / over if over else 0.0
