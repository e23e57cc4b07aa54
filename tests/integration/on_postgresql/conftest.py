"""Unit tests once more, on PostgreSQL: `unit_tests.txt` names them, and the fixtures that they take are those of this
folder in place of those of their own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import pytest
from web_fixtures import admin, boss, client, core, dist, li, parts, wang

from server.bench.postgresql import Cluster
from server.database import Database
from tests.integration.conftest import UNIT
from tests.support import crm_company
from tests.support.compiled import compiled_once
from tests.support.crm_company import nobody

__all__ = ["admin", "boss", "client", "core", "dist", "li", "nobody", "parts", "wang"]

DATABASES = frozenset({"db", "company_url"})
_names = itertools.count(1)


class Listed(pytest.File):
    """The list, as a collector of the files in it."""

    def collect(self) -> Iterable[pytest.Collector]:
        for line in self.path.read_text().splitlines():
            if line.startswith("#"):
                continue
            place = UNIT / line
            for path in [place] if place.is_file() else sorted(place.glob("test_*.py")):
                yield OnPostgresql.from_parent(self, path=path, nodeid=f"{self.nodeid}::{path.stem}")


class OnPostgresql(pytest.Module):
    """A file's tests that take a database. One that copies files of SQLite (`prepared`) has nothing to do here."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        for item in super().collect():
            taken = set(item.fixturenames) if isinstance(item, pytest.Function) else set()
            if taken & DATABASES and "prepared" not in taken:
                yield item


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name != "unit_tests.txt":
        return None
    return Listed.from_parent(parent, path=file_path)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def crm_template(postgresql: Cluster, migrated_template: str) -> str:
    """The small organisation of the CRM's tests, to be copied."""
    asyncio.run(crm_company.prepare(postgresql.create("crm_template", migrated_template)))
    return "crm_template"


@pytest.fixture
async def db(postgresql: Cluster, crm_template: str) -> AsyncIterator[Database]:
    name = f"crm_{next(_names)}"
    database = compiled_once(Database(postgresql.create(name, crm_template)))
    yield database
    await database.close()
    postgresql.drop(name)


@pytest.fixture
def company_url(postgresql: Cluster, company_template: str) -> Iterator[str]:
    name = f"company_{next(_names)}"
    yield postgresql.create(name, company_template)
    postgresql.drop(name)
