"""`./hotline doctor`: one line for everything that Hotline needs of this machine, with what to do where it lacks."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import socket
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from server.provision import Tool, find, installed, pages, venv
from server.provision.cache import cache_dir
from server.provision.host import read_release
from server.settings import Settings, load
from telephony.errors import HotlineError

Verdict = Literal["ok", "warn", "fail"]
GIGABYTE = 1_000_000_000
ROOM_TO_FETCH = 3
"""Gigabytes that the fetched programs, the packages and the pages take at most."""


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what is there, and what to do where that is not enough."""

    verdict: Verdict
    subject: str
    state: str
    remedy: str = ""

    def line(self) -> str:
        """As it is shown."""
        remedy = f"  → {self.remedy}" if self.remedy else ""
        return f"{self.verdict:<5} {self.subject:<12} {self.state}{remedy}"


def run(home: Path) -> int:
    """Look at everything; 1 when something is in the way of `./hotline up`. `home` is the installation's folder."""
    failed = False
    for check in CHECKS:
        for finding in check(home):
            print(finding.line(), flush=True)
            failed = failed or finding.verdict == "fail"
    print("\nSomething is in the way: see → above." if failed else "\nReady for ./hotline up.")
    return 1 if failed else 0


def system(_home: Path) -> Iterator[Finding]:
    """The operating system, and what programs are fetched with."""
    name = read_release(Path("/etc/os-release")).get("PRETTY_NAME", platform.system())
    state = f"{name}, {platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"
    if sys.platform != "linux":
        yield Finding("fail", "system", f"{platform.system()} is not Linux", "use Linux, or docker/README.md")
    elif shutil.which("apt-get") and shutil.which("dpkg-deb"):
        yield Finding("ok", "system", state)
    else:
        yield Finding("warn", "system", f"{state}, no apt", "install asterisk 22 and espeak-ng 1.52 yourself")


def python(_home: Path) -> Iterator[Finding]:
    """The interpreter and its packages."""
    state = f"{platform.python_version()} in {sys.prefix}"
    if venv.up_to_date():
        yield Finding("ok", "python", state)
    else:
        yield Finding(
            "warn", "python", f"{state}, not as requirements.lock says", "start with ./hotline, which completes it"
        )


def node(_home: Path) -> Iterator[Finding]:
    """Node and the built pages."""
    built = "pages built" if pages.up_to_date() else "pages not built yet (./hotline up does it)"
    found = find("npm")
    if found or pages.up_to_date():
        yield Finding("ok", "node", f"{found.version if found else 'none, none needed'}, {built}")
    else:
        yield Finding("ok", "node", f"none of 20.19 or newer: ./hotline up takes one from PyPI; {built}")


def asterisk(_home: Path) -> Iterator[Finding]:
    """The switch and what it can do."""
    found = find("asterisk")
    if found:
        yield Finding("ok", "asterisk", _where(found))
        return
    path = shutil.which("asterisk")
    lacks = installed.asterisk_lacks(installed.ask([path, "-V"]), installed.asterisk_modules()) if path else ""
    state = f"{path} will not do ({lacks})" if lacks else "not here"
    yield Finding("warn", "asterisk", state, "./hotline up fetches Asterisk 22 without root")


def espeak(_home: Path) -> Iterator[Finding]:
    """The voice."""
    found = find("espeak-ng")
    if found:
        yield Finding("ok", "espeak-ng", _where(found))
    else:
        yield Finding("warn", "espeak-ng", "not here in 1.52 or newer", "./hotline up fetches it without root")


def _where(found: Tool) -> str:
    return f"{found.version} ({found.root or found.argv[0]})"


def ports(home: Path) -> Iterator[Finding]:
    """The ports of the settings: free, or held by this installation, or by somebody else."""
    try:
        config = load(home=home)
    except HotlineError as error:
        yield Finding("fail", "settings", str(error), f"mend the environment or {home / 'settings.env'}")
        return
    running = _runs_here(config)
    wanted = [
        ("HOTLINE_HTTP_PORT", config.http_host, config.http_port, "tcp"),
        ("HOTLINE_SIP_PORT", config.sip_host, config.sip_port, "udp"),
        ("HOTLINE_AMI_PORT", "127.0.0.1", config.ami_port, "tcp"),
        ("HOTLINE_SWITCH_HTTP_PORT", "127.0.0.1", config.switch_http_port, "tcp"),
        ("HOTLINE_RTP_PORTS", config.sip_host, config.rtp_first, "udp"),
    ]
    for name, host, port, kind in wanted:
        subject, state = f"port {port}", f"{kind} {host}, {name}"
        if free(host, port, kind):
            yield Finding("ok", subject, f"{state}: free")
        elif running:
            yield Finding("ok", subject, f"{state}: taken by this installation, which runs")
        else:
            yield Finding("fail", subject, f"{state}: taken by another program", f"stop that, or set {name}")


def _runs_here(config: Settings) -> bool:
    """Whether a process of this installation lives."""
    for path in config.runtime_dir.glob("*.pid"):
        try:
            os.kill(int(path.read_text()), 0)
        except (ValueError, OSError):
            continue
        return True
    return False


def free(host: str, port: int, kind: str) -> bool:
    """Whether a port can be taken; kind is tcp or udp."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as probe:
        if kind == "tcp":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def disk(home: Path) -> Iterator[Finding]:
    """The home and the cache: writable, with room."""
    for subject, folder, least in (("home", home, 1), ("cache", cache_dir(), ROOM_TO_FETCH)):
        existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
        room = shutil.disk_usage(existing).free / GIGABYTE
        state = f"{folder}, {room:.0f} GB free"
        variable = f"HOTLINE_{subject.upper()}"
        if not os.access(existing, os.W_OK | os.X_OK):
            yield Finding("fail", subject, f"{folder} cannot be written", f"set {variable} to your own folder")
        elif room < least:
            yield Finding("warn", subject, state, f"make room ({least} GB), or set {variable} to another disk")
        else:
            yield Finding("ok", subject, state)


def database(home: Path) -> Iterator[Finding]:
    """The database server, where one is set."""
    try:
        config = load(home=home)
    except HotlineError:
        return
    if not config.database_url:
        yield Finding("ok", "database", f"SQLite in {home}")
        return
    shown = make_url(config.database).render_as_string(hide_password=True)
    try:
        asyncio.run(_ask_database(config.database))
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        reason = str(error).splitlines()[0] or type(error).__name__
        yield Finding("fail", "database", f"{shown}: {reason}", "start the server, or mend HOTLINE_DATABASE_URL")
    else:
        yield Finding("ok", "database", f"{shown} answers")


async def _ask_database(url: str) -> None:
    engine = create_async_engine(url)
    try:
        async with asyncio.timeout(5), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    finally:
        await engine.dispose()


def zone(_home: Path) -> Iterator[Finding]:
    """The time zone, which opening hours go by."""
    try:
        zoneinfo.ZoneInfo("Asia/Shanghai")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Finding("fail", "time zone", "the zones' table is missing", "./hotline completes .venv (package tzdata)")
        return
    yield Finding("ok", "time zone", f"{time.strftime('%Z, %Y-%m-%d %H:%M:%S')}; every company has its own zone")


CHECKS: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    system,
    python,
    node,
    asterisk,
    espeak,
    disk,
    ports,
    database,
    zone,
)
