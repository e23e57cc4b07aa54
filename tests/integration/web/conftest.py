"""The web process on SQLite and on PostgreSQL, with a core behind a real bus."""

from __future__ import annotations

import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

UNIT = Path(__file__).parents[2] / "unit"
sys.path += [str(UNIT / "crm"), str(UNIT / "http"), str(UNIT / "kpis"), str(UNIT / "documents")]

from web_core import Core  # noqa: E402

from server.bench.postgresql import Cluster  # noqa: E402
from server.settings import Settings  # noqa: E402
from tests.support.ports import free_ports  # noqa: E402

_names = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}"
        return
    running: Cluster = request.getfixturevalue("postgresql")
    name = f"web_{next(_names)}"
    yield running.create(name)
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
