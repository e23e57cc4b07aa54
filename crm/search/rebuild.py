"""Building the index anew: after an upgrade, and whenever somebody doubts it. Piece by piece, beside all other work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select, text

from crm.counters import Counter, upsert
from crm.search.models import SearchEntry
from crm.search.sources import Source, after, gone_after, refresh

VERSION = 4
"""Of the way texts are taken apart. With another one everything is built anew."""
AT_A_TIME = 250

_counters: Any = Counter.__table__
_entries: Any = SearchEntry.__table__


def is_built(connection: Connection, source: Source) -> bool:
    return _built(connection, source) == VERSION


def _built(connection: Connection, source: Source) -> int:
    return int(connection.scalar(select(_counters.c.value).where(_counters.c.name == _name(source))) or 0)


def prepare(connection: Connection, source: Source) -> None:
    """Entries of another version are not taken over; those of all kinds go, as SQLite forgets all or by the text."""
    if _built(connection, source) in {0, VERSION}:
        return
    connection.execute(delete(_entries))
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_words(search_words) VALUES ('delete-all')"))
    connection.execute(delete(_counters).where(_counters.c.name.startswith("search:")))


def step(connection: Connection, source: Source, last: str) -> tuple[str | None, int]:
    """Bring the next records up to date; → where to go on (None at the end), and how many entries have changed."""
    subjects = after(connection, source, last, AT_A_TIME)
    changed = refresh(connection, source, subjects)
    return subjects[-1] if len(subjects) == AT_A_TIME else None, changed


def sweep(connection: Connection, source: Source, last: str) -> tuple[str | None, int]:
    """Take out entries whose record is gone; answers as `step`."""
    gone, further = gone_after(connection, source, last, AT_A_TIME)
    return further, refresh(connection, source, gone)


def finish(connection: Connection, source: Source) -> None:
    row = upsert(connection, _counters).values(name=_name(source), value=VERSION)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": VERSION}))


def _name(source: Source) -> str:
    return f"search:{source.kind}"
