"""Fixtures: the web application on a small company's database (`company_url`), and people who have logged in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from web_kit import Browser, FakeCore, log_in, make_parts

from server.database import Database
from server.http.app import make_app
from server.http.context import Web
from server.settings import Settings
from tests.support.compiled import compiled_once
from tests.support.ports import free_ports

__all__ = ["admin", "boss", "client", "core", "dist", "li", "parts", "wang"]


@pytest.fixture
async def parts(tmp_path: Path, company_url: str) -> AsyncIterator[Web]:
    (port,) = free_ports(1)
    settings = Settings(home=tmp_path, switch_http_port=port, _env_file=None)  # type: ignore[call-arg]
    db = compiled_once(Database(company_url))
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
