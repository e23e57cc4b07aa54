"""The small organisation that the tests of the CRM start from, and a database of it for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm.access import Principal, system
from crm.dictionaries.models import DictionaryEntry
from crm.organisation.models import Unit
from server.database import Database
from tests.support.compiled import compiled_once


async def prepare(url: str) -> None:
    """Migrate, and make a root with two units and two ticket types."""
    database = Database(url)
    await database.migrate()
    async with database.write() as session:
        session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="总部", name_en="Head office"))
        await session.flush()
        for unit in ("north", "south"):
            session.add(Unit(id=unit, parent_id="root", path=f"/root/{unit}/", name_zh=unit, name_en=unit))
        for code in ("repair", "complaint"):
            session.add(DictionaryEntry(dictionary="ticket_type", code=code, name_zh=code, name_en=code))
    await database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The organisation's database on SQLite, made once and copied."""
    path = tmp_path_factory.mktemp("prepared") / "test.db"
    asyncio.run(prepare(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def db(tmp_path: Path, prepared: Path) -> AsyncIterator[Database]:
    shutil.copy(prepared, tmp_path / "test.db")
    database = compiled_once(Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"))
    yield database
    await database.close()


@pytest.fixture
def nobody() -> Principal:
    return system()
