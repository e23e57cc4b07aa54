"""From news to rows: what each column gets. Texts of the outside world are cut to their column's length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.base import instant, instant_or_none
from telephony.domain_events import Envelope

Row = dict[str, Any]


def started(envelope: Envelope, unit: str, customer: str | None) -> Row:
    data = envelope.data
    return {
        "id": envelope.call,
        "unit_id": unit,
        "direction": data["direction"],
        "from_number": data["from_number"][:64],
        "from_name": data["from_name"][:100],
        "to_number": data["to_number"][:64],
        "entry": data["entry"][:64],
        "customer_id": customer,
        "started_at": instant(envelope.at),
        "timeline": [],
    }


def ended(cdr: Mapping[str, Any], unit: str, customer: str | None) -> Row:
    return {
        "id": cdr["call"],
        "unit_id": unit,
        "direction": cdr["direction"],
        "from_number": cdr["from_number"][:64],
        "from_name": cdr["from_name"][:100],
        "to_number": cdr["to_number"][:64],
        "entry": cdr["entry"][:64],
        "language": cdr["language"] or "",
        "customer_id": customer,
        "started_at": instant(cdr["started"]),
        "answered_at": instant_or_none(cdr["answered"]),
        "ended_at": instant(cdr["ended"]),
        "ended_by": cdr["ended_by"] or "",
        "cause": str(cdr["cause"] or "")[:64],
        "outcome": cdr["outcome"],
        "queue": cdr["queue"],
        "agent_id": cdr["agent"],
        "ivr_seconds": cdr["ivr_seconds"],
        "wait_seconds": cdr["wait_seconds"],
        "ring_seconds": cdr["ring_seconds"],
        "talk_seconds": cdr["talk_seconds"],
        "hold_seconds": cdr["hold_seconds"],
        "voicemail": cdr["voicemail"],
        "recovered": cdr["recovered"],
        "timeline": list(cdr["timeline"]),
    }


def served_by(cdr: Mapping[str, Any]) -> str | None:
    """The agent who talked to the caller last."""
    return next((raw["agent"] for raw in reversed(cdr["segments"]) if raw["agent"]), None)


def connected(envelope: Envelope) -> Row:
    data = envelope.data
    return {
        "call_id": envelope.call,
        "segment": data["segment"],
        "agent_id": data["agent"],
        "device": data["device"],
        "number": data["number"],
        "queue": data["queue"],
        "kind": data.get("kind", "talk"),
        "started_at": instant(envelope.at),
    }


def segment(call: str, raw: Mapping[str, Any]) -> Row:
    return {
        "call_id": call,
        "segment": raw["segment"],
        "agent_id": raw["agent"],
        "device": raw["device"],
        "number": raw["number"],
        "queue": raw["queue"],
        "kind": raw.get("kind", "talk"),
        "started_at": instant(raw["started"]),
        "ended_at": instant_or_none(raw["ended"]),
        "seconds": raw["seconds"],
        "ended_by": raw["ended_by"] or "",
    }


def recording(envelope: Envelope) -> Row:
    data = envelope.data
    return {
        "id": data["recording"],
        "call_id": envelope.call,
        "kind": data["kind"],
        "raw_path": data["path"],
        "state": "raw",
        "started_at": instant(data["started"]),
        "seconds": data["seconds"],
    }


def expected(call: str, raw: Mapping[str, Any]) -> Row:
    return {
        "id": raw["recording"],
        "call_id": call,
        "kind": raw["kind"],
        "raw_path": raw["path"],
        "state": "expected",
        "started_at": instant(raw["started"]),
        "seconds": raw["seconds"],
    }


def voicemail(envelope: Envelope, unit: str, number: str, customer: str | None) -> Row:
    data = envelope.data
    return {
        "id": data["recording"],
        "call_id": envelope.call,
        "unit_id": unit,
        "box": data["box"],
        "from_number": number[:64],
        "customer_id": data["customer"] or customer,
        "seconds": data["seconds"],
        "language": data["language"],
        "left_at": instant(envelope.at),
    }


def agent_state(envelope: Envelope) -> Row:
    data = envelope.data
    return {
        "agent_id": data["agent"],
        "since": instant(data["since"]),
        "state": data["state"],
        "reason": data["reason"],
        "previous": data["previous"],
        "previous_seconds": data["previous_seconds"],
        "device": data["device"],
        "queue": data["queue"],
        "call_id": envelope.call,
    }
