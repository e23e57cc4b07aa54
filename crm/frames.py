"""Frames for browsers that go out when, and only when, the transaction that they tell of is committed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

_KEY = "hotline_frames"


@dataclass(frozen=True, slots=True)
class Frame:
    """A live frame (`kind` is its type) for one user alone."""

    user: str
    kind: str
    data: Mapping[str, Any]


def after_commit(session: AsyncSession, frame: Frame) -> None:
    """Send `frame` once the transaction is committed. It goes down with the savepoint that it was made in."""
    sync = session.sync_session
    if _KEY not in sync.info:
        sync.info[_KEY] = []
        event.listen(sync, "after_soft_rollback", _forget)
    sync.info[_KEY].append((sync.get_nested_transaction(), frame))


def take_frames(session: AsyncSession) -> list[Frame]:
    """What is to be sent, once. Whoever has committed calls it (server.database)."""
    return [frame for _, frame in session.sync_session.info.pop(_KEY, ())]


def _forget(session: Session, ended: SessionTransaction) -> None:
    """A savepoint (or all of it) was rolled back: so is what was to be told of it."""
    kept = []
    for savepoint, frame in session.info.get(_KEY, ()):
        around: SessionTransaction | None = savepoint
        while around is not None and around is not ended:
            around = around.parent
        if around is None and ended.nested:
            kept.append((savepoint, frame))
    session.info[_KEY] = kept
