"""Writing callbacks from the core's news, in the transaction that stores them. Storing twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from crm.base import instant
from crm.callbacks.models import Callback
from crm.counters import upsert
from crm.customers.callers import customers_of
from crm.routing.models import Queue
from telephony.domain_events import Envelope

CALLBACKS = frozenset({"callback.requested", "callback.attempt", "callback.attempt_ended", "callback.ended"})

_table: Any = Callback.__table__


def store_callbacks(connection: Connection, news: Sequence[Envelope], unit: str) -> None:
    """Apply `news` of callbacks, in order. A new row belongs to its queue's unit, to `unit` when that is gone."""
    if not news:
        return
    asked = [envelope for envelope in news if envelope.type == "callback.requested"]
    customers = customers_of(connection, {e.data["number"] for e in asked})
    queues = {row.id: row.unit_id for row in connection.execute(select(Queue.id, Queue.unit_id))} if asked else {}
    for envelope in news:
        data = envelope.data
        if envelope.type == "callback.requested":
            row = _row(envelope, queues.get(data["queue"], unit), customers.get(data["number"]))
            connection.execute(upsert(connection, _table).on_conflict_do_nothing(), [row])
        else:
            changed = update(_table).where(_table.c.id == data["callback"], _table.c.state != "ended")
            connection.execute(changed.values(**_change(envelope)))


def _row(envelope: Envelope, unit: str, customer: str | None) -> dict[str, Any]:
    data = envelope.data
    return {
        "id": data["callback"],
        "unit_id": unit,
        "queue": data["queue"],
        "number": data["number"],
        "customer_id": data["customer"] or customer,
        "language": data["language"],
        "source": data["source"],
        "requested_by": data["by"],
        "requested_at": instant(envelope.at),
        "entered_at": instant(data["entered"]),
        "not_before": instant(data["not_before"]) if data["not_before"] else None,
        "call_id": envelope.call,
        "state": "waiting",
        "result": "",
        "attempts": 0,
    }


def _change(envelope: Envelope) -> dict[str, Any]:
    data = envelope.data
    why = {"reason": data.get("reason", ""), "reason_detail": data.get("detail", "")[:200]}
    if envelope.type == "callback.attempt":
        return {"state": "attempt", "attempt_call_id": envelope.call, "agent_id": data["agent"]}
    if envelope.type == "callback.attempt_ended":
        again = instant(data["not_before"])
        return {
            "state": "waiting",
            "result": data["result"],
            "attempts": data["attempts"],
            "not_before": again,
            **why,
        }
    return {
        "state": "ended",
        "result": data["result"],
        "ended_at": instant(envelope.at),
        "ended_by": data["by"],
        **why,
        **({"agent_id": data["agent"]} if data["agent"] else {}),
    }
