"""A migrated SQLite database for each test that stores what it made up."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "crm"))

from crm_kit import prepare

from server.database import Database


async def _prepare(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await prepare(database)
    await database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prepared") / "test.db"
    asyncio.run(_prepare(path))
    return path


@pytest.fixture
async def db(tmp_path: Path, prepared: Path) -> AsyncIterator[Database]:
    shutil.copy(prepared, tmp_path / "test.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    yield database
    await database.close()
