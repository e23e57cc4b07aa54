"""INSERT … ON CONFLICT for rows in bulk. Every batch of news runs them, and building a statement costs more than
running it: each is built once for a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

Rows = Sequence[Mapping[str, Any]]


def insert_new(connection: Connection, table: Any, rows: Rows) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        connection.execute(_insert_new(connection.dialect.name, table), list(rows))


def insert_or_change(
    connection: Connection, table: Any, rows: Rows, *, keep: tuple[str, ...] = (), where: tuple[str, str] | None = None
) -> None:
    """Insert the rows; one whose primary key is there already gets what its new row says, but for the columns in
    `keep`, and, with `where` (column, value), only if it has that value. All rows have the same columns."""
    if rows:
        statement = _insert_or_change(connection.dialect.name, table, tuple(rows[0]), keep, where)
        connection.execute(statement, list(rows))


@cache
def _insert_new(dialect: str, table: Any) -> Any:
    return insert_of(dialect, table).on_conflict_do_nothing()


@cache
def _insert_or_change(
    dialect: str, table: Any, names: tuple[str, ...], keep: tuple[str, ...], where: tuple[str, str] | None
) -> Any:
    statement = insert_of(dialect, table)
    fixed = {*(column.name for column in table.primary_key), *keep}
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in names if name not in fixed},
        where=None if where is None else table.c[where[0]] == where[1],
    )


def insert_of(dialect: str, table: Any) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    return (sqlite_insert if dialect == "sqlite" else postgresql_insert)(table)
