"""Where searchable records come from, and how the index follows them.

A kind is made searchable by one `Source`. Whatever is written through its mapped classes is then in the index when the
transaction is over, and a rebuild knows all there is. Plain SQL that passes the classes by calls `refresh` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event, select, text
from sqlalchemy.orm import Session

from crm.search.entries import Entry
from crm.search.index import drop, put
from crm.search.models import SearchEntry

_WAITING = "search.waiting"
_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(CAST(:kind AS text) || subject, 0)) "
    "FROM (SELECT unnest(CAST(:subjects AS text[])) AS subject ORDER BY 1) AS wanted"
)
_entries: Any = SearchEntry.__table__


@dataclass(frozen=True, slots=True)
class Source:
    """`feeds`: mapped class → its attribute that names the record. `gather`: the entries of these records; those that
    are absent from the answer leave the index. `identity`: the column of all records' ids, for a rebuild."""

    kind: str
    feeds: Mapping[type[Any], str]
    gather: Callable[[Connection, Sequence[str]], Iterable[Entry]]
    identity: Any


def refresh(connection: Connection, source: Source, subjects: Iterable[str]) -> int:
    """Bring these records' entries up to date, in the caller's transaction; → how many have changed."""
    wanted = list(dict.fromkeys(subjects))
    _alone(connection, source.kind, wanted)
    entries = list(source.gather(connection, wanted))
    gone = set(wanted) - {entry.subject for entry in entries}
    drop(connection, source.kind, sorted(gone))
    return put(connection, entries) + len(gone)


def _alone(connection: Connection, kind: str, subjects: Sequence[str]) -> None:
    """Nobody else writes these entries before this transaction is over: what is gathered after it is the latest, and
    no entry is made twice. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql" and subjects:
        connection.execute(_LOCK, {"kind": kind, "subjects": list(subjects)})


@dataclass(slots=True)
class Follower:
    """Notes which records a transaction touches, and writes their entries just before it is committed."""

    sources: Sequence[Source]
    _feeds: dict[type[Any], tuple[Source, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._feeds = {cls: (source, name) for source in self.sources for cls, name in source.feeds.items()}

    def follow(self, sessions: type[Session]) -> None:
        """All sessions of this class from now on."""
        event.listen(sessions, "after_flush", self._note)
        event.listen(sessions, "before_commit", self._write)

    def _note(self, session: Session, context: object) -> None:
        del context
        for row in (*session.new, *session.dirty, *session.deleted):
            if (feed := self._feeds.get(type(row))) is not None:
                source, name = feed
                waiting: dict[str, set[str]] = session.info.setdefault(_WAITING, {})
                waiting.setdefault(source.kind, set()).add(getattr(row, name))

    def _write(self, session: Session) -> None:
        session.flush()
        waiting: dict[str, set[str]] = session.info.pop(_WAITING, {})
        for source in self.sources:
            if subjects := waiting.get(source.kind):
                refresh(session.connection(), source, sorted(subjects))


def after(connection: Connection, source: Source, last: str, limit: int) -> list[str]:
    """The next records in the order of their ids: a rebuild goes through them piece by piece."""
    column = source.identity
    return list(connection.scalars(select(column).where(column > last).order_by(column).limit(limit)))


def gone_after(connection: Connection, source: Source, last: str, limit: int) -> tuple[list[str], str | None]:
    """Entries without a record among the next `limit` ones, and where the next piece begins (None at the end)."""
    query = select(_entries.c.subject_id).where(_entries.c.kind == source.kind, _entries.c.subject_id > last)
    there = list(connection.scalars(query.order_by(_entries.c.subject_id).limit(limit)))
    known = set(connection.scalars(select(source.identity).where(source.identity.in_(there))))
    return [each for each in there if each not in known], there[-1] if len(there) == limit else None
