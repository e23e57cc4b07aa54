"""Knowledge, notices, home, wrap-up forms and visits by API once more, on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from test_http_knowledge import *  # noqa: F403
from test_http_messages import *  # noqa: F403
from test_http_notices import *  # noqa: F403
from test_http_visits import *  # noqa: F403
from test_http_wrap_ups import *  # noqa: F403
from web_company import prepare
from web_kit import Browser, FakeCore, log_in, make_parts

from server.bench.postgresql import Cluster
from server.database import Database
from server.http.app import make_app
from server.http.context import Web
from server.settings import Settings

_names = itertools.count(1)


@pytest.fixture(scope="session")
def company_template(postgresql: Cluster) -> str:
    asyncio.run(prepare(postgresql.create("company_template")))
    return "company_template"


@pytest.fixture
async def parts(tmp_path: Path, postgresql: Cluster, company_template: str) -> AsyncIterator[Web]:
    name = f"company_{next(_names)}"
    settings = Settings(home=tmp_path, switch_http_port=23090, _env_file=None)  # type: ignore[call-arg]
    db = Database(postgresql.create(name, company_template))
    made = make_parts(settings, db)
    await made.configuration.load_names()  # type: ignore[attr-defined]
    yield made
    await db.close()
    postgresql.drop(name)


@pytest.fixture
def core(parts: Web) -> FakeCore:
    assert isinstance(parts.core, FakeCore)
    return parts.core


@pytest.fixture
async def client(parts: Web, tmp_path: Path) -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(make_app(parts, tmp_path / "dist"))) as made:
        yield made


@pytest.fixture
async def admin(client: TestClient[Any, Any]) -> Browser:
    return await log_in(client, "admin")


@pytest.fixture
async def boss(client: TestClient[Any, Any]) -> Browser:
    return await log_in(client, "boss")


@pytest.fixture
async def wang(client: TestClient[Any, Any]) -> Browser:
    return await log_in(client, "wang")


@pytest.fixture
async def li(client: TestClient[Any, Any]) -> Browser:
    return await log_in(client, "li")
