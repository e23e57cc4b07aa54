"""The database: engines for SQLite and PostgreSQL, transactions, migrations.

SQLite runs in WAL mode; writers take the write lock when they begin (`BEGIN IMMEDIATE`) and queue up in the process
instead of polling for the lock, so readers never wait and writers never meet a deadlock.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import orjson
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from crm.events.business import write_events, written
from crm.frames import Frame, take_frames
from crm.search.catalogue import SOURCES
from crm.search.sources import Follower
from crm.versions.keeping import keep_touched
from telephony.errors import ConfigError

T = TypeVar("T")

_WRITES = "hotline_writes"
_THREADS = 3
_ENGINE: Mapping[str, Any] = {
    "hide_parameters": True,  # the values of a statement (numbers, sessions) are nobody's business in an error or a log
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}
_POSTGRESQL = {"options": "-c jit=off"}
"""Compiling a plan takes a hundred milliseconds, and none of our queries runs so long."""
_WAL_ATTEMPTS, _WAL_PAUSE = 100, 0.02
_PATIENCE = "hotline_patience"
_MIGRATION_PATIENCE = 600_000
"""Milliseconds that a process waits on SQLite for another one that is migrating."""
_MIGRATION_LOCK = 4_684_546_963
"""PostgreSQL advisory lock: two web processes that start at once migrate one after the other."""


class _Writing(Session):
    """The search index follows what is written in it, and what is told of it becomes events."""


Follower(SOURCES).follow(_Writing)
write_events(_Writing)


class Database:
    """Open with `Database(url)`, then `await migrate()`. `read()` and `write()` are transactions."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if not self.sqlite and self.url.drivername != "postgresql+psycopg":
            raise ConfigError(
                f"HOTLINE_DATABASE_URL: {self.url.drivername} is not supported: use postgresql+psycopg://"
            )
        self.engine: AsyncEngine = _sqlite(self.url.database, url) if self.sqlite else _postgresql(url, pool_size)
        self._readers = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writers = async_sessionmaker(
            self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False, sync_session_class=_Writing
        )
        self._turn = asyncio.Lock() if self.sqlite else None
        self._plain = _plain_engine(url, self.sqlite)
        self._plain_writes = self._plain.execution_options(**{_WRITES: True})
        self.show: Callable[[Frame], None] = _nobody
        """Takes the frames of committed transactions (server.web: to the hub)."""
        self.told: Callable[[], None] = _nobody_waits
        """Called after a transaction that has made events (server.web: wakes those who wait for some)."""
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="database")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads; what it changed by mistake is rolled back."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that is committed at the end of the block, rolled back when the block raises. Do not nest.
        Settings that it has changed get their versions (crm.versions).

        Frames that were made in it (crm.frames) go out after the commit."""
        async with self._turn or nullcontext(), self._writers() as session:
            async with session.begin() as transaction:
                yield session
                if transaction.is_active:
                    await keep_touched(session)
            frames, told = take_frames(session), written(session)
        for frame in frames:
            self.show(frame)
        if told:
            self.told()

    async def ping(self) -> bool:
        """True when the database answers."""
        try:
            async with self.read() as session:
                await session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def look(self, work: Callable[[Connection], T]) -> T:
        """Read in a thread: `work` makes its few queries one after the other without coming back to the event loop in
        between, which costs a fraction of `read`. For what every call needs."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, work)

    async def store(self, work: Callable[[Connection], T]) -> T:
        """Write in a thread, committed at the end; the counterpart of `look`."""
        async with self._turn or nullcontext():
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._store, work)

    def _look(self, work: Callable[[Connection], T]) -> T:
        with self._plain.connect() as connection:
            return work(connection)

    def _store(self, work: Callable[[Connection], T]) -> T:
        with self._plain_writes.begin() as connection:
            return work(connection)

    async def migrate(self) -> None:
        """Bring the schema to the newest revision; an empty database gets all of it. Raises ConfigError when the file
        is no database (any more), or a newer Hotline has made it."""
        try:
            await self._migrate()
        except CommandError as error:
            if "locate revision" not in str(error):
                raise
            raise ConfigError(
                f"the database was last used by a newer Hotline ({error}): start that version, or bring back a backup"
                " from before it"
            ) from error
        except DatabaseError as error:
            if not isinstance(error.orig, sqlite3.DatabaseError) or "database" not in str(error.orig):
                raise
            if isinstance(error.orig, sqlite3.OperationalError):  # locked, no room: it passes
                raise
            raise ConfigError(
                f"{self.url.database} cannot be read ({error.orig}): bring back a backup, or move it away to begin anew"
            ) from error

    async def _migrate(self) -> None:
        patient = self.engine.execution_options(**{_WRITES: True, _PATIENCE: _MIGRATION_PATIENCE})
        async with self._turn or nullcontext(), patient.begin() as connection:
            if not self.sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            await connection.run_sync(_upgrade)
        if self.sqlite:
            await self.engine.dispose()  # the patient connection; others wait as long as `_prepare_sqlite` says

    async def revision(self) -> tuple[str | None, str | None]:
        """The revision the database has, and the newest one that this program knows."""
        async with self.engine.connect() as connection:
            current = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
        return current, ScriptDirectory.from_config(alembic_config()).get_current_head()

    async def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._plain.dispose()
        await self.engine.dispose()


def _nobody(frame: Frame) -> None:
    """Nobody watches."""


def _nobody_waits() -> None:
    """Nobody waits for events."""


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("crm") / "migrations"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")


def _plain_engine(url: str, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(
            url, pool_size=_THREADS, max_overflow=0, pool_pre_ping=True, connect_args=_POSTGRESQL, **_ENGINE
        )
    engine = create_engine(make_url(url).set(drivername="sqlite"), pool_size=_THREADS, max_overflow=0, **_ENGINE)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _sqlite(path: str | None, url: str) -> AsyncEngine:
    if path in {None, "", ":memory:"}:
        raise ConfigError("HOTLINE_DATABASE_URL: SQLite needs a file: sqlite+aiosqlite:////folder/hotline.db")
    Path(str(path)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, **_ENGINE)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Each new connection: we begin transactions ourselves, writers wait up to five seconds, references are checked."""
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    _to_wal(cursor)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _to_wal(cursor: Any) -> None:
    """A new file becomes one with a write-ahead log. Where two connections want that at the same time, SQLite refuses
    one of them at once, whatever its patience; the other has done it a moment later."""
    for _ in range(_WAL_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_WAL_PAUSE)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if _PATIENCE in options:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={options[_PATIENCE]:d}")
    writes = options.get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, connect_args=_POSTGRESQL, **_ENGINE
    )
