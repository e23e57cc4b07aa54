"""Events of the business: what became of documents and customers. Ids, codes and numbers of records alone, and no
personal data: who may know more asks the API for the record.

They stand in the same row as the engine's news. Each is written just before the transaction that changes the record is
committed: one is never there without the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from crm.events.store import add_own
from crm.staged import Staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`by`: the id of the user who did it; null: the system did."""

    type: ClassVar[str]
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfDocument(Told):
    """`document` is the id, `document_type` the code of its type; `steps` are the nodes that it stands at now."""

    document: str
    number: str
    family: str
    document_type: str
    status: str
    unit: str
    customer: str | None
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCreated(OfDocument):
    """A ticket or another document was entered. `source`: how (hand, pop, ivr, api, trigger…); `call_id`: in which
    call."""

    type = "document.created"

    source: str
    call_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStepped(OfDocument):
    """Steps of a document ended: `ended` names of each its node, its state (done, returned, moved, cancelled) and its
    outcome."""

    type = "document.stepped"

    ended: list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentClosed(OfDocument):
    """A document is done, archived or called off; see `status`. `merged_into`: as a duplicate of that one."""

    type = "document.closed"

    merged_into: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReopened(OfDocument):
    """A closed document is taken up again."""

    type = "document.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCustomer(Told):
    """`customer` is the id, `number` the customer's number."""

    customer: str
    number: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(OfCustomer):
    """A customer was made, or an unknown caller got a name."""

    type = "customer.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(OfCustomer):
    """Values of a customer, his products or his relations were changed: `changed` names them."""

    type = "customer.changed"

    changed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMerged(OfCustomer):
    """The customer `gone` is this one from now on."""

    type = "customer.merged"

    gone: str
    gone_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUnmerged(OfCustomer):
    """A merge was undone: `gone` is a customer of his own again."""

    type = "customer.unmerged"

    gone: str
    gone_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(OfCustomer):
    """His personal data were erased: whoever has them too is to forget them."""

    type = "customer.erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeleted(OfCustomer):
    """A customer's record was deleted."""

    type = "customer.deleted"


BUSINESS: dict[str, type[Told]] = {
    kind.type: kind
    for kind in (
        DocumentCreated, DocumentStepped, DocumentClosed, DocumentReopened,
        CustomerCreated, CustomerChanged, CustomerMerged, CustomerUnmerged, CustomerErased, CustomerDeleted,
    )
}  # fmt: skip

Later = Callable[[Connection], Iterable[Told]]
"""Made just before the commit, of what is in the tables then."""

_TOLD: Staged[tuple[float, Told | Later]] = Staged("hotline_events")
_WRITTEN = "hotline_events_written"


def tell_of(session: AsyncSession, what: Told | Later) -> None:
    """It becomes an event with the commit; with a savepoint that is rolled back it goes down."""
    _TOLD.add(session.sync_session, (time.time(), what))


def written(session: AsyncSession) -> bool:
    """Whether the transaction that was committed has made events; once (server.database)."""
    return bool(session.sync_session.info.pop(_WRITTEN, False))


def write_events(sessions: type[Session]) -> None:
    """All sessions of this class write their events from now on. To be set up last: events are written last of all, so
    that nobody waits for the lock on them while holding it."""
    event.listen(sessions, "before_commit", _write)


def _write(session: Session) -> None:
    if session.get_nested_transaction() is not None:
        return
    waiting = _TOLD.take(session)
    if not waiting:
        return
    session.flush()
    connection = session.connection()
    rows = [
        (at, one.type, said(one))
        for at, what in waiting
        for one in ([what] if isinstance(what, Told) else what(connection))
    ]
    if rows:
        add_own(connection, rows)
        session.info[_WRITTEN] = True


def said(told: Told) -> Mapping[str, Any]:
    return {field.name: getattr(told, field.name) for field in fields(told)}
