"""The states that people see, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Status(StrEnum):
    """How far a document is. The first six are states of nodes, in the order of a document's life; the others lie over
    them: sent back, on hold, called off."""

    PENDING = "pending"
    TO_DISPATCH = "to_dispatch"
    HANDLING = "handling"
    TO_VISIT = "to_visit"
    DONE = "done"
    ARCHIVED = "archived"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


NAMES: Mapping[Status, Mapping[str, str]] = {
    Status.PENDING: {"zh": "待受理", "en": "to be accepted"},
    Status.TO_DISPATCH: {"zh": "待派单", "en": "to be dispatched"},
    Status.HANDLING: {"zh": "处理中", "en": "being handled"},
    Status.TO_VISIT: {"zh": "待回访", "en": "to be followed up"},
    Status.DONE: {"zh": "已办结", "en": "done"},
    Status.ARCHIVED: {"zh": "已归档", "en": "archived"},
    Status.RETURNED: {"zh": "退回", "en": "returned"},
    Status.SUSPENDED: {"zh": "挂起", "en": "suspended"},
    Status.CANCELLED: {"zh": "撤销", "en": "cancelled"},
}

CLOSED = frozenset({Status.DONE, Status.ARCHIVED, Status.CANCELLED})
OPEN = frozenset(Status) - CLOSED
_LIFE = tuple(Status)[:6]


def least(states: Iterable[str]) -> Status:
    """Of several parallel branches the one that has come least far."""
    return min((Status(state) for state in states), key=_LIFE.index)
