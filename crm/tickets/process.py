"""The life of a ticket: one table of statuses and the steps between them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
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

STEPS: Mapping[Status, Mapping[str, str]] = {
    Status.PENDING: {"zh": "待受理", "en": "waiting to be accepted"},
    Status.TO_DISPATCH: {"zh": "待派单", "en": "waiting to be dispatched"},
    Status.HANDLING: {"zh": "处理中", "en": "in progress"},
    Status.TO_VISIT: {"zh": "待回访", "en": "waiting for a follow-up call"},
    Status.DONE: {"zh": "已办结", "en": "completed"},
    Status.ARCHIVED: {"zh": "已归档", "en": "archived"},
    Status.RETURNED: {"zh": "已退回", "en": "returned"},
    Status.SUSPENDED: {"zh": "已挂起", "en": "suspended"},
    Status.CANCELLED: {"zh": "已撤销", "en": "cancelled"},
}
"""What a caller hears about the step that his ticket has reached. Flows list these words as phrases, so that they are
rendered before the call: a flow that says others stays silent about the step."""

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.TO_DISPATCH, Status.HANDLING, Status.DONE, Status.CANCELLED}),
    Status.TO_DISPATCH: frozenset({Status.HANDLING, Status.RETURNED, Status.SUSPENDED, Status.CANCELLED}),
    Status.HANDLING: frozenset(
        {Status.TO_DISPATCH, Status.TO_VISIT, Status.DONE, Status.RETURNED, Status.SUSPENDED, Status.CANCELLED}
    ),
    Status.TO_VISIT: frozenset({Status.DONE, Status.HANDLING}),
    Status.DONE: frozenset({Status.ARCHIVED, Status.HANDLING}),
    Status.RETURNED: frozenset({Status.PENDING, Status.TO_DISPATCH, Status.HANDLING, Status.CANCELLED}),
    Status.SUSPENDED: frozenset({Status.TO_DISPATCH, Status.HANDLING, Status.CANCELLED}),
    Status.ARCHIVED: frozenset(),
    Status.CANCELLED: frozenset(),
}

CLOSED = frozenset({Status.DONE, Status.ARCHIVED, Status.CANCELLED})
OPEN = frozenset(Status) - CLOSED


def may_become(before: Status, after: Status) -> bool:
    """True for a legal step; a status may always stay as it is."""
    return before == after or after in TRANSITIONS[before]
