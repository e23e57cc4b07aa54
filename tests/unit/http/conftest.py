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
from web_kit import PASSWORD, Browser, FakeCore, PlainPasswords, log_in, make_parts

from crm.access import Role, system
from crm.routing.schemas import NewDevice
from crm.routing.service import RoutingService
from crm.users.schemas import NewUser, UserQueue
from crm.users.service import UserService
from server.database import Database
from server.http.app import make_app
from server.http.context import Web
from server.seed import read_config, seed_configuration
from server.settings import SOURCE, Settings

PEOPLE = (
    ("admin", Role.ADMINISTRATOR, None, ()),
    ("boss", Role.SUPERVISOR, "2000", ()),
    ("wang", Role.AGENT, "1001", ("service", "shop")),
    ("li", Role.AGENT, "1002", ("heating",)),
)


async def _prepare(path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{path}")
    await db.migrate()
    passwords = PlainPasswords()
    async with db.write() as session:
        await seed_configuration(session, system(), read_config(SOURCE, demo=False), SOURCE)
        await RoutingService(session, system()).create_device(NewDevice(id="8001", secret="secret-8001"))
        for username, role, number, queues in PEOPLE:
            new = NewUser(
                username=username,
                name=username.title(),
                number=number,
                role=role,
                password=PASSWORD,
                must_change_password=False,
                queues=[UserQueue(queue=queue, preference=place) for place, queue in enumerate(queues)],
            )
            await UserService(session, system()).create(new, await passwords.hash(PASSWORD))
    await db.close()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company's database, made once and copied."""
    path = tmp_path_factory.mktemp("company") / "company.db"
    asyncio.run(_prepare(path))
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
