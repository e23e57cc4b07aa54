"""Each test has a database of its own, but what SQLAlchemy has compiled for one database serves the next: in a process,
the statements of all tests are compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.util import LRUCache

from server.database import Database

STATEMENTS = 10_000
"""More than the tests have."""
_kept: dict[type[Any], tuple[Any, Any]] = {}
"""Kind of dialect → the first one, and the statements compiled with it."""
_known: set[type[Any]] = set()
"""Kinds whose first one has asked a server what it is."""


def compiled_once(database: Database) -> Database:
    """The same database, before its first connection, with the dialects and compiled statements of earlier ones."""
    for engine in _engines(database):
        kind = type(engine.dialect)
        first, statements = _kept.setdefault(kind, (engine.dialect, LRUCache(STATEMENTS)))

        def initialize(connection: Connection, kind: type[Any] = kind, first: Any = first) -> None:
            if kind not in _known:
                kind.initialize(first, connection)
                _known.add(kind)

        engine.dialect.initialize = initialize  # type: ignore[method-assign]
        engine.dialect, engine._compiled_cache = first, statements
    return database


def _engines(database: Database) -> Iterator[Engine]:
    writers = database._writers.kw["bind"]
    yield from (database.engine.sync_engine, writers.sync_engine, database._plain, database._plain_writes)
