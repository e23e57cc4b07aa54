"""The types of events: the durable news of the engine, and what becomes of documents and customers."""

from __future__ import annotations

import inspect
from dataclasses import fields

from pydantic import BaseModel

from crm.events.business import BUSINESS, Told
from telephony import domain_events
from telephony.desk import news as of_items
from telephony.domain_events import News
from telephony.supervision import news as of_supervision

_MODULES = domain_events, of_items, of_supervision
_DURABLE: dict[str, type[News] | type[Told]] = {
    kind.type: kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, News) and kind is not News and kind.durable
} | BUSINESS
TYPES = frozenset(_DURABLE)


class EventType(BaseModel):
    """`fields` of the event's `data`, with their types."""

    type: str
    description: str
    fields: dict[str, str]


def event_types() -> list[EventType]:
    return [
        EventType(
            type=name,
            description=" ".join((kind.__dict__.get("__doc__") or "").split()) if _described(kind) else "",
            fields={field.name: str(field.type) for field in fields(kind) if field.name != "call"},
        )
        for name, kind in sorted(_DURABLE.items())
    ]


def _described(kind: type) -> bool:
    """False for the signature that a dataclass gets for want of a docstring."""
    return not (inspect.getdoc(kind) or "").startswith(f"{kind.__name__}(")
