"""A book of what is open that outlives core: as it was last saved, and what the journal has since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from telephony.domain_events import Envelope, News
from telephony.engine import Engine


class Book(Protocol):
    """`take` tells whether news has changed it; `export` and `restore` are each other's counterparts."""

    def take(self, envelope: Envelope) -> bool: ...

    def export(self) -> list[dict[str, Any]]: ...

    def restore(self, saved: Iterable[Mapping[str, Any]]) -> None: ...


B = TypeVar("B", bound=Book)


class KeptBook(Generic[B]):
    """`on_changed` is called when the book has changed (it should be saved)."""

    def __init__(self, engine: Engine, book: B) -> None:
        self._engine = engine
        self.book = book
        self.unsaved: int | None = None
        """The journal's number of the first change that is in no saved book."""
        self.on_changed: Callable[[], None] = lambda: None
        self._known_to = 0

    def _tell(self, item: News) -> None:
        envelope = self._engine.publish(item)
        if self.book.take(envelope):
            self.unsaved = self.unsaved or envelope.n
            self.on_changed()

    def export(self) -> Mapping[str, Any]:
        """The book as it is now, with the journal's number up to which it holds."""
        journal = self._engine.journal
        return {"epoch": journal.epoch, "n": journal.last, "open": self.book.export()}

    def saved(self, state: Mapping[str, Any]) -> None:
        """What `export` gave is on disk."""
        if self.unsaved is not None and self.unsaved <= state["n"]:
            self.unsaved = None

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take up a saved book ({} for none). Call before the switch is connected, and `catch_up` afterwards."""
        self.book.restore(saved.get("open", ()))
        self._known_to = int(saved["n"]) if saved.get("epoch") == self._engine.journal.epoch else 0

    def catch_up(self, envelope: Envelope) -> None:
        """One piece of news of the journal, in order: what the saved book did not have yet."""
        if envelope.n > self._known_to and self.book.take(envelope):
            self.unsaved = self.unsaved or envelope.n
