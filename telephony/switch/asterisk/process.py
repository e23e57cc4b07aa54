"""The Asterisk process: started in the foreground under our eyes, gone when its parent is gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Callable

import aiohttp

from telephony.errors import SwitchUnavailable
from telephony.switch.asterisk.settings import AsteriskSettings

LogLine = Callable[[str], None]


class AsteriskProcess:
    """Starts, watches and stops one Asterisk. `on_line` gets every line that it prints (warnings and errors)."""

    def __init__(self, settings: AsteriskSettings, on_line: LogLine) -> None:
        self._settings = settings
        self._on_line = on_line
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def argv(self) -> list[str]:
        """The command line: in the foreground, without colours, on our own configuration."""
        setpriv = shutil.which("setpriv")
        dies_with_parent = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
        configuration = str(self._settings.etc / "asterisk.conf")
        return [*dies_with_parent, *self._settings.tool.argv, "-f", "-n", "-C", configuration]

    async def start(self) -> None:
        """Start it; the configuration must have been rendered. Raises SwitchUnavailable when it cannot be started."""
        if self.pid is not None:
            return
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.argv(),
                cwd=self._settings.root,
                env={**os.environ, **self._settings.tool.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
        except OSError as error:
            raise SwitchUnavailable(f"Asterisk cannot be started: {error}") from error
        self._reader = asyncio.create_task(self._forward(self._process))

    async def _forward(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # a line longer than the reader's buffer: its parts come next
                continue
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                self._on_line(text)

    async def wait_ready(self, timeout: float = 30.0) -> None:
        """Wait until ARI answers. Raises SwitchUnavailable when Asterisk ends or `timeout` seconds pass first."""
        url = f"http://127.0.0.1:{self._settings.http_port}/ari/asterisk/ping"
        authorization = aiohttp.encode_basic_auth(self._settings.ari_user, self._settings.ari_secret)
        deadline = asyncio.get_running_loop().time() + timeout
        async with aiohttp.ClientSession(headers={"Authorization": authorization}) as session:
            while asyncio.get_running_loop().time() < deadline:
                if self.pid is None:
                    raise SwitchUnavailable(f"Asterisk ended while it started; see {self._settings.log_dir}")
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)
        raise SwitchUnavailable(f"Asterisk did not become ready within {timeout:.0f} s; see {self._settings.log_dir}")

    async def wait(self) -> int:
        """Wait for its end; the exit status."""
        if self._process is None:
            return 0
        status = await self._process.wait()
        if self._reader is not None:
            await self._reader
        return status

    async def stop(self, grace: float = 5.0) -> None:
        """End it: calls are hung up; it is killed when it takes longer than `grace` seconds."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), grace)
        except TimeoutError:
            self._process.kill()
        await self.wait()
