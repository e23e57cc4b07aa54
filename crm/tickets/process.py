"""The states of tickets are those of documents; what a caller hears about the step that his ticket has reached."""

from __future__ import annotations

from collections.abc import Mapping

from crm.documents.engine.states import CLOSED, NAMES, OPEN, Status

__all__ = ["CLOSED", "NAMES", "OPEN", "STEPS", "Status"]

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
"""Flows list these words as phrases, so that they are rendered before the call: a flow that says others stays silent
about the step."""
