"""The web application on a small company: an administrator, a supervisor, two agents, queues and a flow."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from web_company import prepare
from web_kit import Browser, FakeCore, log_in, make_parts

from server.database import Database
from server.http.app import make_app
from server.http.context import Web
from server.settings import Settings


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company's database, made once and copied."""
    path = tmp_path_factory.mktemp("company") / "company.db"
    asyncio.run(prepare(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def parts(tmp_path: Path, company: Path) -> AsyncIterator[Web]:
    shutil.copy(company, tmp_path / "hotline.db")
    settings = Settings(home=tmp_path, switch_http_port=23090, _env_file=None)  # type: ignore[call-arg]
    db = Database(settings.database)
    made = make_parts(settings, db)
    await made.configuration.load_names()  # type: ignore[attr-defined]
    yield made
    await db.close()


@pytest.fixture
def core(parts: Web) -> FakeCore:
    assert isinstance(parts.core, FakeCore)
    return parts.core


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "dist"


@pytest.fixture
async def client(parts: Web, dist: Path) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async with TestClient(TestServer(make_app(parts, dist))) as made:
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
