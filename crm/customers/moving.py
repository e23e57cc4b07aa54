"""Moving everything that belongs to one customer to another, and back again, whatever tables there are.

Plain SQL over the tables' own descriptions: what refers to customers is found by `referring`, so that a merge leaves
nothing behind when a new table comes along. A row that the other customer has already (a phone, a relation) is dropped
and remembered whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Table, UniqueConstraint, and_, delete, insert, select, update

from crm.base import Base, Instant
from crm.customers.referring import OWN, references

Row = dict[str, Any]
WHOLE = frozenset({"customer_phones"})
"""Tables whose rows change while they move (their place in the list), so they come back as they were."""


def pack(row: Mapping[str, Any]) -> Row:
    """A row as JSON."""
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}


def unpack(table: Table, row: Mapping[str, Any]) -> Row:
    """JSON as a row of this table; columns that are no more are left out."""
    return {name: _typed(table, name, value) for name, value in row.items() if name in table.c}


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def move(connection: Connection, gone: str, kept: str) -> tuple[list[Row], list[Row]]:
    """→ (moved, dropped) as JSON: `{"table", "column", "key": {…}}` and, of those that change or are dropped, `row`."""
    moved: list[Row] = []
    dropped: list[Row] = []
    for table, column, condition in _places():
        query = select(table).where(table.c[column] == gone)
        if condition is not None:
            query = query.where(condition)
        for found in connection.execute(query.order_by(*table.primary_key.columns)).mappings().all():
            row = dict(found)
            here = _key(table, row)
            if _clashes(connection, table, row | {column: kept}, here):
                connection.execute(delete(table).where(_is(table, here)))
                dropped.append({"table": table.name, "row": pack(row)})
                continue
            connection.execute(update(table).where(_is(table, here)).values({column: kept}))
            note = {"table": table.name, "column": column, "key": pack(_key(table, row | {column: kept}))}
            moved.append(note | ({"row": pack(row)} if table.name in WHOLE else {}))
    return moved, dropped


def move_back(connection: Connection, moved: Iterable[Row], dropped: Iterable[Row], gone: str, kept: str) -> None:
    """Undo `move`. What has gone elsewhere or has been removed since stays so, but for phones, which come back."""
    tables = Base.metadata.tables
    for note in moved:
        table, column = tables.get(note["table"]), note["column"]
        if table is None:
            continue
        here = _is(table, unpack(table, note["key"])), table.c[column] == kept
        values = unpack(table, note["row"]) if "row" in note else {column: gone}
        if connection.execute(update(table).where(*here).values(values)).rowcount == 0 and "row" in note:
            _bring_back(connection, table, values)
    for note in dropped:
        table = tables.get(note["table"])
        if table is not None:
            _bring_back(connection, table, unpack(table, note["row"]))


def _bring_back(connection: Connection, table: Table, row: Row) -> None:
    if not _clashes(connection, table, row, None):
        connection.execute(insert(table).values(row))


def _places() -> list[tuple[Table, str, Any]]:
    """Every column that holds customers' ids, and when it does."""
    own = [(table, column) for name in sorted(OWN) for table in [Base.metadata.tables[name]] for column in _ids(table)]
    others = [(one.table, one.column.name, one.condition) for one in references()]
    return [*((table, column, None) for table, column in own), *others]


def _ids(table: Table) -> list[str]:
    return [name for name in ("customer_id", "other_id") if name in table.c]


def _key(table: Table, row: Mapping[str, Any]) -> Row:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _is(table: Table, key: Mapping[str, Any]) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _clashes(connection: Connection, table: Table, row: Row, here: Row | None) -> bool:
    """Whether another row has what must be unique, or the row would relate a customer to himself."""
    if table.name == "customer_relations" and row["customer_id"] == row["other_id"]:
        return True
    unique = [list(table.primary_key.columns)]
    unique += [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique += [list(index.columns) for index in table.indexes if index.unique]
    for columns in unique:
        values = {column.name: row.get(column.name) for column in columns}
        if any(value is None for value in values.values()):
            continue
        query = select(*table.primary_key.columns).where(_is(table, values))
        for found in connection.execute(query).mappings():
            if dict(found) != here:
                return True
    return False
