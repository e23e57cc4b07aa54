"""What a transaction wants done when, and only when, it is committed: kept with its session until then."""

from __future__ import annotations

from typing import Generic, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

T = TypeVar("T")


class Staged(Generic[T]):
    """Things of one kind (`key`: its name in the session)."""

    def __init__(self, key: str) -> None:
        self._key = key

    def add(self, session: Session, thing: T) -> None:
        """It goes down with the savepoint that it was added in."""
        if self._key not in session.info:
            session.info[self._key] = []
            event.listen(session, "after_soft_rollback", self._forget)
        session.info[self._key].append((session.get_nested_transaction(), thing))

    def take(self, session: Session) -> list[T]:
        """All of them in order, once."""
        taken = [thing for _, thing in session.info.get(self._key, ())]
        if taken:
            session.info[self._key] = []
        return taken

    def _forget(self, session: Session, ended: SessionTransaction) -> None:
        """A savepoint (or all of it) was rolled back: so is what was to be done after it. A flush that fails rolls back
        to the savepoint that it was in."""
        while not ended.nested and ended.parent is not None:
            ended = ended.parent
        kept = []
        for savepoint, thing in session.info.get(self._key, ()):
            around: SessionTransaction | None = savepoint
            while around is not None and around is not ended:
                around = around.parent
            if around is None and ended.nested:
                kept.append((savepoint, thing))
        session.info[self._key] = kept
