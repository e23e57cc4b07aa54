"""A database with a company: head office with a supervisor, a north unit with two agents and their supervisor."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from documents_company import prepare

from server.database import Database


async def _prepare(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await prepare(database)
    await database.close()


@pytest.fixture(scope="session")
def prepared_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "test.db"
    asyncio.run(_prepare(path))
    return path


@pytest.fixture
async def db(tmp_path: Path, prepared_company: Path) -> AsyncIterator[Database]:
    shutil.copy(prepared_company, tmp_path / "test.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    yield database
    await database.close()
