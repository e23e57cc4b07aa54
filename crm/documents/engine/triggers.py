"""Which triggers of a type fire at a moment in a document's life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from crm.documents.engine.model import DocumentType, Trigger
from crm.fields.conditions import holds
from crm.sampling import within

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A node was entered or left (with `outcome`), its deadline came, or an appointment was made there."""

    when: Literal["entry", "exit", "deadline", "appointment"]
    node: str
    outcome: str | None = None


def at_moments(kind: DocumentType, moments: Sequence[Moment], values: Values) -> list[Trigger]:
    """In the order of the moments, then of the type."""
    return [
        trigger
        for moment in moments
        for trigger in kind.triggers
        if trigger.when == moment.when
        and trigger.node in {None, moment.node}
        and (trigger.outcome is None or trigger.outcome == moment.outcome)
        and holds(trigger.if_, values)
    ]


def chosen(trigger: Trigger, document_id: str) -> bool:
    """Whether a trigger with a sample is for this document: by chance, and always the same for one document."""
    if trigger.sample is None:
        return True
    return within(trigger.code, document_id, trigger.sample)


def at_change(kind: DocumentType, before: Values, after: Values) -> list[Trigger]:
    """Those whose condition did not hold before and holds now."""
    return [
        trigger
        for trigger in kind.triggers
        if trigger.when == "field" and holds(trigger.if_, after) and not holds(trigger.if_, before)
    ]


def timers_of(kind: DocumentType, node: str | None) -> list[Trigger]:
    """Timers to be set when `node` is entered; None: when the document is made."""
    return [trigger for trigger in kind.triggers if trigger.when == "timer" and trigger.node == node]
