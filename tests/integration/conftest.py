"""What several of these folders need. A database is made once in a worker and copied: migrating an empty one takes
seconds."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[1] / "unit"
sys.path += [str(UNIT / folder) for folder in ("crm", "documents", "http", "kpis")]

import web_company  # noqa: E402

from server.bench.postgresql import Cluster, cluster  # noqa: E402
from server.database import Database  # noqa: E402


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own."""
    with cluster(in_memory=True, max_wal_size="256MB") as running:
        yield running


async def _migrate(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await database.close()


def sqlite(path: Path) -> str:
    """The URL of a database in this file."""
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest schema and nothing else, on SQLite."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    asyncio.run(_migrate(sqlite(path)))
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql: Cluster) -> str:
    """The same, on PostgreSQL."""
    asyncio.run(_migrate(postgresql.create("migrated_template")))
    return "migrated_template"


@pytest.fixture(scope="session")
def company_file(migrated_file: Path) -> Path:
    """The small company of the API's tests, on SQLite."""
    path = migrated_file.with_name("company.db")
    shutil.copy(migrated_file, path)
    asyncio.run(web_company.prepare(sqlite(path)))
    return path


@pytest.fixture(scope="session")
def company_template(postgresql: Cluster, migrated_template: str) -> str:
    """The same, on PostgreSQL."""
    asyncio.run(web_company.prepare(postgresql.create("company_template", migrated_template)))
    return "company_template"
