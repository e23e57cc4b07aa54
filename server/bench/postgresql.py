"""A PostgreSQL server of our own for tests and benchmarks: unix socket only, its folder is removed afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from server.provision import tool
from server.provision.model import ToolMissing
from server.provision.unprivileged import hand_over, prefix

USER = "hotline"
MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone
ROOM = 2 << 30
"""Bytes that have to be free there."""


class Cluster:
    """A running server. `create(name)` makes a database and gives its URL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def pid(self) -> int:
        """The server's first process; the others are its children."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def create(self, name: str, template: str = "template0") -> str:
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://{USER}@/{name}?host={self._folder}"

    def drop(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self._folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def _memory() -> Path | None:
    fits = os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if fits else None


@contextmanager
def cluster(*, in_memory: bool = False, **settings: str) -> Iterator[Cluster]:
    """Start a server on an empty data folder; as root it runs as nobody, because it refuses to run as root.

    `in_memory`: where there is room for that; copying databases all the time is what a disk is slowest at. `settings`
    are the server's own, besides ours. Raises ToolMissing when there is no PostgreSQL here."""
    postgresql = tool("postgresql")
    if postgresql.root is None:
        raise ToolMissing("the folder of PostgreSQL's programs is not known")
    programs, variables = postgresql.root, {"LC_ALL": "C.UTF-8", **postgresql.env}
    folder = hand_over(Path(tempfile.mkdtemp(prefix="hl-pg-", dir=_memory() if in_memory else None)))
    data, log = folder / "data", folder / "log"
    given = {"listen_addresses": "''", "unix_socket_directories": str(folder), "fsync": "off", "max_connections": "60"}
    options = " ".join(f"-c {name}={value}" for name, value in (given | settings).items())

    def run(program: str, *arguments: str) -> None:
        command = [*prefix(), str(programs / program), *arguments]
        done = subprocess.run(
            command, cwd=folder, env=variables, capture_output=True, text=True, timeout=90, check=False
        )
        if done.returncode != 0:
            raise ToolMissing(f"{program} failed: {done.stderr.strip()}")

    try:
        run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "-t", "60", "start")
        try:
            yield Cluster(folder)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
