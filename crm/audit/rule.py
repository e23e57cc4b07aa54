"""What the audit log may hold. Its rows cannot be changed, so nobody could be forgotten in it (docs/adr/0204).

Of the company's own settings it keeps everything but secrets. Of records about people it says which fields there were,
and the value only of those that tell nothing about a person: states, types, units, handlers, deadlines, ids, counts.
What is in none of these lists is hidden: a new noun, or a new field, says too little rather than too much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.masking import masked

HIDDEN = "•••"
"""Stands where a value was."""
_SECRET = frozenset({"password", "password_hash", "secret", "token"})
_SECRET_OUTSIDE = _SECRET | {"old", "new"}

SETTINGS = frozenset(
    {
        "announcement", "article", "calibration", "category", "company", "customer_fields", "customer_mailing",
        "device", "dictionary", "document_type", "entry", "flow", "hours", "import", "import_mapping", "mailbox",
        "message_template", "notice", "outbound", "outlet", "pause_reason", "position", "prompt", "questionnaire",
        "queue", "role", "scorecard", "setting", "settings", "skill", "trunk", "unit", "user", "visit_batch", "webhook",
        "workstation",
    }
)  # fmt: skip
"""Kinds of records that are the company's own, and nobody's outside it."""

_OF_USERS = frozenset({"phone", "email"})
"""Of the company's own people: how they are reached privately."""

HARMLESS = frozenset(
    {
        "action", "agent", "agents", "appointment_at", "assignee", "assignee_id", "attachments", "box", "call",
        "category", "certified", "changed", "closed_from", "closed_to", "created_from", "created_to", "customer",
        "customer_id", "device", "direction", "disposition", "due_at", "duplicates", "extension", "fatal", "format",
        "from", "from_", "handler", "handler_id", "hold", "how", "id", "import", "integrity", "into", "item", "kind",
        "language", "level", "list", "mode", "outcome", "owner", "owner_id", "owner_kind", "percent", "queue", "queues",
        "range", "recording", "result", "segment", "session", "sha256", "sort", "source", "state", "status", "step",
        "ticket", "ticket_id", "timer", "to", "trigger", "type", "unit", "unit_id", "user", "visits",
    }
)  # fmt: skip
"""Fields whose values tell nothing about a person outside the company."""
_OF_ACTION: Mapping[str, frozenset[str]] = {"customers.erase": frozenset({"reason"})}
"""Said there to be kept (EraseBody)."""
_NUMBERED = frozenset({"customer", "ticket", "document"})
"""Kinds whose `number` is the record's own; elsewhere it is a telephone's, and masked."""
_GROUPS = frozenset({"after", "before", "changes", "filter"})
"""Names under which fields stand, not values."""


def kept(action: str, kind: str, details: Mapping[str, Any]) -> dict[str, Any]:
    """The details of an entry as they may be written."""
    if kind in SETTINGS and "export" not in action:
        hidden = _OF_USERS if kind == "user" else frozenset()
        return {name: HIDDEN if name in _SECRET_OUTSIDE else _without(one, hidden) for name, one in details.items()}
    return _harmless(details, HARMLESS | _OF_ACTION.get(action, frozenset()), numbered=kind in _NUMBERED)


def _without(value: Any, hidden: frozenset[str]) -> Any:
    match value:
        case Mapping():
            return {
                name: HIDDEN if name in _SECRET or (name in hidden and one) else _without(one, hidden)
                for name, one in value.items()
            }
        case list() | tuple():
            return [_without(one, hidden) for one in value]
        case _:
            return value


def _harmless(details: Mapping[str, Any], harmless: frozenset[str], *, numbered: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in details.items():
        match value:
            case Mapping() if name in _GROUPS:
                found[name] = _harmless(value, harmless, numbered=numbered)
            case Mapping():
                found[name] = dict.fromkeys(value, HIDDEN)
            case None | bool() | int() | float() if not name.startswith("fields."):
                found[name] = value
            case str() if name == "number":
                found[name] = value if numbered else _masked(value)
            case _:
                found[name] = value if name in harmless or not value else HIDDEN
    return found


def _masked(number: str) -> str:
    shown = masked(number)
    return shown if "*" in shown else HIDDEN
