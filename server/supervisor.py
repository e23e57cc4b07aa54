"""`hotline up`: starts switch, core and web, restarts what dies, stops all of it on Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import structlog

from recordings.sealing import KeyFile
from server.core import TAKEN_OVER
from server.listening import hold_home, refuse_taken
from server.parent import SUPERVISED
from server.settings import SOURCE, Settings
from server.switch import render_switch
from server.watchdog import Watchdog
from telephony.errors import HotlineError
from telephony.switch.asterisk.process import AsteriskProcess

log = structlog.get_logger(__name__)

READY_SECONDS = 180.0
"""The first start renders every prompt; later ones take a few seconds."""
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
HEALTHY_SECONDS = 30.0


@dataclass(slots=True)
class Child:
    """One supervised program. `start` runs it to its end and returns its exit status."""

    name: str
    run: Callable[[], Awaitable[int]]
    terminate: Callable[[], Awaitable[None]]
    failures: int = 0
    task: asyncio.Task[None] | None = None
    process: asyncio.subprocess.Process | None = field(default=None)


class Supervisor:
    """All processes of one installation."""

    def __init__(self, config: Settings) -> None:
        self._config = config
        self._stopping = asyncio.Event()
        self._fatal: str | None = None
        self._was_ready = False
        self._asterisk: AsteriskProcess | None = None
        self._children: list[Child] = []

    async def run(self) -> int:
        """Start everything and stay until a signal; returns the exit status."""
        started = time.monotonic()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        config = self._config
        config.make_folders()
        KeyFile(config.recording_keys_file, needed=bool(config.recording_keys))()
        with await hold_home(config):
            return await self._run(started)

    async def _run(self, started: float) -> int:
        config = self._config
        await refuse_taken(config)
        switch = render_switch(config)
        self._asterisk = AsteriskProcess(switch, _show_switch_line)
        self._supervise("switch", self._run_asterisk, self._stop_asterisk)
        self._supervise_python("core", "server.core")
        self._supervise_python("web", "server.web")
        watchdog = asyncio.create_task(Watchdog(switch).run())
        try:
            ready = await self._wait_ready()
            if ready:
                self._was_ready = True
                self._announce(time.monotonic() - started)
                if config.demo:
                    self._supervise_python("demo", "server.demo")
                await self._stopping.wait()
        finally:
            watchdog.cancel()
            await self._stop_all()
        if self._fatal:
            log.error("up.failed", error=self._fatal)
            return 1
        return 0

    # children

    def _supervise(self, name: str, run: Callable[[], Awaitable[int]], stop: Callable[[], Awaitable[None]]) -> Child:
        child = Child(name, run, stop)
        self._children.append(child)
        child.task = asyncio.create_task(self._keep(child))
        return child

    def _supervise_python(self, name: str, module: str) -> None:
        holder: list[Child] = []

        async def run() -> int:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, cwd=SOURCE, env=self._environment(), stdin=asyncio.subprocess.DEVNULL
            )
            holder[0].process = process
            (self._config.runtime_dir / f"{name}.pid").write_text(f"{process.pid}\n")
            return await process.wait()

        async def stop() -> None:
            process = holder[0].process
            if process is None or process.returncode is not None:
                return
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                log.warning("up.killed", process=name)
                process.kill()

        child = Child(name, run, stop)
        holder.append(child)
        self._children.append(child)
        child.task = asyncio.create_task(self._keep(child))

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH"))))
        settings = {
            f"HOTLINE_{name.upper()}": str(value)
            for name, value in self._config.model_dump(exclude={"admin_password", "home"}).items()
            if value not in (None, "")
        }
        secret = self._config.admin_password
        extra = {"HOTLINE_ADMIN_PASSWORD": secret.get_secret_value()} if secret else {}
        own = {"HOTLINE_HOME": str(self._config.root), "PYTHONPATH": path, SUPERVISED: "1"}
        return {**os.environ, **settings, **extra, **own}

    async def _keep(self, child: Child) -> None:
        """Run a child for ever, with growing pauses while it keeps failing."""
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                status = await child.run()
            except HotlineError as error:
                log.error("up.cannot_start", process=child.name, error=str(error))  # noqa: TRY400 - one clear line
                status = -1
            if self._stopping.is_set():
                return
            if status == TAKEN_OVER:
                self._fail(f"another installation drives the same switch: {child.name} left")
                return
            child.failures = 0 if time.monotonic() - begun > HEALTHY_SECONDS else child.failures + 1
            if child.failures > len(BACKOFF) and child.name != "demo":
                why = f"{child.name} ends again and again: see the lines above, or run ./hotline doctor"
                if not self._was_ready:
                    self._fail(why)
                    return
                log.error("up.still_trying", error=why)  # what still runs keeps serving: calls are not dropped for it
            delay = BACKOFF[min(max(child.failures - 1, 0), len(BACKOFF) - 1)]
            log.warning("up.restarting", process=child.name, status=status, delay=delay)
            await asyncio.sleep(delay)

    def _fail(self, why: str) -> None:
        self._fatal = why
        self._stopping.set()

    async def _run_asterisk(self) -> int:
        assert self._asterisk is not None
        render_switch(self._config)
        await self._asterisk.start()
        if self._asterisk.pid is not None:
            (self._config.runtime_dir / "switch.pid").write_text(f"{self._asterisk.pid}\n")
        return await self._asterisk.wait()

    async def _stop_asterisk(self) -> None:
        assert self._asterisk is not None
        await self._asterisk.stop()

    async def _stop_all(self) -> None:
        self._stopping.set()
        for child in reversed(self._children):
            await child.terminate()
        for child in self._children:
            if child.task is not None:
                child.task.cancel()
            (self._config.runtime_dir / f"{child.name}.pid").unlink(missing_ok=True)

    # readiness

    async def _wait_ready(self) -> bool:
        """Wait for /readyz; False when stopped or failed before."""
        url = f"http://{_reachable(self._config.http_host)}:{self._config.http_port}/readyz"
        deadline = time.monotonic() + READY_SECONDS
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            while not self._stopping.is_set():
                try:
                    async with session.get(url) as answer:
                        if answer.status == 200:
                            return True
                except (aiohttp.ClientError, TimeoutError):
                    pass
                if time.monotonic() > deadline:
                    self._fail(f"not ready within {READY_SECONDS:.0f} s: see the lines above, or run ./hotline doctor")
                await asyncio.sleep(0.1)
        return False

    def _announce(self, seconds: float) -> None:
        config = self._config
        web = f"http://{_reachable(config.http_host)}:{config.http_port}"
        lines = [
            "",
            f"  Hotline 热线 is ready ({seconds:.1f} s)",
            f"  Web          {web}   (user admin)",
            f"  Phones       sip:1000@{_reachable(config.sip_host)}:{config.sip_port}  reaches the menu",
            f"  Files        {config.root}",
            "  Ctrl-C stops everything.",
            "",
        ]
        print("\n".join(lines), flush=True)


SWITCH_CHATTER = (
    "PBX UUID:",
    "Asterisk Ready.",
    "Could not find option 'minimum_size'",  # a default of its own that it does not know
    "Playback failed for sound:",  # a caller hung up while a prompt was playing; core tells when it is a defect
)
"""Lines of the switch that mean nothing to a person; they stay in its own log."""


def _show_switch_line(line: str) -> None:
    if not any(chatter in line for chatter in SWITCH_CHATTER):
        print(f"[switch] {line}", file=sys.stderr, flush=True)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared, not bound


def read_pid(folder: Path, name: str) -> int | None:
    """The process id of a running child of an installation, or None."""
    try:
        return int((folder / f"{name}.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
