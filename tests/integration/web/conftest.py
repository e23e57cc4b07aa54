"""The web process on SQLite and on PostgreSQL, with a core behind a real bus."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from web_core import Core

from server.bench.postgresql import Cluster
from server.settings import Settings
from tests.integration.conftest import sqlite
from tests.support.ports import free_ports

_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with the newest schema, or without any table where a test is marked so."""
    empty = request.node.get_closest_marker("empty_database") is not None
    yield from _copy(request, tmp_path, "" if empty else "migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def company_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The small company of the API's tests, on a database of each kind."""
    yield from _copy(request, tmp_path, "company")


def _copy(request: pytest.FixtureRequest, tmp_path: Path, what: str) -> Iterator[str]:
    if request.param == "sqlite":
        path = tmp_path / "hotline.db"
        if what:
            shutil.copy(request.getfixturevalue(f"{what}_file"), path)
        yield sqlite(path)
        return
    running: Cluster = request.getfixturevalue("postgresql")
    name = f"web_{next(_names)}"
    yield running.create(name, request.getfixturevalue(f"{what}_template") if what else "template0")
    running.drop(name)


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    return Settings(  # type: ignore[call-arg]
        home=tmp_path / "home",
        http_port=free_ports(1)[0],
        database_url=url,
        admin_password="correct horse",
        _env_file=None,
    )


@pytest.fixture
async def core(settings: Settings) -> AsyncIterator[Core]:
    settings.make_folders()
    made = Core(settings)
    await made.start()
    yield made
    await made.close()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
