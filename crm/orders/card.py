"""A customer's orders on the card that the agent sees when the phone rings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, case, select

from crm.documents.engine.states import OPEN
from crm.documents.models import Document
from crm.orders.steps import FAMILY, step_of

ORDERS = 3
_OPEN_FIRST = case((Document.status.in_([status.value for status in OPEN]), 0), else_=1)
_ORDERS = (
    select(
        Document.id,
        Document.number,
        Document.status,
        Document.title,
        Document.position,
        Document.fields,
        Document.created_at,
    )
    .where(
        Document.customer_id == bindparam("customer"),
        Document.family == FAMILY,
        Document.confidential.is_(False),
        Document.merged_into.is_(None),
    )
    .order_by(_OPEN_FIRST, Document.created_at.desc())
    .limit(ORDERS)
)
"""Confidential ones stay off the card, which everybody sees who takes the call."""


def orders_of(connection: Connection, customer_id: str) -> list[dict[str, Any]]:
    """Open orders and the latest ones: `{id, number, title, status, step: {zh, en}, amount, created_at}`."""
    return [
        {
            "id": row.id,
            "number": row.number,
            "title": row.title,
            "status": row.status,
            "step": dict(step_of(row.status, row.position)),
            "amount": row.fields.get("amount") or "",
            "created_at": row.created_at.timestamp(),
        }
        for row in connection.execute(_ORDERS, {"customer": customer_id})
    ]
