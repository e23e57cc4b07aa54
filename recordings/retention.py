"""Which recordings have been kept long enough, and their deletion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from recordings.store import AUDIO, Store, Stored


@dataclass(frozen=True, slots=True)
class Deleted:
    """`recordings` are the ids whose audio is gone, `size` the bytes freed."""

    recordings: tuple[str, ...]
    size: int


def expired(items: Iterable[Stored], *, today: date, days: int, keep: frozenset[str] = frozenset()) -> list[Stored]:
    """What was recorded more than `days` days before `today`. Recordings in `keep` stay, however old.

    Raises ValueError for less than one day: a mistyped setting must not delete everything.
    """
    if days < 1:
        raise ValueError("recordings are kept for one day at least")
    limit = today - timedelta(days=days)
    return [item for item in items if item.day < limit and recording_of(item.key) not in keep]


def recording_of(key: str) -> str:
    """The id in a key."""
    return PurePosixPath(key).stem


def delete(store: Store, items: Iterable[Stored]) -> Deleted:
    """Delete these; raises OSError when the storage refuses."""
    gone: list[str] = []
    size = 0
    for item in items:
        store.delete(item.key)
        size += item.size
        if item.key.endswith(AUDIO):
            gone.append(recording_of(item.key))
    return Deleted(tuple(gone), size)
