"""Writing the index: in the transaction that changes what is indexed, on both databases.

    await index(session, Entry("document", document.id, document.unit_id, texts=(document.title,), codes=(number,)))
    await forget(session, "document", [document.id])

What is written through mapped classes needs neither: crm.search.follow sees to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ARRAY, Connection, Row, Text, bindparam, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm.search.entries import LETTERS, Entry, pieces
from crm.search.models import SearchEntry

BLOCKS = (1024, 8192, 65536)
"""PostgreSQL: entries that follow each other share a piece that says so, which finds the newest ones by the index."""
SPAN = 1 << 40
"""PostgreSQL: every kind has numbers of its own, so many of them; else a kind that changes often would keep the newest
of another out of the newest blocks."""
_AT_A_TIME = 500

_entries: Any = SearchEntry.__table__
_FORGET = text("INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', :seq, :words)")
_REMEMBER = text("INSERT INTO search_words(rowid, words) VALUES (:seq, :words)")


async def index(session: AsyncSession, *entries: Entry) -> None:
    """Keep these findable as they are now; the newest version of each counts."""
    connection = await session.connection()
    await connection.run_sync(put, entries)


async def forget(session: AsyncSession, kind: str, subjects: Sequence[str]) -> None:
    connection = await session.connection()
    await connection.run_sync(drop, kind, subjects)


def put(connection: Connection, entries: Iterable[Entry]) -> int:
    """Write what has changed; → how many did."""
    by_kind: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, {})[entry.subject] = entry
    written = 0
    for kind, subjects in by_kind.items():
        wanted = list(subjects.values())
        for start in range(0, len(wanted), _AT_A_TIME):
            written += _put(connection, kind, wanted[start : start + _AT_A_TIME])
    return written


def _put(connection: Connection, kind: str, entries: Sequence[Entry]) -> int:
    there = {row.subject_id: row for row in _rows(connection, kind, [entry.subject for entry in entries])}
    fresh: list[dict[str, Any]] = []
    old: list[Row[Any]] = []
    for entry in entries:
        row = there.get(entry.subject)
        values = {"unit_id": entry.unit, "people": " ".join(sorted(set(entry.people))), "content": entry.content()}
        if row is not None:
            if (row.unit_id, row.people, row.content) == tuple(values.values()):
                continue
            old.append(row)
        fresh.append({"kind": kind, "subject_id": entry.subject, **values})
    _drop(connection, kind, old)
    insert_new(connection, fresh)
    return len(fresh)


def insert_new(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Rows of entries that are not there yet (kind, subject_id, unit_id, people, content)."""
    if not rows:
        return
    sqlite = connection.dialect.name == "sqlite"
    complete: list[dict[str, Any]] = []
    for seq, row in _numbered(connection, rows, sqlite=sqlite):
        found = pieces(row["kind"], row["content"], row["unit_id"], row["people"])
        if not sqlite:
            found += places(row["kind"], seq)
        complete.append({**row, "seq": seq, "found": " ".join(found) if sqlite else found})
    if sqlite:
        columns = ("seq", "kind", "subject_id", "unit_id", "people", "content")
        connection.execute(insert(_entries), [{name: row[name] for name in columns} for row in complete])
        connection.execute(_REMEMBER, [{"seq": row["seq"], "words": row["found"]} for row in complete])
        return
    words = func.array_to_tsvector(bindparam("found", type_=ARRAY(Text())))
    connection.execute(insert(_entries).values(words=words), complete)


def _numbered(
    connection: Connection, rows: Sequence[dict[str, Any]], *, sqlite: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    """New entries with their `seq`. SQLite has one writer at a time."""
    if sqlite:
        last = connection.scalar(select(func.coalesce(func.max(_entries.c.seq), 0)))
        yield from enumerate(rows, int(last or 0) + 1)
        return
    kinds: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kinds.setdefault(row["kind"], []).append(row)
    for kind, of_kind in kinds.items():
        wanted = {"sequence": sequence(kind), "count": len(of_kind)}
        taken = connection.scalars(text("SELECT nextval(:sequence) FROM generate_series(1, :count)"), wanted)
        yield from zip((first(kind) + place for place in sorted(taken)), of_kind, strict=True)


def sequence(kind: str) -> str:
    """PostgreSQL: the name of the sequence that numbers the entries of a kind."""
    return f"search_entries_{LETTERS[kind]}"


def first(kind: str) -> int:
    """PostgreSQL: the number from which a kind's entries are counted."""
    return (1 + list(LETTERS).index(kind)) * SPAN


def places(kind: str, seq: int) -> list[str]:
    """The pieces that say in which block an entry is (PostgreSQL)."""
    return [f"{LETTERS[kind]}{mark(level)}{seq // size}" for level, size in enumerate(BLOCKS)]


def mark(level: int) -> str:
    return "#" * (level + 1)


def drop(connection: Connection, kind: str, subjects: Sequence[str]) -> None:
    for start in range(0, len(subjects), _AT_A_TIME):
        _drop(connection, kind, _rows(connection, kind, subjects[start : start + _AT_A_TIME]))


def _rows(connection: Connection, kind: str, subjects: Sequence[str]) -> list[Row[Any]]:
    columns = (_entries.c.seq, _entries.c.subject_id, _entries.c.unit_id, _entries.c.people, _entries.c.content)
    query = select(*columns).where(_entries.c.kind == kind, _entries.c.subject_id.in_(subjects))
    return list(connection.execute(query))


def _drop(connection: Connection, kind: str, rows: Sequence[Row[Any]]) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        words = [
            {"seq": row.seq, "words": " ".join(pieces(kind, row.content, row.unit_id, row.people))} for row in rows
        ]
        connection.execute(_FORGET, words)
    connection.execute(delete(_entries).where(_entries.c.seq.in_([row.seq for row in rows])))
