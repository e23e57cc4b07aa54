"""Headless Chromium with a microphone that plays a tone, and what is done and heard in its tabs."""

from __future__ import annotations

import json
import os
import re
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    WebSocket,
    async_playwright,
    expect,
)

from server.provision import tool
from tests.e2e.company import Person
from tests.support.installation import ROOT

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PROBE = Path(__file__).with_name("probe.js")
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
PATIENCE_MS = 20_000
expect.set_options(timeout=15_000)  # two browsers and a switch share two cores with another test
MICROPHONE_RATE = 48_000

Language = Literal["zh-CN", "en"]


def words(language: Language) -> Callable[[str], str]:
    """The page's own words: `words("en")("desk.answer")`."""
    folder = ROOT / "web/src/i18n" / language

    def text(key: str) -> str:
        catalogue, *path = key.split(".")
        found: Any = json.loads((folder / f"{catalogue}.json").read_text(encoding="utf-8"))
        for part in path:
            found = found[part]
        return str(found)

    return text


def write_tone(path: Path, frequency: float) -> Path:
    """A microphone's file: bursts of a tone, since a browser's noise suppression takes a steady one away."""
    moments = np.arange(4 * MICROPHONE_RATE) / MICROPHONE_RATE
    burst = (moments % 1.0) < 0.7
    samples = (0.5 * 32767 * burst * np.sin(2 * np.pi * frequency * moments)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(MICROPHONE_RATE)
        file.writeframes(samples.tobytes())
    return path


@dataclass
class Watch:
    """What a tab complained about, and the frames of its websockets in the order in which they came."""

    complaints: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complain(f"uncaught: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("websocket", self._websocket)

    def allow(self, pattern: str) -> None:
        """Complaints with this pattern are expected."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        return [text for text in self.complaints if not any(re.search(each, text) for each in self.allowed)]

    def first(self, pattern: str) -> int:
        """Place of the first frame with a pattern among all frames received."""
        return next(place for place, frame in enumerate(self.frames) if re.search(pattern, frame))

    def _complain(self, text: str) -> None:
        self.complaints.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        # A player drops its own requests when it has read enough, a page those whose answers nobody waits for.
        dropped = request.method == "GET" and request.failure == "net::ERR_ABORTED"
        if request.resource_type != "media" and not dropped:
            self._complain(f"request failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self._complain(f"{response.status} {response.request.method} {response.url}")

    def _websocket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(frame if isinstance(frame, str) else repr(frame)))
        socket.on("socketerror", lambda error: self._complain(f"websocket {socket.url}: {error}"))


class Tab:
    """One tab, and the person at it."""

    def __init__(self, page: Page, address: str, language: Language) -> None:
        self.page = page
        self.address = address
        self.t = words(language)
        self.watch = Watch()
        self.watch.attach(page)
        page.set_default_timeout(PATIENCE_MS)

    async def log_in(self, person: Person) -> None:
        """Log in on the log-in page; returns when the user's first page is there."""
        await self.page.goto(f"{self.address}/login")
        await self.enter(person.username, person.password)
        await self.page.wait_for_url(lambda url: not url.endswith("/login"))

    async def enter(self, username: str, password: str) -> None:
        await self.page.get_by_label(self.t("auth.username")).fill(username)
        await self.page.get_by_label(self.t("auth.password")).fill(password)
        await self.page.locator("button[type=submit]").click()

    def button(self, key: str) -> Locator:
        """A button by its words; an icon may go before them."""
        return self.page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(self.t(key))}$"))

    async def visit(self, path: str) -> None:
        """Go to a page through its link, as a person does, without loading everything anew."""
        links = self.page.locator(f'nav a[href="{path}"], aside a[href="{path}"], a[href="{path}"]')
        shown, folded = links.locator("visible=true"), self.page.locator('nav [role=menuitem][aria-expanded="false"]')
        await self.page.locator("nav [role=menuitem]").first.wait_for()
        while not await shown.count() and await folded.count():
            group = await folded.first.element_handle()
            await group.click()  # a second click would fold it again: what follows waits until it has opened
            await self.page.wait_for_function("one => one.getAttribute('aria-expanded') === 'true'", arg=group)
            await self.settled()
        await shown.first.click()
        await self.page.wait_for_url(f"**{path}")

    async def choose(self, box: Locator, what: str) -> None:
        """Choose in a list by typing, as one does where it is long."""
        await box.click()
        await box.fill(what)
        shown = self.page.locator(".ant-select-dropdown:visible .ant-select-item-option")
        await shown.filter(has_text=what).first.click()

    async def settled(self) -> None:
        """Wait until nothing moves any more."""
        await self.page.evaluate(
            """async () => {
                 await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                 await Promise.allSettled(document.getAnimations()
                   .filter(one => Number.isFinite(one.effect?.getComputedTiming().endTime)).map(one => one.finished));
               }"""
        )

    async def sign_in(self, state: str = "available") -> None:
        """签入 with the browser as the phone; returns in this state: `ringing` where a call waits already."""
        await self.button("desk.log_in").click()
        await self.in_state(state)

    async def in_state(self, state: str) -> None:
        """Wait until the agent's own state is shown as this."""
        name = f"{self.t('desk.state')}: {self.t(f'words.state.{state}')}"
        await expect(self.page.get_by_label(name)).to_be_visible(timeout=PATIENCE_MS)

    async def rings(self) -> None:
        await expect(self.page.locator('button[aria-keyshortcuts="F2"]')).to_be_enabled(timeout=PATIENCE_MS)

    async def seen(self, what: str) -> dict[str, Any]:
        """When (milliseconds of the page) and with which text the screen-pop or the ring came up."""
        found: dict[str, Any] = await self.page.evaluate("what => window.e2e.seen[what]", what)
        return found

    async def accessible(self) -> None:
        """Nothing on the page that keeps somebody from reading or using it (axe-core: serious and critical). The list
        without size that antd keeps beside an open choice is no part of it: the field itself has the name. Colours that
        are on their way from one to the other are nobody's to read: what ends is waited for."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        await self.settled()
        found = await self.page.evaluate(
            """async () => (await axe.run(
                  {exclude: ['[role=listbox][style*="height: 0px"]']}, {resultTypes: ["violations"]})).violations
               .filter(one => ["serious", "critical"].includes(one.impact))
               .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" | ")}`)"""
        )
        assert found == [], f"{self.page.url}: {found}"

    async def hears_tone(self, frequency: float, share: float = 0.5) -> None:
        """Wait until most of what the page's phone hears is this tone (Hz)."""
        heard = "([hz, share]) => { const m = window.e2e.measure(hz); return m.level > 0.005 && m.share >= share; }"
        await self.page.wait_for_function(heard, arg=[frequency, share], polling=100)

    async def hears(self, level: float = 0.005) -> None:
        """Wait until the page's phone hears anything that loud (root mean square, 0…1)."""
        await self.page.wait_for_function("level => window.e2e.measure(440).level > level", arg=level, polling=100)


class Browsers:
    """Makes tabs: each `open` is a browser of its own, with its own microphone."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder
        self._playwright: Playwright | None = None
        self._started: list[Browser] = []
        self.tabs: list[Tab] = []

    async def __aenter__(self) -> Browsers:
        self._playwright = await async_playwright().start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        for browser in self._started:
            await browser.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def open(
        self, *, speaks: float = 880.0, language: Language = "zh-CN", moves: bool = False, dark: bool = False
    ) -> Tab:
        """A tab in a new browser whose microphone gives bursts of a tone (Hz). Its person has told his system that
        nothing shall move, unless he `moves`, and that he likes it light, unless `dark`."""
        assert self._playwright is not None
        chromium = tool("chromium")
        microphone = write_tone(self._folder / f"microphone-{speaks:.0f}.wav", speaks)
        browser = await self._playwright.chromium.launch(
            executable_path=chromium.argv[0],
            args=[*chromium.argv[1:], *FLAGS, f"--use-file-for-fake-audio-capture={microphone}"],
            env={**os.environ, **chromium.env},
        )
        self._started.append(browser)
        context = await browser.new_context(
            locale=language,
            viewport={"width": 1440, "height": 900},
            reduced_motion="no-preference" if moves else "reduce",
            color_scheme="dark" if dark else "light",
        )
        await context.add_init_script(path=PROBE)
        return await self.another(context, language)

    async def another(self, context: BrowserContext, language: Language = "zh-CN") -> Tab:
        """Another tab of the same browser, with the same cookies."""
        tab = Tab(await context.new_page(), self._address, language)
        self.tabs.append(tab)
        return tab

    def check(self) -> None:
        """No errors in any console, no failed requests."""
        for tab in self.tabs:
            assert not tab.watch.unexpected(), f"{tab.page.url}: {tab.watch.unexpected()}"
