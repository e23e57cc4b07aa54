"""Before anything is started: nothing else may have this home or the addresses that Hotline wants to listen on."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from server.settings import Settings
from telephony.errors import ConfigError

PATIENCE = 3.0
"""Seconds that the processes of a Hotline which was killed a moment ago may take to go."""


@dataclass(frozen=True)
class Wanted:
    """An address, with the settings that move it elsewhere. `kind`: TCP or UDP."""

    host: str
    port: int
    kind: str
    host_setting: str
    port_setting: str

    def problem(self) -> str | None:
        """Why it cannot be used now, with the remedy; None when it can."""
        try:
            _bind(self)
        except OSError as error:
            shown = f"{self.host}:{self.port} ({self.kind})"
            if error.errno == errno.EADDRINUSE:
                return f"{shown} is taken by another program (another Hotline?): stop it or set {self.port_setting}"
            if error.errno == errno.EADDRNOTAVAIL:
                return f"{self.host} is no address of this machine: set {self.host_setting}"
            return f"{shown} cannot be listened on ({error.strerror}): set {self.port_setting}"
        return None


def _bind(wanted: Wanted) -> None:
    """As the server will do it. Raises OSError."""
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if wanted.kind == "UDP" else socket.SOCK_STREAM) as probe:
        if wanted.kind == "TCP":
            # Connections that have just ended do not keep a listener away.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((wanted.host, wanted.port))
        if wanted.kind == "TCP":
            probe.listen(1)


def wanted(config: Settings) -> Iterator[Wanted]:
    """Every fixed address of an installation."""
    yield Wanted(config.http_host, config.http_port, "TCP", "HOTLINE_HTTP_HOST", "HOTLINE_HTTP_PORT")
    yield Wanted(config.sip_host, config.sip_port, "UDP", "HOTLINE_SIP_HOST", "HOTLINE_SIP_PORT")
    yield Wanted(config.sip_host, config.sip_port, "TCP", "HOTLINE_SIP_HOST", "HOTLINE_SIP_PORT")
    for port, name in ((config.ami_port, "HOTLINE_AMI_PORT"), (config.switch_http_port, "HOTLINE_SWITCH_HTTP_PORT")):
        yield Wanted("127.0.0.1", port, "TCP", name, name)


async def hold_home(config: Settings, patience: float = PATIENCE) -> IO[str]:
    """Keep other Hotlines out of the home until the handle is closed (the end of the process does so): their cores and
    webs would take each other's place, on whatever ports. Raises ConfigError when one has it after `patience`
    seconds."""
    handle = (config.root / "up.lock").open("a")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                handle.close()
                raise ConfigError(
                    f"another Hotline runs in HOTLINE_HOME={config.root}: stop it, or set HOTLINE_HOME to a folder of"
                    " this one's own"
                ) from error
            await asyncio.sleep(0.1)
        else:
            return handle


async def refuse_taken(config: Settings, patience: float = PATIENCE) -> None:
    """Raises ConfigError naming the first address that is still in use after `patience` seconds."""
    deadline = time.monotonic() + patience
    while problem := next(filter(None, (each.problem() for each in wanted(config))), None):
        if time.monotonic() >= deadline:
            raise ConfigError(problem)
        await asyncio.sleep(0.1)
