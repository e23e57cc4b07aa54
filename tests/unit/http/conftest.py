"""The web application on a small company: an administrator, a supervisor, two agents, queues and a flow."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from web_company import prepare
from web_fixtures import admin, boss, client, core, dist, li, parts, wang

from server.settings import Settings

__all__ = ["admin", "boss", "client", "core", "dist", "li", "parts", "wang"]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company's database, made once and copied."""
    path = tmp_path_factory.mktemp("company") / "company.db"
    asyncio.run(prepare(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def company_url(tmp_path: Path, company: Path) -> str:
    """A copy, where a process whose home is `tmp_path` looks for it."""
    shutil.copy(company, tmp_path / "hotline.db")
    return Settings(home=tmp_path, _env_file=None).database  # type: ignore[call-arg]
