"""A migrated SQLite database of its own for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from crm_kit import prepare

from crm.access import Principal, system
from server.database import Database


async def _prepare(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await prepare(database)
    await database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with three units, made once and copied."""
    path = tmp_path_factory.mktemp("prepared") / "test.db"
    asyncio.run(_prepare(path))
    return path


@pytest.fixture
async def db(tmp_path: Path, prepared: Path) -> AsyncIterator[Database]:
    shutil.copy(prepared, tmp_path / "test.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    yield database
    await database.close()


@pytest.fixture
def nobody() -> Principal:
    return system()
